"""The PDF on small pages: what it must hold, and what must not become a PDF."""

import bisect
import builtins
import contextlib
import gc
import os
import re
import subprocess
import sys

import pdf_reading
import pytest
from conftest import ROOT

from report import book, pdf
from report.findings import ReportError

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60" viewBox="0 0 300 60">'
    '<text x="10" y="30" font-family="Noto Sans, Noto Naskh Arabic" font-size="13px">'
    "{label}</text></svg>"
)
NAMES = "<p>شەرقىي تۈركىستان, བོད་ལྗོངས་, 西藏</p>"
FIGURE = (
    '<figure id="one-chart"><img src="_images/one.svg" alt="A line from 1 to 2"/><figcaption>'
    '<p><span class="caption-number">Figure 1 </span><span class="caption-text">It rose'
    '</span></p><div class="legend"><details class="figure-data"><summary>Data</summary>'
    "<table><thead><tr><th>year</th><th>source_id</th></tr></thead><tbody><tr><td>2021</td>"
    "<td>key2026one</td></tr></tbody></table></details></div></figcaption></figure>"
)
BIBLIOGRAPHY = (
    '<div class="register-entry" id="source-key2026one"><p>An entry.</p></div>'
    '<div class="citation" id="id9" role="doc-biblioentry"><span class="label">K26</span>'
    '<p>Press. One. 2026.</p></div><div class="citation" id="id10" role="doc-biblioentry">'
    "<p>Press. Two. 2026.</p></div>"
)
CITED = (
    '<p>Stated <span class="bibtex-citation" id="id1">[<a href="index.html#id9">Press, 2026'
    '</a>]</span> and denied <span class="bibtex-citation" id="id2">[<a href="#id10">'
    "Press, 2026</a>]</span>.</p>"
)


def chapter(title: str, body: str) -> str:
    name = title.lower().replace(" ", "-")
    return (
        f'<span id="document-chapters/{name}"></span><section id="{name}"><h2>{title}'
        f'<a class="headerlink" href="#{name}">¶</a></h2>{body}<section id="limits">'
        f'<h3>Limits of {title}</h3><p>See <a href="#limits">here</a>.</p></section>'
        "</section>"
    )


def write_page(folder, *chapters: str, label="plain"):
    """A page as `singlehtml` writes it, with the given chapters."""
    (folder / "_images").mkdir(parents=True, exist_ok=True)
    (folder / "_images" / "one.svg").write_text(DRAWING.format(label=label), "utf-8")
    body = "".join(chapters) or chapter("One", FIGURE + CITED + NAMES) + chapter(
        "Two", BIBLIOGRAPHY
    )
    page = folder / "index.html"
    page.write_text(
        '<!DOCTYPE html><html lang="en"><head><title>T</title><meta name="report-set" '
        'content="baseline"/><meta name="report-as-of" content="2026-01-31"/></head><body>'
        '<div role="main"><section id="book"><h1>Book</h1><p>Front words.</p>'
        f'<div class="toctree-wrapper compound">{body}</div></section></div>'
        "<script>screen()</script></body></html>",
        "utf-8",
    )
    return page


def make(folder, *chapters: str, **more):
    target = folder / "report.pdf"
    pdf.build_pdf(write_page(folder, *chapters, **more), target)
    return target


def test_a_small_book_has_no_fault_that_a_machine_can_see(tmp_path):
    assert pdf_reading.find_faults(make(tmp_path)) == []


def test_the_same_faults_are_seen_in_an_untagged_pdf(tmp_path):
    import weasyprint

    plain = tmp_path / "plain.pdf"
    weasyprint.HTML(string="<p>text").write_pdf(plain)
    assert set(pdf_reading.find_faults(plain)) >= {
        "no language", "not marked", "no title", "not PDF/UA", "no tags",
    }  # fmt: skip


def test_bookmarks_nest_as_the_headings_do(tmp_path):
    marks = [(level, title) for level, title, _ in pdf_reading.bookmarks(make(tmp_path))]
    assert marks[:4] == [
        (1, "Contents"), (1, "Overview"), (1, "One"), (2, "Limits of One"),
    ]  # fmt: skip
    assert (1, "Data behind the figures") in marks


def test_the_contents_print_the_pages_where_chapters_begin(tmp_path):
    made = make(tmp_path, *(chapter(f"Part {n}", "<p>x</p>" * 40 * n) for n in (1, 2, 3)))
    starts = [(title, page) for _, title, page in pdf_reading.bookmarks(made)]
    assert len({page for _, page in starts}) > 5
    assert printed_pages(made) == starts[1:]


