"""Turns the report, or a part of it, into a citation in words, BibTeX, RIS and CSL-JSON."""

import json
import re
from collections.abc import Iterable

from report.citation.metadata import Metadata, Part
from report.paths import BASELINE

# What each kind is called in BibTeX, RIS and CSL.
TYPES = {
    "report": ("techreport", "RPRT", "report"),
    "chapter": ("incollection", "CHAP", "chapter"),
    "figure": ("misc", "FIGURE", "figure"),
    "table": ("misc", "DATA", "dataset"),
    "number": ("misc", "DATA", "dataset"),
    "data": ("misc", "DATA", "dataset"),
}
LANGUAGE = "en-GB"
# The files of one subject: how each ends, and what it is.
FILES = {
    "bib": ("BibTeX", "application/x-bibtex"),
    "ris": ("RIS", "application/x-research-info-systems"),
    "json": ("CSL-JSON", "application/vnd.citationstyles.csl+json"),
}

Subject = Part | None  # None stands for the whole report


def say(metadata: Metadata, part: Subject = None) -> str:
    """The citation as a sentence, with the address where one is set."""
    whole = f"{metadata.title}, edition {metadata.version}"
    if metadata.parameter_set != BASELINE:
        whole += f", parameter set {metadata.parameter_set}"
    address = _address(metadata, part) or metadata.permanent
    tail = f" {address}" if address else ""
    if part and part.content_id:
        tail = f" {part.content_id}.{tail}"
    if part is None:
        return f"{metadata.names}, {whole}.{tail}"
    named = f"{part.kind} {part.key}, " if part.kind in ("figure", "table") else ""
    return f"{metadata.names}, “{part.title}”, {named}in: {whole}.{tail}"


def write_bibtex(metadata: Metadata, parts: Iterable[Subject]) -> str:
    """BibTeX entries, in the order of `parts`."""
    from pybtex.database import BibliographyData, Entry, Person

    authors = [_write_person(Person, author) for author in metadata.authors]
    entries = {}
    for part in parts:
        fields = _list_bibtex_fields(metadata, part)
        entries[make_key(metadata, part)] = Entry(
            _types(part)[0], fields=fields, persons={"author": authors}
        )
    text = BibliographyData(entries).to_string("bibtex")
    # An address is taken as it stands, so pybtex's escapes would break it.
    return re.sub(r'(?<= url = ").*(?=")', lambda url: url[0].replace("\\", ""), text)


def write_ris(metadata: Metadata, parts: Iterable[Subject]) -> str:
    """RIS records, in the order of `parts`."""
    return "\n".join(_write_ris_record(metadata, part) for part in parts)


def write_csl(metadata: Metadata, parts: Iterable[Subject]) -> str:
    """A CSL-JSON list, in the order of `parts`."""
    items = [_describe_csl(metadata, part) for part in parts]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


WRITERS = {"bib": write_bibtex, "ris": write_ris, "json": write_csl}


def make_key(metadata: Metadata, part: Subject = None) -> str:
    """A key that no other subject of the edition has: first word, edition, part."""
    first = re.sub(r"[^a-z0-9]", "", metadata.title.lower().split()[0]) or "report"
    stem = f"{first}-{metadata.version}"
    if metadata.parameter_set != BASELINE:
        stem += f"-{metadata.parameter_set}"
    if part is None:
        return stem
    return f"{stem}-{part.key}" if part.kind == "chapter" else f"{stem}-{part.kind}-{part.key}"


def _types(part: Subject) -> tuple[str, str, str]:
    return TYPES[part.kind if part else "report"]


def _address(metadata: Metadata, part: Subject) -> str:
    return metadata.locate(part.page, part.anchor) if part else metadata.permanent


def _said_kind(part: Part) -> str:
    named = part.kind.capitalize()
    return f"{named} {part.key}" if part.kind in ("figure", "table") else named


def _note(metadata: Metadata, part: Subject) -> str:
    other = metadata.parameter_set != BASELINE
    said = [f"Parameter set {metadata.parameter_set}" if other else ""]
    return ". ".join(filter(None, [*said, part.content_id if part else ""]))


def _write_person(person, author):
    if author.is_person:
        return person(first=_escape(author.given), last=_guard(author.family))
    return person(last=_guard(author.name))


def _guard(text: str) -> str:
    """Text in braces, which keep a style from changing the case of names."""
    return f"{{{_escape(text)}}}"


def _escape(text: str) -> str:
    """What pybtex leaves of TeX's own letters; it escapes the others itself."""
    for letter, escaped in (("\\", ""), ("{", ""), ("}", ""), ("$", r"\$"), ("^", r"\^{}")):
        text = text.replace(letter, escaped)
    return " ".join(text.split())


def _list_bibtex_fields(metadata: Metadata, part: Subject) -> list[tuple[str, str]]:
    fields = {"title": _guard(part.title if part else metadata.title)}
    if part is None:
        fields |= {"institution": _guard(metadata.institution), "type": "Edition",
                   "number": metadata.version}  # fmt: skip
    elif part.kind == "chapter":
        fields |= {"booktitle": _guard(metadata.title), "edition": metadata.version,
                   "publisher": _guard(metadata.institution)}  # fmt: skip
    else:
        within = f"{_said_kind(part)} in: {metadata.title}, edition {metadata.version}"
        fields["howpublished"] = _escape(within)
    fields |= {
        "year": metadata.year,
        "doi": metadata.doi,
        "url": _address(metadata, part) if not (metadata.doi and part is None) else "",
        "note": _note(metadata, part),
    }
    return [(name, value) for name, value in fields.items() if value]


def _write_ris_record(metadata: Metadata, part: Subject) -> str:
    lines = [("TY", _types(part)[1]), ("ID", make_key(metadata, part))]
    lines += [("AU", author.sorted) for author in metadata.authors]
    lines += [
        ("TI", part.title if part else metadata.title),
        ("T2", metadata.title if part else ""),
        ("ET", metadata.version),
        ("PB", metadata.institution),
        ("PY", metadata.year),
        ("DA", metadata.released.replace("-", "/")),
        ("DO", metadata.doi),
        ("UR", _address(metadata, part)),
        ("LA", LANGUAGE),
        ("N1", _said_kind(part) if part else ""),
        ("N1", _note(metadata, part)),
        ("AB", "" if part else metadata.abstract),
    ]
    lines += [("KW", word) for word in metadata.keywords]
    told = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines if value]
    return "\n".join([*told, "ER  - ", ""])


def _describe_csl(metadata: Metadata, part: Subject) -> dict:
    date = [int(number) for number in metadata.date.split("-") if number]
    item = {
        "id": make_key(metadata, part),
        "type": _types(part)[2],
        "title": part.title if part else metadata.title,
        "container-title": metadata.title if part else "",
        "author": [
            {"family": a.family, "given": a.given} if a.is_person else {"literal": a.name}
            for a in metadata.authors
        ],
        "issued": {"date-parts": [date]} if date else None,
        "edition": metadata.version,
        "publisher": metadata.institution,
        "DOI": metadata.doi,
        "URL": _address(metadata, part),
        "note": ". ".join(filter(None, (_said_kind(part) if part else "", _note(metadata, part)))),
        "abstract": "" if part else metadata.abstract,
        "language": LANGUAGE,
    }
    return {name: value for name, value in item.items() if value}
