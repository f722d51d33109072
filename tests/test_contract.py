"""The form of the contract itself, which people write by hand, and each way to break it."""

import shutil

import pytest

from report import params, paths
from report.checks.declarations import check_declarations
from report.checks.pages import read_pages
from report.findings import MisuseError
from report.runs import why

SHOWN = (paths.PARAMS / params.SCHEMA).read_text("utf-8")
INPUTS = "  tibet: [data/bridges.yml, params/multiverse.yml]\n"
CLOSE = "    type: number\n    minimum: 0\n    maximum: 0.1\n"
FALSE = "additionalProperties: false\n"
TITLE = "title: Parameters of the report\n"


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(paths.CHAPTERS, tmp_path / "chapters")
    for name in ("tests/small.py", "data/bridges.yml"):
        (tmp_path / name).parent.mkdir()
        shutil.copy(paths.ROOT / name, tmp_path / name)
    return shutil.copytree(paths.PARAMS, tmp_path / "params")


def write(folder, old: str, new: str) -> None:
    assert SHOWN.count(old) == 1, old
    (folder / params.SCHEMA).write_text(SHOWN.replace(old, new), "utf-8")


def refuse(folder) -> list[str]:
    """What is said of the contract, the same wherever it is asked for."""
    with pytest.raises(MisuseError) as caught:
        params.load_set("baseline", folder)
    assert caught.value.exit_code == 2
    said = [str(finding) for finding in caught.value.findings]
    assert said and {*said} <= {str(finding) for finding in params.check_params(folder)}
    pages, _ = read_pages(folder.parent)
    assert check_declarations(pages, folder) == [], "the contract is told once, and first"
    return said


@pytest.mark.parametrize("given, said, cure", [
    ("data/bridges.yml", "'tibet: data/bridges.yml': is no list of files", "in brackets"),
    ("", "'tibet:': is no list of files", "in brackets"),
    ("{a: b}", "is no list of files", "in brackets"),
    ("[/etc/hosts]", "'/etc/hosts': is outside the project", "from the root"),
    ("[../hosts.txt]", "'../hosts.txt': is outside the project", "from the root"),
    ('[""]', "is no name of a file", "as in data/*.csv"),
    ("[5]", "'5': is no name of a file", "as in data/*.csv"),
    ("['./']", "'./': is no name of a file", "as in data/*.csv"),
    (f"[{'x' * 300}]", "is no name of a file", "as in data/*.csv"),
    ("[tests]", "'tests': is a folder", "Name its files, as in tests/*."),
    ("[tests/]", "'tests/': is a folder", "Name its files, as in tests/*."),
])  # fmt: skip
def test_an_input_that_is_no_file_of_the_project_is_refused_with_row_and_cure(
    folder, given, said, cure
):
    write(folder, INPUTS, f"  tibet: {given}\n")
    (text,) = refuse(folder)
    row = SHOWN.splitlines().index(INPUTS.rstrip()) + 1
    assert text.startswith(f"error: params/schema.yml:{row}, column inputs")
    assert said in text and cure in text


def test_an_input_that_matches_no_file_is_found_and_tolerated_by_a_run(folder):
    write(folder, INPUTS, "  tibet: [data/none.csv, tests/*]\n")
    texts = [str(finding) for finding in params.check_params(folder)]
    assert [text for text in texts if "'data/none.csv': matches no file" in text]
    assert not [text for text in texts if "tests/*" in text]
    assert params.load_set("baseline", folder)["tibet_first_year"]