def printed_pages(path) -> list[tuple[str, int]]:
    """Title and page number of each line of the contents."""
    lines = pdf_reading.read_text(path, "-layout", "-f", "2", "-l", "4").splitlines()
    found = []
    for line in lines:
        title, dots, number = line.strip().partition("..")
        if dots and (digits := number.strip(". ")).isdigit():
            found.append((title.strip(), int(digits)))
    return found


def test_uyghur_tibetan_and_chinese_are_set_in_embedded_noto_fonts(tmp_path):
    made = make(tmp_path)
    assert pdf_reading.font_names(made) == {
        "Noto-Serif", "Noto-Sans", "Noto-Naskh-Arabic", "Noto-Serif-Tibetan",
        "Noto-Sans-CJK-SC",
    }  # fmt: skip
    assert pdf_reading.glyphs_without_drawing(made) == set()
    assert "西藏" in pdf_reading.read_text(made)


def test_a_character_that_no_font_has_stops_the_pdf_and_is_named(tmp_path):
    with pytest.raises(ReportError, match=r"U\+F1234.*install a font"):
        make(tmp_path, chapter("One", "<p>lost \U000f1234</p>"))


def test_a_character_without_a_glyph_is_seen_in_a_pdf_that_holds_it(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "_faults_raised", contextlib.nullcontext)
    made = make(tmp_path, chapter("One", "<p>lost \U000f1234</p>"))
    assert pdf_reading.glyphs_without_drawing(made) == {"\U000f1234"}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p><img src="_images/one.svg"/></p>', "no required alt"),
        ('<p><img src="_images/none.png" alt="a 1"/></p>', "Failed to load image"),
        ('<p><img src="https://example.org/a.png" alt="a 1"/></p>', "Failed to load image"),
        ('<p><a href="#nowhere">a</a></p>', "No anchor #nowhere"),
    ],
)
def test_a_fault_leaves_the_old_pdf_standing(tmp_path, body, fault):
    target = tmp_path / "report.pdf"
    target.write_bytes(b"old")
    with pytest.raises(ReportError, match=fault):
        make(tmp_path, chapter("One", body))
    assert target.read_bytes() == b"old"
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["_images", "index.html", "report.pdf"]


def test_a_target_that_cannot_be_written_is_said_in_one_line(tmp_path):
    (tmp_path / "taken").write_text("a file, not a folder")
    page = write_page(tmp_path)
    with pytest.raises(ReportError, match=r"report\.pdf could not be written: .*make book"):
        pdf.build_pdf(page, tmp_path / "taken" / "report.pdf")


def test_a_missing_page_is_said_in_one_line(tmp_path):
    with pytest.raises(ReportError, match=r"index\.html cannot be read: .*\. Type: make book"):
        pdf.build_pdf(tmp_path / "index.html", tmp_path / "report.pdf")


def test_a_missing_pango_is_said_with_the_command_to_type(tmp_path, monkeypatch):
    real = builtins.__import__

    def refuse(name, *rest):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest)

    page = write_page(tmp_path)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(ReportError, match=r"Pango.*Type: .*pango"):
        pdf.build_pdf(page, tmp_path / "report.pdf")


def test_the_collector_is_on_again_after_a_book_that_could_not_be_built():
    with pytest.raises(ZeroDivisionError), book.collector_off():
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()


@pytest.mark.long
def test_the_same_page_gives_the_same_bytes_in_another_folder_and_process(tmp_path):
    made = [build_elsewhere(tmp_path / name, seed) for name, seed in (("a", "1"), ("b", "2"))]
    assert made[0] == made[1]
    assert made[0] != build_elsewhere(tmp_path / "c", "1", epoch="86400")


def build_elsewhere(folder, seed: str, epoch: str = "0") -> bytes:
    page = write_page(folder, label="شىنجاڭ")
    code = (
        "import sys; from pathlib import Path; from report import pdf; "
        "pdf.build_pdf(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(page), str(folder / "report.pdf")],
        check=True, cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed,
                          "SOURCE_DATE_EPOCH": epoch},
    )  # fmt: skip
    return (folder / "report.pdf").read_bytes()


