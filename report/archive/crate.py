"""Turns the files of an archive and the runs behind them into RO-Crate metadata.

RO-Crate 1.2: each run of a chapter is a CreateAction whose instrument is the notebook,
whose objects are its inputs and parameters, and whose result is the executed notebook.
These are the terms of the Process Run Crate profile; it is not declared, since its
version 0.5 demands RO-Crate 1.1.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from platform import python_version

from report.citation import swhids
from report.citation.heads import name_data
from report.citation.metadata import Author, Metadata, licence_address
from report.runs.keys import hash_bytes

NAME = "ro-crate-metadata.json"
SPECIFICATION = "https://w3id.org/ro/crate/1.2"
COMPLETED = "http://schema.org/CompletedActionStatus"
MEDIA = {
    ".ipynb": "application/x-ipynb+json", ".csv": "text/csv", ".json": "application/json",
    ".yml": "application/yaml", ".md": "text/markdown", ".bib": "application/x-bibtex",
    ".txt": "text/plain", ".cff": "application/yaml", ".pdf": "application/pdf",
    ".toml": "application/toml",
}  # fmt: skip
EXECUTED, HTML, PDF = "executed/", "html/", "html/report.pdf"
# Folders that are described as a whole, with what they are.
FOLDERS = {
    "report/": "The program that reads data and parameters and builds the book",
    HTML: "The book as pages",
    "data/": "What sources state, and what is needed to read it",
}
# The programs that run chapters and build the book, and where each is described.
PROGRAMS = {
    "papermill": "https://papermill.readthedocs.io/",
    "jupyter-book": "https://jupyterbook.org/",
}
# What the files of a folder are; those at the top say so themselves.
DESCRIPTIONS = {
    "data/": "A table of what sources state, or a file that explains such tables",
    "params/": "Choices with which chapters are run",
    "chapters/": "A chapter as it is written",
    EXECUTED: "A chapter with what running it gave",
    "editions/": "The record of an edition",
    HTML: "The book for print",
}


@dataclass(frozen=True)
class NotebookRun:
    """One chapter's run: paths inside the archive, and the values given to it."""

    notebook: str
    executed: str
    inputs: tuple[str, ...]
    given: dict

    @property
    def name(self) -> str:
        return PurePosixPath(self.notebook).stem


def render_crate(
    metadata: Metadata, files: dict[str, bytes], runs: Iterable[NotebookRun]
) -> bytes:
    """The metadata file; `files` are all others of the archive, by path."""
    graph = list(_list_entities(metadata, files, list(runs)))
    context = f"{SPECIFICATION}/context"
    text = json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def _list_entities(metadata: Metadata, files: dict[str, bytes], runs: list[NotebookRun]):
    # 1. This description, and what it describes.
    described = [name for name in sorted(files) if not name.startswith(("report/", HTML))]
    described += [PDF] if PDF in files else []
    folders = [name for name in FOLDERS if any(file.startswith(name) for file in files)]
    yield {
        "@id": NAME,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": SPECIFICATION},
    }
    yield _describe_root(metadata, described + folders, runs)
    # 2. The files.
    notebooks = {run.notebook for run in runs}
    for name in described:
        yield _describe_file(name, files[name], name in notebooks)
    for name in folders:
        yield _describe_folder(metadata, name, files)
    # 3. What happened to them.
    for run in runs:
        yield from _describe_run(run, metadata.parameter_set)
    yield _describe_build(runs, files)
    # 4. Whom and what the others name.
    yield from _describe_context(metadata)


def _describe_root(metadata: Metadata, parts: list[str], runs: list[NotebookRun]) -> dict:
    identifier = metadata.permanent
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{metadata.title}, edition {metadata.version}",
        "description": metadata.abstract or metadata.title,
        "datePublished": metadata.date,
        "version": metadata.version,
        "license": {"@id": licence_address(metadata.licence)},
        "author": [{"@id": _author_id(author)} for author in metadata.authors],
        "publisher": [{"@id": _author_id(author)} for author in metadata.authors],
        "keywords": ", ".join(metadata.keywords),
        "identifier": identifier,
        "url": metadata.url,
        "hasPart": [{"@id": name} for name in parts],
        "mentions": [{"@id": _run_id(run)} for run in runs] + [{"@id": "#build"}],
    }
    return {name: value for name, value in root.items() if value}


