"""Keys: each thing that a chapter rests on moves its key, and nothing else does."""

import json

import pytest

from report import params, paths
from report.runs import keys, list_chapters, why
from report.runs.notebooks import read_notebook

TIBET = paths.CHAPTERS / "tibet.ipynb"


@pytest.fixture(scope="module")
def values():
    return params.load_set()


@pytest.fixture
def edited(tmp_path):
    """The chapter with a change made by a function, in a folder of its own."""

    def edit(change):
        notebook = read_notebook(TIBET)
        change(notebook["cells"])
        path = tmp_path / "tibet.ipynb"
        path.write_text(json.dumps(notebook), "utf-8")
        return path

    return edit


def changes(values, path, others=None):
    before = keys.make_job(TIBET, values)
    now = keys.make_job(path, others or values)
    assert (before.key == now.key) == (before.parts == now.parts)
    return [name for name, *_ in why.compare_parts(before.parts, now.parts)]


def test_a_change_of_prose_or_of_how_a_cell_is_shown_changes_no_key(values, edited):
    def change(cells):
        cells[0]["source"] += "\nMore words."
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        code[-1]["metadata"]["tags"] = ["hide-input"]
        code[-1]["id"] = "renamed"

    assert changes(values, edited(change)) == []


def test_a_change_of_code_names_the_cell(values, edited):
    def change(cells):
        [c for c in cells if c["cell_type"] == "code"][2]["source"] += "\n1 + 1"

    assert changes(values, edited(change)) == ["code cell 3"]


def test_a_parameter_moves_the_key_of_the_chapters_that_declare_it_and_no_other(values):
    other = values | {"tibet_close_to": 0.02}
    moved = {
        path.stem for path in list_chapters()
        if keys.make_job(path, values).key != keys.make_job(path, other).key
    }  # fmt: skip
    assert moved == {"tibet"}


def test_what_a_chapter_rests_on_is_listed(values):
    parts = keys.make_job(TIBET, values).parts
    for name in ("data/claims.csv", "data/datapackage.json", "report/numbers.py",
                 "report/claims.py", "report/__init__.py", "requirements.txt", "Python"):  # fmt: skip
        assert name in parts, name
    assert not any("book" in name or "sphinxext" in name for name in parts)


def test_modules_are_found_through_others_and_inside_functions():
    found = keys.find_modules("from report.exhibits import charts")
    assert {"report", "report.exhibits", "report.exhibits.charts"} <= found.keys()
    inside = keys.find_modules("def f():\n    import report.book")
    assert {"report.book", "report.runs", "report.runs.store"} <= inside.keys()
    assert not keys.find_modules("import pandas\nimport reportlab")


def test_code_that_is_no_plain_python_rests_on_the_whole_package():
    found = keys.find_modules("from report import numbers", "%time 1 + 1")
    assert set(found.values()) == set(paths.PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("code, package", [
    ("from . import store", "report.runs"), ("from .store import lock", "report.runs"),
    ("from ..runs import store", "report.data"), ("from .runs.store import lock", "report"),
])  # fmt: skip
def test_an_import_from_beside_is_followed(code, package):
    assert "report.runs.store" in keys._imported(code, package)


def test_each_module_is_read_as_of_its_own_place(tmp_path, monkeypatch):
    for name, text in {"__init__.py": "", "a/__init__.py": "from . import b",
                       "a/b.py": "from .. import c", "c.py": ""}.items():  # fmt: skip
        path = tmp_path / "report" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "report")
    found = keys.find_modules("import report.a")
    assert list(found) == ["report", "report.a", "report.a.b", "report.c"]


@pytest.mark.parametrize("code", [
    "if a:\n  pass\nelif b:\n  {}", "for a in b:\n  pass\nelse:\n  {}",
    "try:\n  pass\nexcept A:\n  {}", "try:\n  pass\nfinally:\n  {}",
    "class A:\n  def b(self):\n    with c:\n      {}", "match a:\n  case b:\n    {}",
])  # fmt: skip
def test_an_import_is_found_however_deep_it_stands(code):
    assert "report.book" in keys.find_modules(code.format("import report.book"))


def test_each_declared_input_exists_and_is_in_the_key(values):
    for path in list_chapters():
        job = keys.make_job(path, values)
        assert job.inputs and keys.MISSING not in job.parts.values(), path


def test_a_missing_input_is_a_part_too(values, monkeypatch):
    monkeypatch.setattr(params, "declared_inputs", lambda chapter: ["data/none.csv"])
    assert keys.make_job(TIBET, values).parts["data/none.csv"] == keys.MISSING


def test_changes_are_told_from_what_to_what():
    plan = why.Plan("tibet", why.STALE, (("parameter as_of", "'a'", None),), first=False)
    assert why.format_plans([plan]) == "tibet  would run\n  parameter as_of  'a' → absent"
    assert why.format_plan(plan) == "tibet  would run: parameter as_of"
    many = tuple((f"code cell {n}", "a", "b") for n in range(1, 12))
    assert why.format_plan(why.Plan("x", why.STALE, many, False)).endswith("and 8 more")


def test_parts_are_compared_in_the_order_of_the_cells():
    parts = {f"code cell {n}": "a" for n in (10, 9, 2)}
    named = [name for name, *_ in why.compare_parts({}, parts)]
    assert named == ["code cell 2", "code cell 9", "code cell 10"]
