"""The README: its tree is true, its commands exist, its picture is there."""

import re
import subprocess

import pytest
from conftest import ROOT

from report.citation.formats import say
from report.citation.metadata import read_metadata
from report.cli import report

README = (ROOT / "README.md").read_text("utf-8")
GENERATED = {"_build/"}


def tree_lines() -> dict[str, str]:
    block = README.split("## The tree")[1].split("```")[1]
    lines = [line.split(maxsplit=1) for line in block.strip().splitlines()]
    return {name: text for name, text in lines}


def top_level() -> set[str]:
    """What git tracks, or the folder itself where there is no repository."""
    done = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    names = done.stdout.splitlines()
    if not names:
        pytest.fail("the tree is checked in a git repository; clone it")
    return {n.split("/")[0] + ("/" if "/" in n else "") for n in names}


def test_each_name_at_the_top_level_has_its_line_in_the_tree():
    assert top_level() - tree_lines().keys() == set()


def test_each_line_of_the_tree_stands_for_something_that_exists():
    assert tree_lines().keys() - top_level() - GENERATED == set()


def test_the_five_stages_are_numbered_in_the_order_in_which_data_flow():
    stages = [name for name, text in tree_lines().items() if text[0].isdigit()]
    assert stages == ["data/", "params/", "report/", "chapters/", "editions/"]


def test_each_make_target_and_each_verb_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for document in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / document).read_text("utf-8")
        for target in re.findall(r"\bmake ([a-z-]+)", text):
            if f"`make {target}" in text or f"\nmake {target}" in text:
                assert re.search(rf"^{target}:", makefile, re.M), target
        for verb in re.findall(r"bin/report ([a-z]+)", text):
            assert verb in report.commands, verb


def test_each_parameter_set_that_is_named_exists():
    for name in re.findall(r"--params ([a-z-]+)", README):
        assert (ROOT / "params" / f"{name}.yml").is_file(), name
    for path in re.findall(r"-f (params/\S+)", README):
        assert (ROOT / path).is_file(), path


def test_it_cites_the_report_as_the_book_does():
    assert f"\n{say(read_metadata(ROOT))}\n" in README.replace("*", "")


def test_its_picture_is_a_png_of_the_book():
    (picture,) = re.findall(r"!\[.+\]\((.+)\)", README)
    content = (ROOT / picture).read_bytes()
    assert content.startswith(b"\x89PNG") and len(content) > 20_000


def test_continuous_integration_runs_the_test_command_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "make test" in README and script.rstrip().endswith("make test")