def _describe_file(name: str, content: bytes, is_notebook: bool) -> dict:
    entity = {
        "@id": name,
        "@type": ["File", "SoftwareSourceCode"] if is_notebook else "File",
        "name": name,
        "description": DESCRIPTIONS.get(f"{name.partition('/')[0]}/", "A file of the project"),
        "encodingFormat": MEDIA.get(PurePosixPath(name).suffix, "text/plain"),
        "contentSize": str(len(content)),
        "sha256": hash_bytes(content),
    }
    if is_notebook:
        entity["programmingLanguage"] = {"@id": "#python"}
        needed = ("requirements.txt", _program("papermill"))
        entity["softwareRequirements"] = [{"@id": name} for name in needed]
    return entity


def _describe_folder(metadata: Metadata, name: str, files: dict[str, bytes]) -> dict:
    inside = {file.removeprefix(name): files[file] for file in files if file.startswith(name)}
    licence = metadata.licences[0] if name == "report/" else metadata.licence
    folder = {
        "@id": name,
        "@type": "Dataset",
        "name": name_data(metadata) if name == "data/" else name,
        "description": FOLDERS[name],
        "identifier": swhids.name_folder(inside),
    }
    if licence != metadata.licence:
        folder["license"] = {"@id": licence_address(licence)}
    if name == "data/":
        folder["hasPart"] = [{"@id": f"{name}{file}"} for file in sorted(inside)]
    return folder


def _describe_run(run: NotebookRun, parameter_set: str):
    given = [f"#{run.name}-{name}" for name in run.given]
    yield {
        "@id": _run_id(run),
        "@type": "CreateAction",
        "name": f"Run of {run.notebook} with the parameter set {parameter_set}",
        "actionStatus": {"@id": COMPLETED},
        "instrument": {"@id": run.notebook},
        "object": [{"@id": name} for name in (*run.inputs, *given)],
        "result": {"@id": run.executed},
    }
    for identifier, (name, value) in zip(given, run.given.items(), strict=True):
        yield {"@id": identifier, "@type": "PropertyValue", "name": name, "value": value}


def _describe_build(runs: list[NotebookRun], files: dict[str, bytes]) -> dict:
    return {
        "@id": "#build",
        "@type": "CreateAction",
        "name": "Building the book from the executed notebooks",
        "actionStatus": {"@id": COMPLETED},
        "instrument": {"@id": _program("jupyter-book")},
        "object": [{"@id": run.executed} for run in runs],
        "result": [{"@id": name} for name in (HTML, PDF) if name == HTML or name in files],
    }


def _describe_context(metadata: Metadata):
    for author in metadata.authors:
        yield _describe_author(author)
    for name in dict.fromkeys((metadata.licence, metadata.licences[0])):
        yield {"@id": licence_address(name), "@type": "CreativeWork", "name": name,
               "description": f"The licence {name}, by its SPDX identifier"}  # fmt: skip
    for name, page in PROGRAMS.items():
        yield {"@id": _program(name), "@type": "SoftwareApplication", "name": name,
               "url": page, "version": _find_version(name)}  # fmt: skip
    yield {"@id": COMPLETED, "@type": "ActionStatusType", "name": "Completed"}
    yield {"@id": "#python", "@type": "ComputerLanguage", "name": "Python",
           "url": "https://www.python.org/", "version": python_version()}  # fmt: skip


def _describe_author(author: Author) -> dict:
    if not author.is_person:
        return {"@id": _author_id(author), "@type": "Organization", "name": author.name}
    return {"@id": _author_id(author), "@type": "Person", "name": author.said,
            "givenName": author.given, "familyName": author.family}  # fmt: skip


def _author_id(author: Author) -> str:
    return author.address or "#" + "-".join(author.said.lower().split())


def _find_version(program: str) -> str:
    from importlib.metadata import version

    return version(program)


def _program(name: str) -> str:
    return f"#{name}"


def _run_id(run: NotebookRun) -> str:
    return f"#run-{run.name}"
