"""Turns what is known of an edition into a title page and the contents."""

import datetime
import os
from dataclasses import dataclass

from lxml.html.builder import E

from report.citation import formats
from report.citation.metadata import Metadata, read_metadata
from report.paths import BASELINE
from report.wording import say_date


@dataclass(frozen=True)
class Edition:
    """What identifies this printing; an empty field is not known and not shown."""

    report: Metadata
    as_of: str = ""
    date: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Heading:
    """One line of the contents."""

    level: int
    text: str
    address: str
    part: str = ""


def read_edition(tree) -> Edition:
    """Gather it from the page's own meta tags and what CITATION.cff says of the report."""
    report = read_metadata(parameter_set=_meta(tree, "report-set") or BASELINE)
    return Edition(
        report=report,
        as_of=_meta(tree, "report-as-of"),
        date=_find_date(report),
        language=tree.get("lang", "en"),
    )


def title_page(edition: Edition):
    """The first page: title, author, edition, state of the evidence, citation."""
    page = E.section({"class": "title-page", "id": "title-page"})
    page.append(E.p({"class": "book-title"}, edition.report.title))
    page.append(E.p({"class": "book-author"}, _upper_first(edition.report.names)))
    facts = E.table({"class": "edition"}, E.tbody())
    for name, value in _facts(edition):
        facts[0].append(E.tr(E.th({"scope": "row"}, name), E.td(value)))
    page.append(facts)
    page.append(E.p({"class": "cite-head"}, "Suggested citation"))
    page.append(E.p({"class": "cite-as"}, formats.say(edition.report)))
    return page


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
    yield "Edition", edition.report.version
    if edition.report.released:
        yield "Released", say_date(edition.report.released)
    if edition.as_of:
        yield "Evidence as of", say_date(edition.as_of)
    yield "Parameter set", edition.report.parameter_set
    if address := edition.report.permanent:
        yield "Address", address


def _meta(tree, name: str) -> str:
    return next(iter(tree.xpath("//meta[@name=$name]/@content", name=name)), "")


def _find_date(report: Metadata) -> str:
    """Never the clock: a book made twice must be the same book."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        moment = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
        return moment.date().isoformat()
    return report.released


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
