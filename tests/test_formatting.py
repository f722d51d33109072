"""The form in which chapters are stored, and the verb that makes it so."""

import json
import re
import subprocess

import pytest
import yaml
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from small import make_small

from report.findings import ReportError
from report.formatting import find_changes, find_pages, format_notebook, format_page


def raw(*cells: dict, **words) -> str:
    whole = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole | words)


def cell(kind="markdown", source="Text.", **words) -> dict:
    return {"cell_type": kind, "metadata": {}, "source": source} | words


def read(text: str) -> list[dict]:
    return json.loads(format_notebook("x.ipynb", text))["cells"]


def ids(*cells: dict) -> list[str]:
    return [cell["id"] for cell in read(raw(*cells))]


def test_the_pages_of_the_book_are_as_they_are_stored():
    assert find_pages(ROOT) and find_changes(ROOT) == {}


def test_a_notebook_saved_by_an_editor_comes_back_to_the_stored_form():
    path = ROOT / "chapters" / "tibet.ipynb"
    stored = path.read_text("utf-8")
    notebook = json.loads(stored)
    notebook["metadata"] |= {"language_info": {"name": "python", "version": "3.13.1"}}
    for number, one in enumerate(notebook["cells"]):
        one["source"] = "".join(one["source"])
        one["metadata"] |= {"editable": True, "collapsed": False}
        if one["cell_type"] == "code":
            one |= {"execution_count": number, "outputs": [{"output_type": "stream"}]}
    assert format_notebook(path.name, json.dumps(notebook, indent=4)) == stored


def test_a_changed_sentence_is_one_changed_line():
    text = "One rose. Two fell. Three stayed."
    before = format_notebook("x", raw(cell(source=text, id="a")))
    after = format_notebook("x", raw(cell(source=text.replace("fell", "sank"), id="a")))
    changed = [line for line in before.split("\n") if line not in after.split("\n")]
    assert [line.strip() for line in changed] == ['"Two fell.\\n",']


def test_an_id_stays_and_a_missing_or_repeated_one_comes_from_the_content():
    assert ids(cell(id="mine", source="# Title")) == ["mine"]
    heading = cell(source="## Two units, one scheme\n\nText.")
    assert ids(heading, heading) == ["two-units-one-scheme", "two-units-one-scheme-2"]
    (first,) = ids(cell("code", "x = 1"))
    assert first.startswith("code-") and ids(cell("code", "x = 1")) == [first]
    assert ids(cell(id="a", source="One"), cell(id="a", source="Two"))[0] == "a"
    assert ids(cell(id="not an id", source="# Title")) == ["title"]


def test_code_and_pictures_within_a_cell_are_kept():
    code, prose = read(raw(cell("code", "x = 1  # One. Two."), cell(attachments={"a.png": {}})))
    assert code["source"] == ["x = 1  # One. Two."]
    assert (code["execution_count"], code["outputs"]) == (None, [])
    assert prose["attachments"] == {"a.png": {}}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"nbformat": 3, "cells": []}', '{"nbformat": 4}'])
def test_what_is_no_notebook_is_named_with_its_cure(text):
    with pytest.raises(ReportError, match="x.ipynb is no notebook.*git checkout -- x.ipynb"):
        format_notebook("x.ipynb", text)


def test_a_markdown_page_ends_with_one_line_end_and_has_no_carriage_returns():
    assert format_page("x.md", "One. Two.\r\n\r\n\r\n") == "One.\nTwo.\n"


SOURCES = st.text(max_size=60)
CELLS = st.lists(
    st.builds(
        cell,
        st.sampled_from(["markdown", "code", "raw"]),
        SOURCES,
        id=st.one_of(st.none(), st.sampled_from(["a", "b", "no id", 3])),
    ),
    max_size=6,
)


@settings(deadline=None)
@given(CELLS)
def test_formatting_twice_is_formatting_once_and_ids_differ(cells):
    once = format_notebook("x", raw(*cells))
    assert format_notebook("x", once) == once
    names = [cell["id"] for cell in json.loads(once)["cells"]]
    assert len(names) == len(set(names)) == len(cells)


def test_the_verb_brings_pages_into_form_and_says_which(tree):
    make_small(tree)
    stored = tree.root.joinpath("chapters/tibet.ipynb").read_text("utf-8")
    assert tree.report("fmt", "--check", check=0).stdout == ""
    notebook = json.loads(stored)
    notebook["cells"][4]["execution_count"] = 7
    tree.root.joinpath("chapters/tibet.ipynb").write_text(json.dumps(notebook), "utf-8")
    tree.root.joinpath("index.md").write_text("# Synthetic book\n\nOne. Two.\n", "utf-8")
    told = "would change index.md\nwould change chapters/tibet.ipynb\n"
    assert tree.report("fmt", "--check", check=1).stdout == told
    assert tree.report("fmt", check=0).stdout == told.replace("would change", "changed")
    assert tree.root.joinpath("chapters/tibet.ipynb").read_text("utf-8") == stored
    assert tree.root.joinpath("index.md").read_text("utf-8").endswith("One.\nTwo.\n")
    assert tree.report("fmt", check=0).stdout == ""


def test_the_verb_names_a_page_that_it_cannot_read(tree):
    make_small(tree)
    tree.root.joinpath("chapters/tibet.ipynb").write_text("{", "utf-8")
    assert "chapters/tibet.ipynb is no notebook" in tree.report("fmt", check=1).stderr


def test_the_hook_before_a_commit_calls_the_same_check_and_fetches_nothing():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    ((hook,),) = [repository["hooks"] for repository in config["repos"]]
    assert (hook["language"], hook["entry"]) == ("system", ".venv/bin/report fmt --check")
    pages = [path.relative_to(ROOT).as_posix() for path in find_pages(ROOT)]
    assert all(re.search(hook["files"], page) for page in pages)


def test_git_takes_notebooks_for_notebooks_once_it_is_told_how():
    done = subprocess.run(
        ["git", "check-attr", "diff", "merge", "--", "chapters/tibet.ipynb"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert re.findall(r"(\w+): jupyternotebook", done.stdout) == ["diff", "merge"]
    target = (ROOT / "Makefile").read_text("utf-8").split("\nnbdime:")[1].split("\n\n")[0]
    assert "nbdime config-git --enable" in target
