"""Turns a page of the book into what machines read in its head.

Highwire tags for Zotero and Google Scholar, Dublin Core, JSON-LD in the words of
schema.org, and Signposting links. Zotero files a page by the last tag that names a
kind, so a page carries either that of a report or that of a chapter.
"""

import json
from dataclasses import dataclass, field
from html import escape
from posixpath import dirname, relpath

from report.citation.formats import FILES, LANGUAGE
from report.citation.metadata import Metadata, Part, licence_address

FOLDER = "cite"
REPORT = "report"
PDF = "report.pdf"
SCHEMA = "https://schema.org/"


@dataclass(frozen=True)
class Page:
    """One page of the book.

    file: its address in the book, with slashes; stem: the name of its citation
    files; parts: chapters on the report's page, figures and tables on a chapter's;
    data: files of data in the book; claims: on the register, dicts as of
    `report.provenance.Chain.say`, each with the `pages` that rest on it;
    rests_on: addresses of the claims on which a chapter rests.
    """

    file: str
    title: str
    stem: str
    parts: tuple[Part, ...] = ()
    data: tuple[str, ...] = ()
    data_id: str = ""
    pdf: bool = False
    claims: tuple[dict, ...] = ()
    rests_on: tuple[str, ...] = field(default=())

    @property
    def is_report(self) -> bool:
        return self.stem == REPORT

    def lead_to(self, address: str) -> str:
        """The way from this page to another file of the book, or a place in one."""
        file, _, anchor = address.partition("#")
        way = relpath(file, dirname(self.file)) if file != self.file or not anchor else ""
        return f"{way}#{anchor}" if anchor else way


def write_head(metadata: Metadata, page: Page) -> str:
    """All that a page says of itself, as HTML for its head."""
    tags = [*list_highwire(metadata, page), *list_dublin_core(metadata)]
    if not page.is_report:
        tags = [(n, page.title if n == "DC.title" else c) for n, c in tags]
    lines = ['<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">']
    lines += [f'<meta name="{n}" content="{escape(c)}">' for n, c in tags if c]
    lines += [_write_link(*link) for link in list_signposts(metadata, page)]
    data = json.dumps(describe_page(metadata, page), ensure_ascii=False, sort_keys=True)
    # The text may hold anything, and must not end the element.
    data = data.replace("<", "\\u003c")
    lines.append(f'<script type="application/ld+json">{data}</script>')
    return "\n".join(lines) + "\n"


def list_highwire(metadata: Metadata, page: Page) -> list[tuple[str, str]]:
    """Highwire tags as (name, content)."""
    tags = [("citation_title", page.title if not page.is_report else metadata.title)]
    tags += [("citation_author", author.sorted) for author in metadata.authors]
    tags += [
        ("citation_publication_date", metadata.date.replace("-", "/")),
        ("citation_language", LANGUAGE),
        ("citation_publisher", metadata.institution),
    ]
    if not page.is_report:
        tags.append(("citation_inbook_title", metadata.title))
        return [*tags, ("citation_public_url", metadata.locate(page.file))]
    tags += [
        ("citation_technical_report_institution", metadata.institution),
        ("citation_technical_report_number", metadata.version),
        ("citation_doi", metadata.doi),
        ("citation_public_url", metadata.locate()),
        ("citation_keywords", "; ".join(metadata.keywords)),
    ]
    # Google Scholar takes a full address only, in the page's own folder.
    return [*tags, ("citation_pdf_url", metadata.locate(PDF) if page.pdf else "")]


def list_dublin_core(metadata: Metadata) -> list[tuple[str, str]]:
    """Dublin Core as (name, content); no type, by which Zotero would file the page."""
    return [
        ("DC.title", metadata.title),
        *(("DC.creator", author.sorted) for author in metadata.authors),
        ("DC.publisher", metadata.institution),
        ("DC.date", metadata.date),
        ("DC.language", LANGUAGE),
        ("DC.rights", licence_address(metadata.licence)),
        ("DC.identifier", metadata.permanent),
    ]


def list_signposts(metadata: Metadata, page: Page) -> list[tuple[str, str, str]]:
    """Signposting (FAIR Signposting Profile, level 1) as (relation, address, type)."""
    kind = "Report" if page.is_report else "Chapter"
    links = [("author", author.address, "") for author in metadata.authors]
    links += [
        ("cite-as", metadata.permanent if page.is_report else "", ""),
        ("license", licence_address(metadata.licence), ""),
        ("type", f"{SCHEMA}{kind}", ""),
        ("type", f"{SCHEMA}AboutPage" if page.is_report else "", ""),
    ]
    links += [
        ("describedby", page.lead_to(f"{FOLDER}/{page.stem}.{ending}"), media)
        for ending, (_, media) in FILES.items()
    ]
    if not page.is_report:
        links.append(("collection", page.lead_to("index.html"), "text/html"))
        return [link for link in links if link[1]]
    links += [("item", PDF if page.pdf else "", "application/pdf")]
    links += [("item", part.page, "text/html") for part in page.parts]
    links += [("item", file, "text/csv") for file in page.data]
    return [link for link in links if link[1]]


