"""Loading: types, text as text, and the report as of a day."""

import datetime

import pytest
from copied_data import data  # noqa: F401
from hypothesis import given, settings
from hypothesis import strategies as st

from report.data import last_day, load_data, read_package
from report.findings import ReportError

COLLECTED = datetime.date.fromisoformat(read_package()["created"][:10])
DATED = ("claims", "positions", "events")
WHOLE = load_data()


def test_every_table_is_loaded_whole_with_the_columns_of_the_descriptor():
    for resource in read_package()["resources"]:
        frame = getattr(WHOLE, resource["name"], None)
        if frame is not None:
            names = [field["name"] for field in resource["schema"]["fields"]]
            assert list(frame.columns)[: len(names)] == names
            assert len(frame)


def test_numbers_are_floats_and_dates_are_days_and_the_rest_is_text():
    claims = WHOLE.claims
    assert claims["value"].dtype == float
    days = claims["period_end"].dropna()
    assert all(isinstance(day, datetime.date) for day in days)
    assert all(isinstance(text, str) for text in claims["note"])


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=1+1", "NA", "007"])
def test_html_formulas_and_odd_words_load_as_the_text_they_are(data, text):
    data.set("claims", 2, note=text)
    assert load_data(root=data.folder).claims["note"][0] == text


def test_a_bad_cell_stops_the_loader_with_a_pointer_to_the_check(data):
    data.set("claims", 2, value="1O0")
    with pytest.raises(ReportError, match="report check"):
        load_data(root=data.folder)


def test_a_missing_table_stops_the_loader(data):
    data.path("events").unlink()
    with pytest.raises(ReportError, match="events.csv"):
        load_data(root=data.folder)


@settings(max_examples=25, deadline=None)
@given(st.dates(datetime.date(2004, 1, 1), datetime.date(2027, 12, 31)))
def test_nothing_known_later_enters_a_report_as_of_a_day(day):
    then = load_data(day)
    for name in DATED:
        frame, whole = getattr(then, name), getattr(WHOLE, name)
        assert all(known <= day for known in frame["known_on"])
        assert len(frame) == sum(known <= day for known in whole["known_on"])


def test_as_of_a_day_without_records_the_tables_are_empty_and_typed():
    then = load_data("1999-12-31")
    assert [len(getattr(then, name)) for name in DATED] == [0, 0, 0]
    assert then.claims["value"].dtype == float
    assert len(then.sources) == len(WHOLE.sources)


def test_a_claim_enters_on_the_last_day_that_its_date_can_mean():
    def ids(day):
        return set(load_data(day).claims["claim_id"])

    # stated 2025-12, so known for certain only when that month is over
    assert "letter-monthly-2023" not in ids("2025-12-30")
    assert "letter-monthly-2023" in ids("2025-12-31")


def test_an_undated_claim_from_an_undated_source_enters_when_it_was_collected():
    published = WHOLE.sources.set_index("source_id")["published"]
    for name in ("claims", "positions"):
        frame = getattr(WHOLE, name)
        undated = frame[
            (frame["stated_on"] == "") & (frame["source_id"].map(published) == "")
        ]
        assert len(undated) or name == "positions"
        assert set(undated["known_on"]) <= {COLLECTED}


def test_an_undated_claim_from_a_dated_source_enters_with_its_source(data):
    row = data.row_of("claims", "cbp-fy2024-total")
    data.set("claims", row, stated_on="", source_id="afp2026alarmed")
    claims = load_data(root=data.folder).claims.set_index("claim_id")
    assert claims["known_on"]["cbp-fy2024-total"] == datetime.date(2026, 1, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-02-03", "2024-02-03"),
        ("2024-02", "2024-02-29"),
        ("2023-02", "2023-02-28"),
        ("2023", "2023-12-31"),
        ("", "2025-06-15"),
        ("2025", "2025-06-15"),
        ("2025-06", "2025-06-15"),
        ("2027-03", "2027-03-31"),
    ],
)
def test_a_partial_date_means_its_last_day_but_not_beyond_the_collection(text, day):
    collected = datetime.date(2025, 6, 15)
    assert last_day(text, collected) == datetime.date.fromisoformat(day)


def test_an_event_set_for_a_later_day_is_known_from_its_source(data):
    data.set("events", 2, date="2099-01-01", source_id="afp2026alarmed")
    events = load_data(root=data.folder).events
    assert events["known_on"][0] == datetime.date(2026, 1, 22)


def test_importing_the_loader_does_not_import_pandas():
    import subprocess
    import sys

    code = "import sys, report.data, report.checks.validation, report.checks, report.checks.codebook"
    code += "; sys.exit(bool({'pandas', 'frictionless', 'pybtex'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
