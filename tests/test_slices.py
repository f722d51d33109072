"""The slice behind a published thing: what is in it, and what is not."""

from hypothesis import given
from hypothesis import strategies as st

from report.records.slices import Program

GIVEN = 'as_of = "2026-01-01"\nyear = 2020\nother = 1'
LOAD = "from somewhere import read, publish\nevidence = read(as_of)\nclaim = evidence.claim"


def cells(*sources: str) -> list[dict]:
    made = [{"cell_type": "code", "source": GIVEN, "metadata": {"tags": ["parameters"]}}]
    made += [{"cell_type": "code", "source": s, "metadata": {}} for s in (LOAD, *sources)]
    return made


def behind(name: str, *sources: str):
    return Program(cells(*sources)).slice(len(sources) + 1, name)


def test_a_number_rests_on_the_parameters_that_its_own_names_lead_to():
    code = 'a = claim(year)\nb = claim(other)\npublish("one", a)\npublish("two", b)'
    assert behind("one", code).parameters == ("as_of", "year")
    assert behind("two", code).parameters == ("as_of", "other")


def test_a_change_beside_a_number_leaves_its_code_as_it_was():
    before = behind("one", 'a = claim(year)\npublish("one", a)')
    after = behind("one", '# a remark\na = claim( year )\npublish("one", a)\npublish("two", 2)')
    assert before == after


def test_a_change_of_what_a_number_is_computed_from_changes_its_code():
    before = behind("one", "a = claim(year)", 'publish("one", a / 2)')
    assert before.code != behind("one", "a = claim(year) + 1", 'publish("one", a / 2)').code
    assert before.code != behind("one", "a = claim(year)", 'publish("one", a / 3)').code


def test_a_name_that_is_given_anew_hides_what_it_was():
    code = 'a = claim(other)\na = claim(year)\npublish("one", a)'
    assert behind("one", code).parameters == ("as_of", "year")


def test_a_name_that_is_changed_in_place_keeps_its_changes():
    code = 'a = []\na.append(claim(other))\na[0] = claim(year)\npublish("one", a)'
    assert behind("one", code).parameters == ("as_of", "other", "year")


def test_a_key_that_a_loop_makes_finds_its_loop():
    code = 'publish("one", year)\nfor name in other:\n    publish(f"said-{name}", claim(name))'
    assert "year" not in behind("said-china", code).parameters
    assert "other" in behind("said-china", code).parameters


def test_a_key_that_no_text_names_rests_on_all_that_the_cell_publishes():
    code = "publish(year, 1)\npublish(other, 2)"
    assert behind("unknown", code).parameters == ("other", "year")


def test_a_figure_rests_on_what_it_draws():
    code = 'rows = claim(year)\nfigure("chart", rows, title="A")\ntable("list", other)'
    assert behind("chart", code).parameters == ("as_of", "year")


@given(st.lists(st.sampled_from(["x = 1", "y = x", "z = y + x", "x += 2"]), max_size=6))
def test_statements_that_nothing_leads_to_never_matter(lines):
    own = 'a = claim(year)\npublish("one", a)'
    assert behind("one", "\n".join(lines), own) == behind("one", "", own)
