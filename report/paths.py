"""Turns the repository root into named folders and files."""

import os
from pathlib import Path

# The package is installed in editable mode, so its parent is the repository;
# REPORT_ROOT lets tests and rebuilds point the same code at another tree.
ROOT = Path(os.environ.get("REPORT_ROOT") or Path(__file__).resolve().parents[1])

DATA = ROOT / "data"
PARAMS = ROOT / "params"
PACKAGE = Path(__file__).resolve().parent
CHAPTERS = ROOT / "chapters"
EDITIONS = ROOT / "editions"
BUILD = ROOT / "_build"

CONFIG = ROOT / "_config.yml"
TOC = ROOT / "_toc.yml"
BIBLIOGRAPHY = ROOT / "references.bib"
LOCK = ROOT / "requirements.txt"
CITATION = ROOT / "CITATION.cff"

# The parameter set that is published; its file in `params/` names every parameter.
BASELINE = "baseline"

RUNS = BUILD / "runs"
HTML = BUILD / "html"
PDF = BUILD / "pdf" / "report.pdf"


def relative(path: Path) -> str:
    """The path as readers know it: from the repository root, with slashes."""
    try:
        return Path(path).resolve().relative_to(ROOT.resolve()).as_posix()
    except ValueError:
        return Path(path).name