def test_a_long_table_repeats_its_header_on_each_page(tmp_path):
    rows = "".join(f"<tr><td>row {n}</td><td>{n}</td></tr>" for n in range(150))
    head = "<thead><tr><th>Heading</th><th>Number</th></tr></thead>"
    made = make(tmp_path, chapter("One", f"<table>{head}<tbody>{rows}</tbody></table>"))
    text = pdf_reading.read_text(made)
    pages = [page for page in text.split("\f") if "row " in page]
    assert len(pages) > 2
    assert all("Heading" in page for page in pages)


@pytest.mark.parametrize(("columns", "turned"), [(4, False), (8, True), (30, True)])
def test_a_wide_table_loses_nothing_and_stays_on_the_sheet(tmp_path, columns, turned):
    names = [f"Extraordinarily{n:02d}" for n in range(columns)]
    head = "".join(f"<th>{name}</th>" for name in names)
    row = "".join(f"<td>{name.lower()}</td>" for name in names)
    table = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    made = make(tmp_path, chapter("One", table))
    words = pdf_reading.placed_words(made)
    whole = {word for word, _ in words} >= set(names)
    assert whole == (columns < 30)
    assert len(re.findall("Extraord", pdf_reading.read_text(made))) >= columns * whole
    assert turned == ("841.89 x 595" in page_sizes(made))
    assert [word for word, inside in words if not inside] == []


def page_sizes(path) -> str:
    words = ["pdfinfo", "-l", "99", str(path)]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def test_a_word_off_the_sheet_is_seen(tmp_path):
    import weasyprint

    off = tmp_path / "off.pdf"
    weasyprint.HTML(string="<p style='margin-left:-90px'>word").write_pdf(off)
    assert pdf_reading.placed_words(off) == [("word", False)]


def test_links_lead_to_the_right_place_inside_the_pdf(tmp_path):
    from pypdf import PdfReader

    made = make(tmp_path)
    targets = {
        annotation.get_object().get("/Dest") or annotation.get_object()["/A"].get("/D")
        for page in PdfReader(made).pages
        for annotation in page.get("/Annots", [])
    }
    assert targets >= {"id9", "id10", "one-chart", "data-one-chart", "source-key2026one",
                       "limits", "limits--2"}  # fmt: skip


@pytest.mark.book
def test_the_book_as_pdf_is_whole(built):
    made = built.root / "_build" / "pdf" / "report.pdf"
    text = pdf_reading.read_text(made)
    for words in ("13.75", "648,000", "1,062", "22,398", "Suggested citation"):
        assert words in text
    assert pdf_reading.find_faults(made) == []
    assert pdf_reading.glyphs_without_drawing(made) == set()
    assert all(name.startswith("Noto-") for name in pdf_reading.font_names(made))
    assert [w for w, inside in pdf_reading.placed_words(made) if not inside] == []
    assert all(page.strip() for page in text.split("\f")[:-1])
    marks = pdf_reading.bookmarks(made)
    chapters = {(title, page) for level, title, page in marks if level == 1}
    assert len(chapters) > 8
    assert chapters - set(printed_pages(made)) == {("Contents", 2)}


def gather_links(path, kind: str) -> dict[str, set[str]]:
    """Each entry of a kind ("number-", "claim-") with the places to which it leads."""
    at = {n: (page, -top) for n, (page, top) in pdf_reading.places(path).items()}
    starts = sorted((where, name) for name, where in at.items() if name.startswith(kind))
    found = {name: set() for _, name in starts}
    for page, links in pdf_reading.links(path).items():
        for height, target in links:
            before = bisect.bisect(starts, ((page, -height), "~")) - 1
            if before >= 0:
                found[starts[before][1]].add(target)
    return found


@pytest.mark.book
def test_each_number_on_paper_leads_to_its_claims_and_each_claim_to_its_source(built):
    made = built.root / "_build" / "pdf" / "report.pdf"
    named = pdf_reading.places(made)
    asked = {target for links in pdf_reading.links(made).values() for _, target in links}
    behind, sources = gather_links(made, "number-"), gather_links(made, "claim-")
    unstated = built.unstated()
    for key in built.numbers():
        assert f"number-{key}" in asked & named.keys()
        leads = {name for name in behind[f"number-{key}"] if name in named}
        ends = {name for name in leads if name.startswith(("claim-", "source-"))}
        assert ends or key in unstated, key
    claims = {name for name in asked if name.startswith("claim-")}
    assert len(claims) > 200 and claims <= named.keys()
    for claim in claims:
        assert any(name.startswith("source-") and name in named for name in sources[claim]), claim
