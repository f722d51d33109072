"""The single page made ready for paper: addresses, citations, tables, scripts."""

from dataclasses import replace

import pytest
from lxml import html
from test_pdf import BIBLIOGRAPHY, CITED, FIGURE, chapter, write_page

from report import scripts
from report.citation import formats
from report.citation.metadata import Author, Metadata
from report.findings import ReportError
from report.pdf import columns, front, paper, references, tables


def compose(folder, *chapters: str):
    tree = paper.read_page(write_page(folder, *chapters))
    edition = front.read_edition(tree)
    return html.fromstring(paper.compose(tree, edition, folder).decode("utf-8"))


def test_what_only_a_screen_can_use_is_gone(tmp_path):
    box = '<div class="about-edition"><a href="report.pdf">The book as PDF</a></div>'
    form = box + '<button>Copy</button><form><input/></form><details><p>kept</p></details>'
    made = compose(tmp_path, chapter("One", form))
    for name in ("script", "button", "form", "input", "nav"):
        assert made.xpath(f"//{name}") == []
    assert made.xpath("//a[@href='report.pdf']") == []
    assert "¶" not in made.text_content()
    assert "kept" in made.text_content()


def test_no_style_sheet_of_the_theme_is_kept(tmp_path):
    page = write_page(tmp_path)
    sheet = '<head><link rel="stylesheet" href="x.css">'
    page.write_text(page.read_text("utf-8").replace("<head>", sheet), "utf-8")
    tree = paper.read_page(page)
    assert b"x.css" not in paper.compose(tree, front.read_edition(tree), tmp_path)


def test_each_id_is_unique_and_links_stay_in_their_chapter(tmp_path):
    made = compose(tmp_path, chapter("One", ""), chapter("Two", ""))
    ids = made.xpath("//*/@id")
    assert len(ids) == len(set(ids)) and {"limits", "limits--2"} <= set(ids)
    second = made.xpath("//section[@id='two']//a/@href")
    assert second == ["#limits--2"]


def test_a_citation_means_the_bibliography_whatever_else_has_its_id(tmp_path):
    other = '<p id="id9">not a source</p>'
    made = compose(tmp_path, chapter("One", CITED + other), chapter("Two", BIBLIOGRAPHY))
    link = made.xpath("//a[contains(., 'Press')]")[0]
    entry = made.xpath("//*[@id=$id]", id=link.get("href")[1:])[0]
    assert "Press. One." in entry.text_content()


def test_links_to_a_chapter_lead_to_its_section(tmp_path):
    link = '<p><a href="#document-chapters/two">Two</a></p>'
    made = compose(tmp_path, chapter("One", link), chapter("Two", ""))
    assert made.xpath("//section[@id='one']//p[1]/a/@href")[0] == "#two"


def test_the_label_of_a_work_stands_at_the_head_of_its_line_and_leads_nowhere(tmp_path):
    label = '<span class="label">[<a href="#id9">Press, 2026a</a>]</span>'
    entry = f'<div class="citation" id="id1">{label}<p>Press. One.</p></div>'
    made = compose(tmp_path, chapter("One", entry))
    (found,) = made.find_class("citation")
    assert found.text_content().strip() == "[Press, 2026a] Press. One."
    assert not list(found.iter("a"))


def test_the_data_of_a_figure_is_in_the_appendix_with_links_there_and_back(tmp_path):
    made = compose(tmp_path, chapter("One", FIGURE), chapter("Two", BIBLIOGRAPHY))
    appendix = made.xpath("//section[@id='figure-data']")[0]
    assert made.xpath("//figure//table") == []
    assert made.xpath("//figure//a/@href") == ["#data-one-chart"]
    assert appendix.xpath(".//h2/a/@href") == ["#one-chart"]
    assert appendix.xpath(".//td/a/@href") == ["#source-key2026one"]


def test_the_gap_before_a_link_belongs_to_the_link():
    page = html.fromstring('<div><p>of <a href="#a">1</a> and <a href="#b">2</a></p></div>')
    references.join_links(page)
    assert page.text_content() == "of 1 and 2"
    assert [link.text for link in page.iter("a")] == [" 1", " 2"]


def test_an_address_in_running_text_is_printed_once(tmp_path):
    body = '<p><a class="external" href="https://example.org/a">a page</a> and ' \
        '<a href="https://example.org/b">https://example.org/b</a></p>'  # fmt: skip
    made = compose(tmp_path, chapter("One", body))
    notes = [note.text for note in made.xpath("//span[@class='footnote']")]
    assert notes == ["https://example.org/a"]


