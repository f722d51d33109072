"""The forms by which people without the program tell what is missing or wrong."""

import re

import pytest
import yaml
from conftest import ROOT

FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
FORMS = sorted(path for path in FOLDER.glob("*.yml") if path.name != "config.yml")
ASKED = {"input", "textarea", "dropdown"}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_each_form_has_what_the_hosting_site_wants(path):
    form = yaml.safe_load(path.read_text("utf-8"))
    assert form.keys() == {"name", "description", "title", "body"}
    fields = [part for part in form["body"] if part["type"] != "markdown"]
    names = [field["id"] for field in fields]
    labels = [field["attributes"]["label"] for field in fields]
    assert len(set(names)) == len(names) and len(set(labels)) == len(labels)
    for field in fields:
        assert field["type"] in ASKED and re.fullmatch(r"[a-z]+", field["id"])
        assert ("options" in field["attributes"]) == (field["type"] == "dropdown")
    assert any(field.get("validations", {}).get("required") for field in fields)


def test_there_is_a_form_for_each_thing_that_people_tell():
    assert [path.stem for path in FORMS] == ["new-claim", "new-source", "wrong-number"]


def test_each_form_says_that_it_is_public():
    for path in FORMS:
        assert "Everything here is public." in path.read_text("utf-8"), path.name


def test_the_form_of_a_pull_request_names_commands_and_files_that_exist():
    text = (ROOT / ".github" / "PULL_REQUEST_TEMPLATE.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = re.findall(r"`([^`]+)`", text)
    assert named
    for name in named:
        target = name.removeprefix("make ")
        assert (ROOT / name).exists() or re.search(rf"^{target}:", makefile, re.M), name
