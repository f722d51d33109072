"""Turns what is known of an edition into a title page, a citation and the contents."""

import datetime
import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from lxml.html.builder import E

from report import paths
from report.wording import say_date


@dataclass(frozen=True)
class Edition:
    """What identifies this printing; an empty field is not known and not shown."""

    title: str
    author: str
    number: str
    parameter_set: str
    as_of: str
    date: str = ""
    address: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Heading:
    """One line of the contents."""

    level: int
    text: str
    address: str
    part: str = ""


def read_edition(tree) -> Edition:
    """Gather it from the page's own meta tags, the configuration and CITATION.cff."""
    config, citation = _read_yaml(paths.CONFIG), _read_yaml(paths.CITATION)
    return Edition(
        title=str(config["title"]),
        author=_authors(citation) or str(config["author"]),
        number=str(citation.get("version") or _package_version()),
        parameter_set=_meta(tree, "report-set"),
        as_of=_meta(tree, "report-as-of"),
        date=_date(citation),
        address=_address(citation),
        language=tree.get("lang", "en"),
    )


def title_page(edition: Edition):
    """The first page: title, author, edition, state of the evidence, citation."""
    page = E.section({"class": "title-page", "id": "title-page"})
    page.append(E.p({"class": "book-title"}, edition.title))
    page.append(E.p({"class": "book-author"}, _upper_first(edition.author)))
    facts = E.table({"class": "edition"}, E.tbody())
    for name, value in _facts(edition):
        facts[0].append(E.tr(E.th({"scope": "row"}, name), E.td(value)))
    page.append(facts)
    page.append(E.p({"class": "cite-head"}, "Suggested citation"))
    page.append(E.p({"class": "cite-as"}, citation(edition)))
    return page


def citation(edition: Edition) -> str:
    """The edition as a reference list would print it; nothing unknown is filled in."""
    author = _upper_first(edition.author).rstrip(".")
    year = (edition.date or edition.number)[:4]
    text = f"{author} ({year}). {edition.title}. Edition {edition.number}"
    state = [f"parameter set “{edition.parameter_set}”"] * (not _published(edition))
    state += [f"evidence as of {say_date(edition.as_of)}"] * bool(edition.as_of)
    text += f" ({', '.join(state)})." if state else "."
    return text + (f" {edition.address}" if edition.address else "")


def contents(headings: list[Heading]):
    """The table of contents; `print.css` adds leaders and page numbers."""
    nav = E.section({"class": "contents", "id": "contents"}, E.h1("Contents"))
    part, lines = None, None
    for heading in headings:
        if lines is None or (heading.level == 1 and heading.part != part):
            part, lines = heading.part, E.ul()
            if part:
                nav.append(E.p({"class": "part"}, part))
            nav.append(lines)
        link = E.a({"href": f"#{heading.address}"}, heading.text)
        lines.append(E.li({"class": f"level-{heading.level}"}, link))
    return nav


def _facts(edition: Edition):
    yield "Edition", edition.number
    if edition.date:
        yield "Date", say_date(edition.date)
    if edition.as_of:
        yield "Evidence as of", say_date(edition.as_of)
    if edition.parameter_set:
        yield "Parameter set", edition.parameter_set
    if edition.address:
        yield "Address", edition.address


def _published(edition: Edition) -> bool:
    return edition.parameter_set in ("", "baseline")


def _meta(tree, name: str) -> str:
    return next(iter(tree.xpath("//meta[@name=$name]/@content", name=name)), "")


def _read_yaml(path: Path) -> dict:
    import yaml

    return yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {}


def _package_version() -> str:
    text = (paths.ROOT / "pyproject.toml").read_text("utf-8")
    return tomllib.loads(text)["project"]["version"]


def _date(citation: dict) -> str:
    """Never the clock: a book made twice must be the same book."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        moment = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
        return moment.date().isoformat()
    return str(citation.get("date-released") or "")


def _authors(citation: dict) -> str:
    parts = [
        [author.get(part) for part in ("name", "given-names", "family-names")]
        for author in citation.get("authors", [])
    ]
    return ", ".join(" ".join(filter(None, part)) for part in parts)


def _address(citation: dict) -> str:
    if doi := citation.get("doi"):
        return f"https://doi.org/{doi}"
    return str(citation.get("url") or citation.get("repository-code") or "")


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