def test_runs_of_other_scripts_say_their_language_and_direction():
    page = html.fromstring("<p>Uyghur شىنجاڭ (ئۇيغۇر) and <b>西藏</b> in བོད་ལྗོངས་, end</p>")
    scripts.mark_scripts(page)
    found = [(s.get("lang"), s.get("dir"), s.text) for s in page.iter("span")]
    assert found == [
        ("ug", "rtl", "شىنجاڭ (ئۇيغۇر"), ("zh", "ltr", "西藏"), ("bo", "ltr", "བོད་ལྗོངས་"),
    ]  # fmt: skip
    assert page.text_content() == "Uyghur شىنجاڭ (ئۇيغۇر) and 西藏 in བོད་ལྗོངས་, end"
    scripts.mark_scripts(page)
    assert len(list(page.iter("span"))) == 3


@pytest.mark.parametrize(
    ("letters", "rows", "setting"),
    [(4, 3, "plain"), (15, 3, "dense"), (24, 3, "broad"), (4, 40, "plain long")],
)
def test_a_table_is_set_by_the_room_that_its_words_need(letters, rows, setting):
    row = "<tr>" + f"<td>{'n' * letters}</td>" * 6 + "</tr>"
    page = html.fromstring(f"<div><table><tbody>{row * rows}</tbody></table></div>")
    tables.prepare_tables(page)
    table = page.find(".//table")
    assert table.get("class") == setting
    assert (table.getparent().get("class") == "turned") == (setting == "broad")


def test_a_heading_stays_with_its_table_where_the_sheet_is_turned():
    row = "<tr>" + f"<td>{'n' * 24}</td>" * 6 + "</tr>"
    table = f"<table><tbody>{row}</tbody></table>"
    page = html.fromstring(f"<div><section><h2>Figure 1</h2>{table}</section></div>")
    tables.prepare_tables(page)
    assert page.find("section").get("class") == "turned"
    assert page.find(".//div") is None


def test_columns_get_the_room_that_their_words_need():
    row = "<tr><td>2021</td><td>A sentence of many words that will not fit one line</td></tr>"
    table = html.fromstring(f"<table><tbody>{row}</tbody></table>")
    needed = columns.measure_columns(table)
    narrow = columns.share_room(needed, 30)
    assert sum(narrow) == pytest.approx(30)
    assert narrow[0] == pytest.approx(needed[0].least)
    assert columns.count_lines(table, narrow) > columns.count_lines(table, [6, 80])


def test_a_date_counts_as_one_word():
    row = "<tr><td>2024-05-17 person-times</td></tr>"
    table = html.fromstring(f"<table><tbody>{row}</tbody></table>")
    least = columns.measure_columns(table)[0].least - columns.GAP
    assert columns.extent("2024-05-17") <= least < columns.extent("person-times")


REPORT = Metadata("A title", "2026.1", (Author("Contributors"),), ("MIT",))


def test_the_title_page_says_what_is_known_and_nothing_else():
    text = front.title_page(front.Edition(REPORT, "2026-01-31")).text_content()
    assert "31 January 2026" in text and "Address" not in text and "Released" not in text
    released = front.Edition(replace(REPORT, released="2026-05-01"))
    assert "Released1 May 2026" in front.title_page(released).text_content()


def test_the_title_page_cites_the_report_as_its_pages_do():
    report = replace(REPORT, parameter_set="strict", url="https://a", repository="https://b")
    page = front.title_page(front.Edition(report))
    assert page.xpath("string(.//p[@class='cite-as'])") == formats.say(report)
    assert "strict" in formats.say(report) and "https://b" not in page.text_content()


def test_the_date_is_that_of_the_release_or_of_the_build_and_never_the_clock(monkeypatch):
    tree = html.fromstring("<html><body></body></html>")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for released in ("", "2026-05-01"):
        told = replace(REPORT, released=released)
        monkeypatch.setattr(front, "read_metadata", lambda parameter_set, told=told: told)
        assert front.read_edition(tree).date == released
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert front.read_edition(tree).date == "1970-01-02"


def test_a_page_without_a_main_part_is_refused(tmp_path):
    with pytest.raises(ReportError, match="no main part.*git checkout -- _config.yml"):
        paper.take_chapters(html.fromstring("<html><body><p>x</p></body></html>"))
