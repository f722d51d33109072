"""The command: its words, its exit codes, and that it starts quickly."""

import json

import pytest
from click.testing import CliRunner

from report import cli
from report.findings import Finding, MisuseError, ReportError


def run(*words):
    return CliRunner().invoke(cli.report, words)


def test_each_verb_explains_itself():
    for name in cli.report.commands:
        done = run(name, "--help")
        assert done.exit_code == 0 and cli.report.commands[name].help in done.output


def test_check_prints_findings_in_each_format_and_exits_0_on_good_inputs():
    text, rows = run("check"), run("check", "--format", "json")
    assert "0 errors" in text.stdout and text.exit_code == rows.exit_code == 0
    assert all(row["severity"] == "warning" for row in json.loads(rows.stdout))


def test_check_exits_1_on_a_fault_and_names_file_row_value_and_cure(tree):
    tree.edit("data/claims.csv", ",equal,648000,,1000,", ",equal,64800O,,1000,")
    text = tree.report("check", check=1).stdout
    assert "data/claims.csv:" in text and "64800O" in text


@pytest.mark.parametrize("words", [["chekc"], ["check", "--format", "xml"], ["book", "x"]])
def test_unknown_words_exit_2(tree, words):
    assert "Usage" in tree.report(*words, check=2).stderr


def test_a_fault_of_the_report_is_said_without_a_traceback(monkeypatch, capsys):
    def fail(*_args, **_words):
        finding = Finding("data/x.csv", 2, "value", "1O", "is no number", "Mend it.")
        raise ReportError("nothing was built:", [finding])

    monkeypatch.setattr(cli, "report", fail)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert "data/x.csv:2, column value, '1O': is no number. Mend it." in (
        capsys.readouterr().err
    )


def test_importing_the_package_and_asking_for_help_loads_nothing_heavy(tree):
    code = (
        "import sys, report, report.cli, report.params, report.paths;"
        "heavy = {'pandas', 'altair', 'sphinx', 'scipy', 'papermill', 'frictionless'};"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    assert tree.python("-c", code, check=0).stdout.strip() == "[]"


@pytest.mark.long
def test_reconcile_answers_from_the_data_and_a_contradiction_is_no_error(tree):
    words = ["reconcile", "--assume", "same-series", "--theme", "tibet"]
    text = tree.report(*words, check=0).stdout
    assert "all hold together, assuming same-series." in text.splitlines()[0]
    rows = json.loads(run(*words, "--format", "json").stdout)
    assert rows["assumed"] == ["same-series"] and rows["rows"]
    assert run(*words, "--format", "csv").stdout.startswith("answer,")


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["--assume", "same-serie"], "same-series"),
        (["--theme", "enforcment"], "enforcement"),
    ],
)
def test_an_unknown_identity_or_theme_is_misuse_with_the_nearest_name(words, near):
    done = run("reconcile", *words)
    assert isinstance(done.exception, MisuseError) and f"Did you mean '{near}'?" in str(done.exception)
