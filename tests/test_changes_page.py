"""The page on changes: errata under what changed them, then the rest, each led back."""

import pytest
from docutils import nodes
from synthetic_records import claim, number, record, sentence

from report import paths
from report.records.changes import find_changes
from report.records.history import History
from report.sphinxext.changes import list_changes, list_gone, list_read, note_editions
from report.sphinxext.changes import pending_entry

BEFORE = "2001.1"


def told(before: dict, after: dict) -> dict[str, str]:
    """Section id -> its whole text."""
    changes = find_changes(record(BEFORE, **before), record("2001.2", **after))
    return {
        section["ids"][0]: section.astext()
        for top in list_changes(changes, BEFORE)
        for section in top.findall(nodes.section)
    }


def test_a_superseded_value_stands_under_what_changed_it():
    found = told({"numbers": [number("a", 100)], "claims": [claim("a", 100)]},
                 {"numbers": [number("a", 90)], "claims": [claim("a", 90)]})  # fmt: skip
    text = found["changed-errata-revised"]
    assert "Edition 2001.1: 100. Now: 90 (\N{MINUS SIGN}10, \N{MINUS SIGN}10 percent)." in text
    assert "Through data: claim a: value 100 → 90." in text
    assert "changed-numbers" not in found


def test_a_number_that_is_gone_keeps_its_value_and_a_new_one_is_no_erratum():
    found = told({"numbers": [number("old", 7)], "claims": [claim("old")]},
                 {"numbers": [number("new", 8)], "claims": [claim("old"), claim("new")]})  # fmt: skip
    assert "Edition 2001.1: 7. No longer in the report." in found["changed-errata"]
    assert "New: 8." in found["changed-numbers"] and "new" not in found["changed-errata"]


def test_no_erratum_is_said_to_be_none():
    assert "stands as it was" in told({}, {})["changed-errata"]
    assert list(told({}, {})) == ["changed-errata"]


def test_what_makes_a_change_important_is_said():
    found = told({"numbers": [number("a", 1)], "claims": [claim("a", 1)]},
                 {"numbers": [number("a", -1)], "claims": [claim("a", -1)]})  # fmt: skip
    assert "It changed its sign." in found["changed-errata"]


def test_a_sentence_ends_with_one_full_stop():
    found = told({"sentences": [sentence("s", "It has one.", wording="w")]},
                 {"sentences": [sentence("s", "It has more.", wording="v")]})  # fmt: skip
    assert "Edition 2001.1: It has one. Now: It has more.\n" in found["changed-sentences"]


def test_an_entry_leads_to_what_is_still_there_and_to_nothing_else():
    before = record(BEFORE, numbers=[number("a", 1), number("gone", 1)], claims=[claim("a", 1)])
    after = record("2001.2", numbers=[number("a", 2)], claims=[claim("a", 2)])
    made = list(list_changes(find_changes(before, after), BEFORE))
    links = {(node["docname"], node["anchor"]) for top in made
             for node in top.findall(pending_entry)}  # fmt: skip
    assert links == {("chapters/numbers", "number-a"), ("chapters/claims", "claim-a")}


def test_text_of_the_data_is_text_and_never_markup():
    odd = "<b>*x*</b> `y` {num}`z`"
    found = told({"numbers": [number("a", text="1")], "claims": [claim("a")]},
                 {"numbers": [number("a", text=odd)], "claims": [claim("a")]})  # fmt: skip
    assert odd in found["changed-errata"]


def test_numbers_that_went_before_the_last_edition_stay_in_view():
    past = History([record("2000.1", numbers=[number("gone", 5), number("kept", 6)])])
    (section,) = list_gone(past.find_gone({"kept"}))
    assert "gone. Edition 2000.1: 5." in section.astext() and "kept" not in section.astext()
    assert list(list_gone({})) == []


@pytest.fixture
def config(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "EDITIONS", tmp_path)

    class Config:
        report_earlier = None

    return Config()


def keep(edition: str, text: str) -> None:
    folder = paths.EDITIONS / edition
    folder.mkdir(exist_ok=True)
    (folder / "numbers.csv").write_text(text, "utf-8")


def test_pages_notice_an_edition_before_theirs_and_no_later_one(config):
    note_editions(None, config)
    assert config.report_earlier == ""
    keep("2000.1", "one")
    note_editions(None, config)
    noted = config.report_earlier
    assert noted
    keep("9999.1", "later")
    note_editions(None, config)
    assert config.report_earlier == noted
    keep("2000.1", "another")
    note_editions(None, config)
    assert config.report_earlier != noted


def test_the_page_is_read_again_for_each_file_that_its_record_is_taken_from(tmp_path):
    (tmp_path / "chapters").mkdir()
    staged = [tmp_path / "chapters/one.ipynb", tmp_path / "chapters/two.md", tmp_path / "index.md"]
    for path in staged:
        path.write_text("x", "utf-8")
    found = list_read(tmp_path, "baseline")
    inputs = [paths.DATA / "claims.csv", paths.DATA / "corrections.yml", paths.PARAMS / "baseline.yml"]
    assert {*staged, *inputs} <= set(found)
