"""Private copies of sources, read into paragraphs."""

import hashlib

import pytest

from report.checks.snapshots import find_snapshots, normalise, read_snapshot
from report.findings import ReportError


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def make_pdf(*lines):
    """A PDF of one page in which each line of text is set by itself."""
    shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
    body = f"BT /F1 12 Tf 72 720 Td {shown}ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 612 792] "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(body)} >>\nstream\n{body}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    text, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(text))
        text += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(text)
    text += f"xref\n0 6\n0000000000 65535 f \n{table}"
    text += f"trailer\n<< /Root 1 0 R /Size 6 >>\nstartxref\n{start}\n%%EOF\n"
    return text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("it’s “so”", "it's \"so\""), ("a–b — c", "a-b - c"), ("a\u00a0 b\n c", "a b c"),
        ("６４．８万", "64.8万"), ("e\u0301", "é"), ("co\u00adop\u200b", "coop"),
        ("‏שלום", "שלום"),
    ],
)  # fmt: skip
def test_forms_that_mean_the_same_are_made_alike(one, other):
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("Rose", "rose"), ("384", "383"), ("a", "á")])
def test_letters_case_and_digits_are_kept_apart(one, other):
    assert normalise(one) != normalise(other)


def test_a_text_has_a_paragraph_for_each_line_that_is_not_empty(tmp_path):
    copy = read_snapshot(write(tmp_path, "a.txt", "\ufeffHead\n\n \nBody  text\r\n"))
    assert copy.paragraphs == ("Head", "Body text")
    assert copy.sha256 == hashlib.sha256(copy.path.read_bytes()).hexdigest()


def test_a_page_has_its_blocks_as_paragraphs_without_scripts_and_comments(tmp_path):
    page = (
        "<html><head><title>T</title><style>x</style><script>1</script></head><body>"
        "<p>One <b>bo\n ld</b> &amp; é<!-- no --></p><div>Two<br>Three</div></body></html>"
    )
    copy = read_snapshot(write(tmp_path, "a.html", page))
    assert copy.paragraphs == ("T", "One bo ld & é", "Two", "Three")


def test_a_page_that_says_its_own_encoding_is_read_in_it(tmp_path):
    raw = '<html><meta charset="latin-1"><p>caf\xe9</p></html>'.encode("latin-1")
    assert read_snapshot(write(tmp_path, "a.html", raw)).paragraphs == ("café",)


def test_a_pdf_has_its_lines_and_words_cut_at_their_ends_are_whole(tmp_path):
    copy = read_snapshot(write(tmp_path, "a.pdf", make_pdf("of labor trans-", "fers")))
    assert copy.text == "of labor transfers"


@pytest.mark.parametrize(("name", "raw"), [("a.txt", b"\xff\xfe\xfa"), ("a.pdf", b"x")])
def test_a_copy_that_cannot_be_read_is_told_by_name(tmp_path, name, raw):
    with pytest.raises(ReportError, match=f"{name} cannot be read"):
        read_snapshot(write(tmp_path, name, raw))


def test_other_files_are_no_copies_and_text_goes_before_page_and_pdf(tmp_path):
    for name in ("a.pdf", "a.txt", "a.html", "b.html", "notes.md"):
        write(tmp_path, name, "x")
    names = {key: path.name for key, path in find_snapshots(tmp_path).items()}
    assert names == {"a": "a.txt", "b": "b.html"}
