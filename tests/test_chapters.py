"""The four chapters under other choices: each parameter moves something published."""

import json

import pytest
from conftest import copy_tree

from report import params, paths
from report.numbers import MIME

pytestmark = pytest.mark.book
# One other value a parameter, and the chapter that must show it.
OTHER = {
    "as_of": "2025-06-30",
    "transfers_first_year": 2012,
    "transfers_lowest_grade": "B",
    "tibet_first_year": 2018,
    "tibet_compare_year": 2018,
    "tibet_close_to": 0.001,
    "dispute_july_2025": "first",
    "dispute_year_basis": "calendar",
    "dispute_first_month": "2024-01-01",
    "responses_first_day": "2024-01-01",
    "responses_least_positions": 3,
}


@pytest.fixture(scope="module")
def moved(built, tmp_path_factory):
    """The outputs of each chapter with one parameter moved, and the baseline's."""
    tree = copy_tree(built.root, tmp_path_factory.mktemp("moved") / "copy", ignore=None)

    def outputs(set_name):
        return {
            chapter: [cell.get("outputs") for cell in notebook["cells"]]
            for chapter, notebook in tree.executed(set_name).items()
        }

    found = {None: outputs("baseline")}
    for name, value in OTHER.items():
        path = tree.root / "params" / f"move-{name.replace('_', '-')}.yml"
        path.write_text(f"{name}: {json.dumps(value)}\n", "utf-8")
        tree.report("run", "--params", path.stem, check=0)
        found[name] = outputs(path.stem)
    return found


def test_each_declared_parameter_is_tried():
    assert OTHER.keys() == params.read_schema()["properties"].keys()


def leave_out_parameters(outputs: list) -> list:
    """What a chapter puts out, but for the numbers that only say what a parameter is."""
    shown = [one for cell in outputs for one in cell or ()]
    return [one for one in shown if "parameter" not in one.get("data", {}).get(MIME, {})]


@pytest.mark.parametrize("name", OTHER)
def test_each_parameter_moves_what_its_chapters_publish_and_no_other(moved, name):
    chapters = params.read_schema()["properties"][name]["chapters"]
    for path in paths.CHAPTERS.glob("*.ipynb"):
        before, after = moved[None][path.stem], moved[name][path.stem]
        if path.stem in chapters:
            assert leave_out_parameters(before) != leave_out_parameters(after), path.stem
        else:
            assert before == after, path.stem


def test_a_number_that_says_a_parameter_counts_for_nothing_moved(moved):
    told = json.dumps(moved[None]["tibet"])
    kept = json.dumps(leave_out_parameters(moved[None]["tibet"]))
    assert '"tibet-close-to"' in told and '"tibet-close-to"' not in kept
    assert '"tibet-close"' in kept


@pytest.mark.parametrize("day", ["2024-01-01", "2025-12-31"])
def test_each_chapter_runs_and_builds_on_an_earlier_day_and_tells_nothing_later(built_copy, day):
    from report.data import load_data

    built_copy.root.joinpath("params/early.yml").write_text(
        f'as_of: "{day}"\nresponses_first_day: "2020-01-01"\n', "utf-8"
    )
    built_copy.report("book", "--no-pdf", "--params", "early", check=0)
    later = set(load_data().claims["claim_id"]) - set(load_data(day).claims["claim_id"])
    shown = built_copy.figures("early") | built_copy.tables("early")
    assert len(shown) > 20
    assert not [name for name, one in shown.items() if set(one["claims"]) & later]
    for key, number in built_copy.numbers("early").items():
        # A word may be chosen from what was known besides; a figure may not.
        if "value" in number and set(number["lineage"]) & later:
            assert number["text"].startswith("[not stated by"), key
    page = built_copy.root / "_build/sets/early/html/chapters/claims.html"
    text = page.read_text("utf-8")
    assert not [claim for claim in later if f'id="claim-{claim}"' in text]


def test_each_identity_has_its_address_and_ground_on_the_page_of_methods(built):
    from report.data import load_data

    text = (built.root / "_build/html/chapters/methods.html").read_text("utf-8")
    for row in load_data().identities.to_dict("records"):
        entry = text.split(f'id="identity-{row["identity_id"]}"')[1].split("</div>")[0]
        taken = "by default" if row["default"] == "true" else "only where assumed"
        assert f"({row['status']}, taken {taken})" in entry


def test_no_entry_of_an_identity_reads_as_if_it_joined_a_measure_to_itself():
    from report.data import load_data
    from report.sphinxext.registers import name_joined

    data = load_data()
    titles = dict(zip(data.measures["measure_id"], data.measures["title"]))
    told = [name_joined(row, titles) for row in data.identities.to_dict("records")]
    assert len(told) > 20
    for whole, others in told:
        assert others and whole not in others
    trained = "Workers trained per year in Xinjiang"
    assert (f"{trained} (place: Xinjiang)", [f"{trained} (place: southern Xinjiang)"]) in told


def test_no_two_figures_or_tables_share_a_title(built):
    titles = [one["title"] for one in (*built.figures().values(), *built.tables().values())]
    assert len(titles) > 30
    assert sorted(set(titles)) == sorted(titles)
    # "Figure 17 19 of the 73" reads as one number.
    assert not [title for title in titles if title[0].isdigit()]


def test_no_figure_or_table_of_the_published_book_is_empty(built):
    shown = [*built.figures().values(), *built.tables().values()]
    assert len(shown) > 20
    assert not [one["name"] for one in shown if not one["table"]["rows"]]


def test_each_chapter_answers_first_and_ends_with_sources_and_limits():
    for path in paths.CHAPTERS.glob("*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        prose = [c for c in cells if c["cell_type"] == "markdown"]
        first, last = ("".join(prose[i]["source"]) for i in (0, -1))
        assert first.startswith("# ") and len(first.split()) > 60, path.name
        assert last.startswith("## Sources and limits"), path.name
