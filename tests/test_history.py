"""What editions said of one number or claim, told only where it differs from today."""

from hypothesis import given
from hypothesis import strategies as st
from synthetic_records import claim, number, record

from report.records.history import History, say_stages


def history(*texts, key="a") -> History:
    """Editions 2001.1, 2001.2 ... in which a number has these texts; None is absent."""
    rows = [[] if text is None else [number(key, text)] for text in texts]
    return History([record(f"2001.{n}", numbers=row) for n, row in enumerate(rows, 1)])


def said(*texts, now="3") -> str:
    found = history(*texts).find("numbers", "a", {"text": now, "value": float(now)})
    return say_stages(found)


def test_nothing_is_said_where_every_edition_gave_the_present_value():
    assert said("3", "3") == ""
    assert said() == said(None) == ""


def test_a_superseded_value_stays_in_view_with_its_edition():
    assert said("2") == "edition 2001.1: 2"


def test_editions_that_say_the_same_are_told_together():
    assert said("2", "2", "3") == "editions 2001.1 to 2001.2: 2; edition 2001.3: 3"


def test_a_value_that_comes_back_is_told_twice():
    assert said("3", "2", "3").count(": 3") == 2


def test_a_value_that_moved_below_its_printed_digits_is_shown_in_full():
    rows = [record(f"2001.{n}", numbers=[number("a", value, text="2.0")])
            for n, value in enumerate((2.01, 2.02), 1)]  # fmt: skip
    found = History(rows).find("numbers", "a", {"text": "2.0", "value": 2.03})
    assert say_stages(found) == "edition 2001.1: 2.0 (2.01); edition 2001.2: 2.0 (2.02)"


def test_a_claim_is_another_if_its_value_or_its_wording_is():
    past = History([record("2001.1", claims=[claim("a", 2, relation="equal")])])
    assert past.find("claims", "a", {"value": 2.0, "relation": "equal"}) == ()
    for now in ({"value": 3.0, "relation": "equal"}, {"value": 2.0, "relation": "about"}):
        (stage,) = past.find("claims", "a", now)
        assert (stage.editions, stage.value) == ("edition 2001.1", "2")


def test_editions_that_showed_a_figure_of_other_data_are_named():
    old, new = [["Year"], ["2001"]], [["Year"], ["2002"]]
    past = History([record("2001.1", {"f": old}), record("2001.2", {"f": new}), record("2001.3")])
    assert past.find_other_data("f", new) == ["2001.1"]
    assert past.find_other_data("g", new) == []


def test_numbers_that_are_no_longer_published_are_found():
    assert history("2", key="gone").find_gone({"kept"}).keys() == {"gone"}
    assert history("2", key="kept").find_gone({"kept"}) == {}


@given(st.lists(st.none() | st.sampled_from("12"), max_size=6))
def test_stages_say_each_edition_that_has_the_number_once_and_in_order(texts):
    stages = history(*texts).find("numbers", "a", {"text": "9", "value": 9})
    has = [f"2001.{n}" for n, text in enumerate(texts, 1) if text]
    ends = [end for stage in stages for end in (stage.first, stage.last)]
    assert ends == sorted(ends) and set(ends) <= set(has)
    for one, other in zip(stages, stages[1:]):
        assert one.text != other.text
    assert bool(stages) == bool(has)