@pytest.mark.parametrize("old, new, said", [
    (CLOSE, CLOSE.replace("number", "integre"),
     "column tibet_close_to, 'type: integre': is no type. Use one of string, integer"),
    (CLOSE, CLOSE.replace("    type: number\n", ""), "column tibet_close_to, 'type': is missing"),
    (CLOSE, CLOSE.replace("0.1", "much"), "'maximum: much': is no number"),
    (CLOSE, CLOSE.replace("0.1", ".nan"), "'maximum: nan': is no number"),
    (CLOSE, CLOSE.replace("    maximum: 0.1\n", ""),
     "'maximum': is missing. Give it beside minimum"),
    (CLOSE, CLOSE.replace("minimum", "minimun"), "Did you mean 'minimum'?"),
    ("    enum: [A, B, C]\n", "    enum: A\n", "'enum: A': is no list of choices"),
    ("    enum: [A, B, C]\n", "    pattern: '['\n", "'pattern: [': is no word of the contract"),
    ('"2024-01-01"', '"20240101"', "column as_of, 'minimum_date: 20240101': is no day"),
    ("    chapters: [enforcement-dispute]\n    minimum_date", "    minimum_date",
     "column dispute_first_month, 'chapters': is missing. Name them in brackets"),
    ("chapters: [labor-transfers, tibet, enforcement-dispute, political-responses]",
     "chapters: tibet", "column as_of, 'chapters: tibet': is no list of chapters"),
    ('"2025-01-01"\n    not_after: as_of\n', '"2025-01-01"\n    not_after: as_off\n',
     "'not_after: as_off': is no parameter. Did you mean 'as_of'?"),
    ("properties:\n", "properties:\n  spare:\n", "column spare: has no rules"),
    ("properties:\n", "properties:\n  5: {}\n", "'5': is no name of a parameter"),
    ("type: object\n", "type: objekt\n", "column type, 'objekt': is not object"),
    (FALSE, "required: 5\n", "column required, '5': is no word of the contract"),
    (FALSE, "additionalProperties: {type: x}\n", "is not false"),
])  # fmt: skip
def test_a_rule_that_nobody_could_follow_is_refused_with_parameter_and_cure(
    folder, old, new, said
):
    write(folder, old, new)
    (text,) = [text for text in refuse(folder) if said in text]
    assert text.startswith("error: params/schema.yml:")


@pytest.mark.parametrize("text, said", [
    ("", "column properties: is missing"),
    ("inputs: {}\n", "column properties: is missing"),
    ("properties:\n", "column properties: is no mapping of parameters"),
    ("properties: [as_of]\n", "is no mapping of parameters"),
    ("properties: as_of\n", "is no mapping of parameters"),
    (SHOWN.replace("inputs:\n", "inputs: 5\nspare:\n"), "is no mapping of chapters to files"),
    (SHOWN.replace(TITLE, "title: a\ntitle: b\n"), "schema.yml:8, column title, 'b': stands twice"),
    (SHOWN.replace(TITLE, "[\n"), "cannot be read"),
    ("- as_of\n", "`name: value` lines"),
])  # fmt: skip
def test_a_contract_without_its_parts_is_refused(folder, text, said):
    (folder / params.SCHEMA).write_text(text, "utf-8")
    assert any(said in one for one in refuse(folder))


def test_all_faults_of_a_contract_are_told_at_once_and_the_sets_only_after_it(folder):
    write(folder, INPUTS, '  tibet: [/etc/hosts, "", data/none.csv]\n  tibte: []\n  spare:\n')
    (folder / "broken.yml").write_text("tibet_first_year: 1\n", "utf-8")
    assert len(refuse(folder)) == 3
    texts = [str(finding) for finding in params.check_params(folder)]
    for said in ("outside the project", "no name of a file", "matches no file",
                 "Did you mean 'tibet'?", "no list of files"):  # fmt: skip
        assert sum(said in text for text in texts) >= 1, said
    assert not [text for text in texts if "broken.yml" in text]


def test_what_would_run_is_not_asked_of_a_broken_contract(folder, monkeypatch):
    monkeypatch.setattr(paths, "PARAMS", folder)
    write(folder, INPUTS, "  tibet: data/bridges.yml\n")
    with pytest.raises(MisuseError, match="is no list of files"):
        why.plan_runs()


def test_verbs_say_what_is_wrong_with_the_contract_without_a_traceback(tree):
    tree.edit(f"params/{params.SCHEMA}", INPUTS, "  tibet:\n")
    tree.edit(f"params/{params.SCHEMA}", CLOSE, CLOSE.replace("number", "integre"))
    sweep = ("sweep", "params/multiverse.yml", "--chapter", "tibet")
    for words, code in ((("check",), 1), (("run",), 2), (("book",), 2), (sweep, 2)):
        done = tree.report(*words, check=code)
        told = done.stdout + done.stderr
        assert "'tibet:': is no list of files" in told and "'type: integre': is no type" in told
        assert "Traceback" not in told
