"""Codes, figures and days as readers meet them."""

import pytest

from report import wording


def test_a_day_is_said_in_the_language_of_the_book_whatever_the_machine_speaks(monkeypatch):
    monkeypatch.setattr(wording.datetime, "date", German)
    assert wording.say_date("2026-05-04") == "4 May 2026"


class German(wording.datetime.date):
    """A day whose strftime speaks German, as under LC_TIME=de_DE."""

    def strftime(self, form):
        return super().strftime(form.replace("%B", "Mai"))


@pytest.mark.parametrize("text", ["", "2026", "undated"])
def test_what_is_no_day_stays_as_it_is(text):
    assert wording.say_date(text) == text


def test_a_unit_that_no_text_states_is_said_to_be_missing_once():
    assert wording.say_counting_unit(wording.say_unit("unknown")) == "Counting unit not stated"
    assert wording.say_counting_unit(wording.say_unit("person_time")) == "Counting unit: person-times"
