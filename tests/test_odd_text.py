"""Text of the data is shown as text: markup, quotes, right-to-left, very long."""

import csv
import io
import json
import re

import pdf_reading
import pytest
from small import chapter, make_small
from report.checks.snapshots import normalise
from report.formatting import format_notebook
from test_reader import browser, phone  # noqa: F401

pytestmark = pytest.mark.browser
LONG = "x" * 600
ODD = f"""<script>document.title="run"</script><b>"bold"</b> 'q' &amp; שלום ئۇيغۇر =1+1 {LONG}"""
SAMPLES = ('<script>document.title="run"</script>', '<b>"bold"</b>', "'q' &amp;", "שלום",
           "ئۇيغۇر", "=1+1", LONG)  # fmt: skip
CODE = """
import altair as alt
from report.figures import figure
rows = evidence.rows("tibet-persons-2024")[["note", "value", "source_id"]]
chart = alt.Chart(rows[["note", "value"]]).mark_bar().encode(x="value", y="note")
figure("odd-chart", chart, title=f"Title {rows['note'][0]}", unit="persons",
       alt=f"Alt {rows['note'][0]}", table=rows)
"""
TABLE = """
from report.figures import table
rows = evidence.rows("tibet-persons-2024")
table("odd-table", rows[["actor", "note", "source_id"]], title=f"Table {rows['note'][0]}")
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """A small book whose claim, actor and measure are called by odd text."""
    from conftest import ROOT, copy_tree

    tree = make_small(copy_tree(ROOT, tmp_path_factory.mktemp("odd") / "copy"))
    for name, key, *columns in (
        ("claims", "tibet-persons-2024", "note", "period_label", "locator", "quote"),
        ("actors", "tibet-government", "name"),
        ("measures", "tibet.transfers.persons", "title", "definition"),
    ):
        _set(tree.root / f"data/{name}.csv", key, columns)
    notebook = json.loads(chapter(code="evidence = read_evidence(as_of)"))
    shown = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    for number, code in enumerate((CODE, TABLE)):
        cell = shown[-1] | {"id": f"odd-{number}", "source": code.strip()}
        notebook["cells"].insert(-1, cell | {"metadata": {"tags": ["remove-input"]}})
    stored = format_notebook("tibet", json.dumps(notebook))
    tree.root.joinpath("chapters/tibet.ipynb").write_text(stored, "utf-8")
    for name, text in (
        ("claims", "# Claims\n\n```{claims-register}\n```\n"),
        ("numbers", "# Numbers\n\n```{numbers-index}\n```\n"),
        ("sources", "# Sources\n\n```{sources-register}\n```\n\n```{bibliography}\n:all:\n```\n"),
    ):
        tree.root.joinpath(f"chapters/{name}.md").write_text(text, "utf-8")
        with tree.root.joinpath("_toc.yml").open("a") as toc:
            toc.write(f"  - file: chapters/{name}\n")
    tree.report("book", check=0)
    return tree


def _set(path, key, columns):
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
    row = next(row for row in rows if row[0] == key)
    for column in columns:
        row[rows[0].index(column)] = ODD
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), "utf-8")


@pytest.fixture
def page(odd, phone):  # noqa: F811
    """Opens a chapter and hands back every dialog and complaint with it."""
    said = []
    phone.on("dialog", lambda dialog: said.append(dialog.message))
    phone.on("pageerror", lambda error: said.append(str(error)))

    def open_page(name):
        phone.goto((odd.root / f"_build/html/chapters/{name}.html").as_uri())
        assert "run" != phone.title() and said == []
        return phone

    return open_page


def assert_whole(text: str):
    """Quotation marks may be set as a printer sets them; nothing else may differ."""
    for sample in SAMPLES:
        assert normalise(sample) in normalise(text), sample[:40]


def test_the_register_shows_it_and_filters_by_it(page):
    register = page("claims")
    assert_whole(register.locator("#claim-tibet-persons-2024").inner_text())
    assert_whole(register.locator("p.definition", has_text="bold").first.inner_text())
    for name in ("actor", "measure"):
        register.select_option(f"#filter-{name}", ODD)
        assert register.locator("#claim-tibet-persons-2024").is_visible()
        assert register.locator(f"#filter-{name} option b").count() == 0
    assert register.locator(".register-entry b").count() == 0


def test_a_table_shows_it(page):
    table = page("tibet").locator("table.report-table")
    for cell in table.locator("tbody td").all()[:2]:
        assert_whole(cell.inner_text())
    assert_whole(table.locator("caption").inner_text())
    assert table.locator("b, script").count() == 0


def test_a_chart_its_title_and_its_data_show_it(page):
    chapter_page = page("tibet")
    figure = chapter_page.locator("figure.report-figure")
    assert_whole(figure.locator("figcaption .caption-text").inner_text())
    assert_whole(figure.locator("svg").first.get_attribute("aria-label"))
    figure.locator(".figure-data summary").click()
    assert_whole(figure.locator("details td").first.inner_text())
    assert figure.locator("b, script").count() == 0
    # Axis labels are cut to fit; what is drawn of them is the text itself.
    drawn = figure.locator("svg text", has_text="<script>").first
    assert ODD.startswith(drawn.text_content().rstrip("…"))


@pytest.mark.parametrize("name", ["claims", "tibet"])
def test_very_long_text_does_not_make_the_page_scroll_sideways(page, name):
    opened = page(name)
    assert opened.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_card_shows_it(page):
    chapter_page = page("tibet")
    chapter_page.locator("a.number-link").first.click()
    card = chapter_page.locator(".number-card:popover-open")
    said = card.locator("li").first.inner_text()
    # The actor, the period, the quote and the locator, one after the other.
    for sample in SAMPLES:
        assert normalise(said).count(normalise(sample)) == 4, sample[:40]
    assert card.locator("b, script").count() == 0
    box = card.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_a_download_holds_it_and_no_spreadsheet_runs_it(odd):
    path = odd.root / "_build/html/_downloads/odd-chart.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["note"] == ODD


def test_the_pdf_shows_it(odd):
    text = pdf_reading.read_text(odd.root / "_build/pdf/report.pdf")
    # Lines of print break anywhere. Right-to-left text is laid down as it is seen, and
    # digits beside it go with it.
    printed = re.sub(r"\s+", "", normalise(text))
    for sample in (s for s in SAMPLES if s.isascii() and s != "=1+1"):
        wanted = re.sub(r"\s+", "", normalise(sample))
        assert printed.count(wanted) >= 3, sample[:40]
