"""Labels in joining scripts: shaped, in order, and drawn as HarfBuzz draws them."""

import re
import subprocess

import pytest
import uharfbuzz

from report.findings import ReportError
from report.pdf.outlines import JOINED, find_levels, outline_labels, shape

UYGHUR, TIBETAN = "شەرقىي تۈركىستان", "བོད་ལྗོངས་"
FAMILIES = ["Noto Sans", "Noto Sans CJK SC", "Noto Naskh Arabic", "Noto Serif Tibetan"]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99">{}</svg>'


def label(text: str, **attributes: str) -> bytes:
    words = "".join(f' {k.replace("_", "-")}="{v}"' for k, v in attributes.items())
    words += f' font-family="{", ".join(FAMILIES)}" font-size="10px"'
    return SVG.format(f"<text{words}>{text}</text>").encode()


def find_paths(svg: bytes) -> list[str]:
    return re.findall(r' d="([^"]*)"', svg.decode())


def harfbuzz_glyphs(text: str, family: str) -> list[int]:
    """What HarfBuzz makes of the word on its own, from left to right."""
    file = subprocess.run(
        ["fc-match", "-f", "%{file}", family], capture_output=True, text=True, check=True
    ).stdout
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(file)))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    return [info.codepoint for info in buffer.glyph_infos]


@pytest.mark.parametrize(
    ("word", "family"),
    [("تۈركىستان", "Noto Naskh Arabic"), (TIBETAN, "Noto Serif Tibetan")],
)
def test_a_word_gets_the_glyphs_that_harfbuzz_gives_it(word, family):
    glyphs, width = shape(word, FAMILIES)
    assert [glyph.glyph_id for glyph in glyphs] == harfbuzz_glyphs(word, family)
    assert 0 < width < len(word)
    assert harfbuzz_glyphs(word[::-1], family) != harfbuzz_glyphs(word, family)


def test_words_of_a_line_run_from_right_to_left():
    first, second = UYGHUR.split()
    glyphs, _ = shape(UYGHUR, ["Noto Naskh Arabic"])
    ids = [glyph.glyph_id for glyph in glyphs]
    begin = harfbuzz_glyphs(second, "Noto Naskh Arabic")
    assert ids[: len(begin)] == begin
    end = harfbuzz_glyphs(first, "Noto Naskh Arabic")
    assert ids[-len(end) :] == end


@pytest.mark.parametrize("text", [UYGHUR, TIBETAN, f"East Turkistan {UYGHUR} 12"])
def test_no_joined_text_is_left_and_its_outline_stands_in_its_place(text):
    made = outline_labels(label(text, transform="translate(5,7)", fill="#111"))
    assert b"<text" not in made
    assert not JOINED.search(made.decode())
    assert b'transform="translate(5,7)"' in made and b'fill="#111"' in made
    assert len(find_paths(made)) == 1 and len(find_paths(made)[0]) > 200


def test_reversed_letters_give_another_outline():
    right, wrong = (find_paths(outline_labels(label(t))) for t in (UYGHUR, UYGHUR[::-1]))
    assert right != wrong


def test_other_labels_stay_text_byte_for_byte():
    plain = label("Xinjiang 新疆 2026")
    assert outline_labels(plain) == plain


def test_lines_of_a_label_that_need_no_joining_stay_text():
    two = f'<tspan>{UYGHUR}</tspan><tspan x="0" dy="15">Exile</tspan>'
    made = outline_labels(label(two, text_anchor="end")).decode()
    assert re.search(r'<text [^>]*text-anchor="end"[^>]*translate\(0,15\)[^>]*>Exile<', made)
    assert len(find_paths(made.encode())) == 1


def test_the_anchor_moves_the_outline():
    starts = []
    for anchor in ("start", "middle", "end"):
        path = find_paths(outline_labels(label(UYGHUR, text_anchor=anchor)))[0]
        starts.append(float(re.match(r"M(-?[\d.]+)", path)[1]))
    _, width = shape(UYGHUR, FAMILIES)
    assert starts[0] - starts[1] == pytest.approx(width * 5, abs=0.1)
    assert starts[0] - starts[2] == pytest.approx(width * 10, abs=0.1)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("ab 12", [0, 0, 0, 0, 0]),
        ("شى 12", [1, 1, 1, 2, 2]),
        ("a شى b", [0, 0, 1, 1, 0, 0]),
        ("شى ab ى", [1, 1, 1, 2, 2, 1, 1]),
        ("a شى 12", [0, 0, 1, 1, 1, 2, 2]),
        ("", []),
    ],
)
def test_directions_follow_the_unicode_algorithm(text, levels):
    assert find_levels(text) == levels


def test_a_character_that_no_family_has_is_named_with_the_cure():
    with pytest.raises(ReportError, match=r"U\+1F600.*Noto Naskh Arabic.*Install"):
        outline_labels(label(UYGHUR + "\U0001f600"))