def describe_page(metadata: Metadata, page: Page) -> dict:
    """JSON-LD; its vocabulary stands in it, so that reading it asks for nothing."""
    described = {
        "@context": {"@vocab": SCHEMA},
        "@id": _name(metadata, page, page.file),
        "author": [_describe_author(author) for author in metadata.authors],
        "inLanguage": LANGUAGE,
        "license": {"@id": licence_address(metadata.licence)},
        "datePublished": metadata.date,
    }
    specific = _describe_report if page.is_report else _describe_chapter
    described |= specific(metadata, page)
    return {name: value for name, value in described.items() if value}


def _describe_report(metadata: Metadata, page: Page) -> dict:
    return {
        "@type": "Report",
        "name": metadata.title,
        "version": metadata.version,
        "reportNumber": metadata.version,
        "abstract": metadata.abstract,
        "keywords": list(metadata.keywords),
        "publisher": _describe_body(metadata.institution),
        "identifier": metadata.permanent,
        "codeRepository": metadata.repository,
        "encoding": _describe_file(metadata, page, PDF, "application/pdf") if page.pdf else None,
        "hasPart": [_describe_part(metadata, page, part) for part in page.parts],
        "isBasedOn": _describe_data(metadata, page),
    }


def _describe_data(metadata: Metadata, page: Page) -> dict:
    files = [_describe_file(metadata, page, file, "text/csv") for file in page.data]
    return {
        "@type": "Dataset",
        "name": name_data(metadata),
        "description": "What sources state, one claim a row, with the text in which it was read.",
        "version": metadata.version,
        "creator": [_describe_author(author) for author in metadata.authors],
        "license": {"@id": licence_address(metadata.licence)},
        "identifier": page.data_id,
        "distribution": [file | {"@type": "DataDownload"} for file in files],
    }


def _describe_chapter(metadata: Metadata, page: Page) -> dict:
    parts = [_describe_part(metadata, page, part) for part in page.parts]
    parts += [_describe_claim(metadata, page, claim) for claim in page.claims]
    whole = {"@type": "Report", "@id": _name(metadata, page, "index.html")}
    return {
        "@type": "Chapter",
        "name": page.title,
        "isPartOf": whole | {"name": metadata.title, "version": metadata.version},
        "hasPart": parts,
        "mentions": [{"@id": _name(metadata, page, claim)} for claim in page.rests_on],
    }


def _describe_part(metadata: Metadata, page: Page, part: Part) -> dict:
    kind = {"chapter": "Chapter", "figure": "ImageObject", "table": "Table"}[part.kind]
    address = f"{part.page}#{part.anchor}" if part.anchor else part.page
    return {"@type": kind, "@id": _name(metadata, page, address), "name": part.title}


def _describe_claim(metadata: Metadata, page: Page, claim: dict) -> dict:
    """A statement, who made it, and where it is found: its source and our pages."""
    source = f"{claim['publisher']}, {claim['published']}"
    return {
        "@type": "Claim",
        "@id": _name(metadata, page, f"{page.file}#claim-{claim['claim_id']}"),
        "text": f"{claim['figure']}, {claim['period']}",
        # Persons and bodies state claims; data/actors.csv does not tell them apart.
        "author": {"name": claim["actor"]},
        "appearance": [
            {"@type": "CreativeWork", "@id": _name(metadata, page, claim["source"]),
             "name": source},
            *({"@id": _name(metadata, page, file)} for file in claim["pages"]),
        ],
    }  # fmt: skip


def _describe_file(metadata: Metadata, page: Page, file: str, media: str) -> dict:
    address = _name(metadata, page, file)
    return {"@type": "MediaObject", "contentUrl": {"@id": address}, "encodingFormat": media}


def _describe_author(author) -> dict:
    if not author.is_person:
        return _describe_body(author.name)
    described = {"@type": "Person", "@id": author.orcid, "name": author.said}
    described |= {"givenName": author.given, "familyName": author.family}
    return {name: value for name, value in described.items() if value}


def _describe_body(name: str) -> dict:
    return {"@type": "Organization", "name": name}


def name_data(metadata: Metadata) -> str:
    """What the tables of data/ are called where they are cited."""
    return f"Data of {metadata.title}"


def _name(metadata: Metadata, page: Page, file: str) -> str:
    """The full address of a file of the book, or the way to it until one is set."""
    return metadata.locate(file) or page.lead_to(file)


def _write_link(relation: str, address: str, media: str) -> str:
    kind = f' type="{media}"' if media else ""
    return f'<link rel="{relation}" href="{escape(address)}"{kind}>'
