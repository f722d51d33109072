"""System libraries: installed where allowed, else the exact command to type."""

import subprocess

import pytest

from report import system
from report.findings import ReportError


def need(present):
    return system.Need("Synthetic", "does nothing", ("synthetic-pkg",), "syn", present)


@pytest.fixture
def apt(monkeypatch):
    """A machine with apt-get on which calls are only noted."""
    calls = []
    monkeypatch.setattr(system.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(system, "_apt", lambda prefix, packages: calls.append(packages))
    return calls


def test_nothing_is_installed_where_nothing_is_missing(apt, monkeypatch):
    monkeypatch.setitem(system.NEEDS, "book", [need(lambda: True)])
    system.provide("book")
    assert apt == []


def test_what_is_missing_is_installed_where_that_is_allowed(apt, monkeypatch):
    monkeypatch.setattr(system, "_root_prefix", lambda: [])
    monkeypatch.setitem(system.NEEDS, "book", [need(lambda: bool(apt))])
    said = []
    system.provide("book", said.append)
    assert apt == [["synthetic-pkg"]]
    assert said == ["Installing Synthetic (does nothing) ..."]


def test_without_permission_the_exact_command_is_said(apt, monkeypatch):
    monkeypatch.setattr(system, "_root_prefix", lambda: None)
    monkeypatch.setitem(system.NEEDS, "book", [need(lambda: False)])
    with pytest.raises(ReportError) as caught:
        system.provide("book")
    assert "Type: sudo apt-get update && sudo apt-get install -y synthetic-pkg" in (
        str(caught.value)
    )
    assert apt == [] and caught.value.exit_code == 1


def test_on_a_machine_with_homebrew_its_command_is_said(monkeypatch):
    monkeypatch.setattr(
        system.shutil, "which", lambda name: "/opt/brew" if name == "brew" else None
    )
    assert system.command_to_type([need(lambda: False)]) == "brew install syn"


def test_an_installation_that_fails_says_why_and_what_to_type(monkeypatch):
    failed = subprocess.CompletedProcess([], 100, "", "E: no such package")
    monkeypatch.setattr(system.subprocess, "run", lambda *a, **k: failed)
    with pytest.raises(ReportError, match="no such package.*sudo apt-get"):
        system._apt([], ["synthetic-pkg"])


def test_what_the_tests_need_is_on_this_machine():
    assert [n.name for n in system.NEEDS["test"] if not n.present()] == []
    assert system.find_chromium() and system.find_firefox()


def test_a_browser_that_is_missing_is_said_with_the_command_to_type(monkeypatch):
    monkeypatch.setattr(system.shutil, "which", lambda name: None)
    with pytest.raises(ReportError, match="no Firefox. Type: .* firefox-esr"):
        system.find_firefox()
