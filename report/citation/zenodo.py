"""Turns the report's description into .zenodo.json, or says that the file is stale.

Zenodo reads CITATION.cff only where this file is missing, and then knows neither the
kind of publication nor which of the licences holds for the text; so it is kept in the
repository, made from CITATION.cff and never edited.
"""

import json
from pathlib import Path

from report import paths
from report.citation.metadata import Metadata, read_metadata
from report.findings import Finding

NAME = ".zenodo.json"
CURE = "Type: report cite"


def describe_deposit(metadata: Metadata) -> dict:
    """The deposit in the terms of Zenodo; what is not set is left out."""
    deposit = {
        "title": metadata.title,
        "upload_type": "publication",
        "publication_type": "report",
        "description": metadata.abstract,
        "creators": [_describe_creator(author) for author in metadata.authors],
        "version": metadata.version,
        "publication_date": metadata.released,
        "access_right": "open",
        "license": metadata.licence.lower(),
        "language": "eng",
        "keywords": list(metadata.keywords),
        "related_identifiers": _relate(metadata),
    }
    return {name: value for name, value in deposit.items() if value}


def render_deposit(metadata: Metadata) -> str:
    """The text of the file."""
    return json.dumps(describe_deposit(metadata), ensure_ascii=False, indent=2) + "\n"


def write_deposit(root: Path | None = None) -> Path:
    """Write the file of the repository in a folder; returns where."""
    root = root or paths.ROOT
    path = root / NAME
    path.write_text(render_deposit(read_metadata(root)), encoding="utf-8", newline="\n")
    return path


def check_citation(root: Path | None = None) -> list[Finding]:
    """Where title, author, version or addresses are said twice and do not agree."""
    root = root or paths.ROOT
    metadata = read_metadata(root)
    findings = list(_compare(root, metadata))
    path = root / NAME
    written = path.read_text("utf-8", "replace") if path.is_file() else None
    if written != render_deposit(metadata):
        fault = "is missing" if written is None else "is not what CITATION.cff says"
        findings.append(Finding(NAME, None, None, None, fault, CURE))
    return findings


def _compare(root: Path, metadata: Metadata):
    import tomllib

    import yaml

    config = yaml.safe_load((root / paths.CONFIG.name).read_text("utf-8"))
    cff = yaml.safe_load((root / paths.CITATION.name).read_text("utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    html, repository = config.get("html") or {}, config.get("repository") or {}
    said = [
        ("_config.yml", "title", config.get("title"), metadata.title),
        ("_config.yml", "author", config.get("author"), metadata.names),
        ("_config.yml", "html.baseurl", html.get("baseurl") or metadata.url, metadata.url),
        ("_config.yml", "repository.url", repository.get("url") or metadata.repository,
         metadata.repository),
        ("pyproject.toml", "version", project["version"], str(cff["version"])),
    ]  # fmt: skip
    for file, name, value, due in said:
        if value != due:
            cure = f"CITATION.cff says {due!r}; write the same, or correct it there."
            yield Finding(file, None, name, str(value), "does not agree", cure)


def _describe_creator(author) -> dict:
    creator = {"name": author.sorted}
    if author.orcid:
        creator["orcid"] = author.orcid.rpartition("/")[2]
    return creator


def _relate(metadata: Metadata) -> list[dict]:
    related = [("isIdenticalTo", metadata.url), ("isSupplementedBy", metadata.repository)]
    return [
        {"relation": relation, "identifier": address, "scheme": "url"}
        for relation, address in related
        if address
    ]


