"""Turns the body of a page into one that everybody can read, and says what it holds.

Languages and links outward are marked, wide tables scroll by keyboard, paragraphs
have addresses, and the cards behind numbers wait in a script until one is asked for.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path

from lxml import html
from lxml.html import HtmlElement
from lxml.html.builder import DIV, SPAN, A, P

from report.scripts import mark_scripts
from report.sphinxext.sides import mark_page

DRAWING = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
ALTERNATIVE = re.compile(r' aria-label="([^"]*)"')
KEPT = re.compile(r'<svg data-kept="(\d+)"></svg>')
CARDS = """(() => {{
  const cards = document.getElementById("cards");
  cards.innerHTML = {};
  cards.dispatchEvent(new Event("report:cards", {{ bubbles: true }}));
}})();
"""
OUTWARD = "external noreferrer noopener"
# Parts that a search finds by themselves, as it does sections and figures.
LISTED = {"register-entry", "citation"}
HEADINGS = ("h1", "h2", "h3", "h4")
# A browser ends a line at the hyphens of a date, if it is not told otherwise.
DATE = re.compile(r"\b(\d{4}-\d{2}(?:-\d{2})?)\b")
HYPHENED = ".//text()[contains(., '-')][not(ancestor::pre or ancestor::code)]"
# Letters in a cell from which on a phone keeps a column wide enough to be read.
WORDY, LONG = 24, 120


@dataclass(frozen=True)
class Finished:
    """A body in its last form, the cards taken out of it, and what a search finds.

    `sections` are the addresses and headings of those right below the page's title.
    """

    body: str
    cards: str
    passages: list[list[str]]
    sections: list[tuple[str, str]]


def finish_body(
    body: str, glance: bool = False, mark: Callable[[HtmlElement], None] = lambda _root: None
) -> Finished:
    """The body of a page, as the HTML writer leaves it, in its last form.

    `glance` sets off what stands before the first section as the page's answer;
    `mark` adds what a search must not find.
    """
    drawings = DRAWING.findall(body)
    numbers = iter(range(len(drawings)))
    bare = DRAWING.sub(lambda _: f'<svg data-kept="{next(numbers)}"></svg>', body)
    root = html.fragment_fromstring(bare, create_parent="div")
    for script in list(root.iter("script")):
        script.drop_tree()
    cards = _take_cards(root)
    _name_links(root)
    passages = _list_passages(root, drawings)
    _address_paragraphs(root)
    if glance:
        _set_off_answer(root)
    mark(root)
    for part in (root, *cards):
        mark_scripts(part)
        _mark_outward(part)
        _keep_dates(part)
        _keep_options(part)
    _open_tables(root)
    _list_entries(root)
    text = "".join(html.tostring(child, encoding="unicode") for child in root)
    return Finished(
        KEPT.sub(lambda match: drawings[int(match[1])], text),
        "\n".join(html.tostring(card, encoding="unicode") for card in cards),
        passages,
        list(_list_sections(root)),
    )


def finish_page(app, page, _template, context, doctree):
    """Finish a page that is about to be written, with its cards and passages beside."""
    if doctree is None or app.builder.name != "html":
        return
    published = app.env.get_domain("report").data["published"].values()
    glance = page in {doc for doc, _ in published}
    made = finish_body(context["body"], glance, lambda root: mark_page(app, root))
    context["body"] = made.body
    if made.cards:
        script = CARDS.format(json.dumps(made.cards))
        path = Path(app.outdir, f"{page}.cards.js")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script, encoding="utf-8")
        context["body"] += f'<div id="cards" data-script="{path.name}"></div>\n'
    context["report_passages"] = made.passages
    # Sphinx lists sections before those are there that all chapters are read for.
    if not context["display_toc"] and len(made.sections) > 1:
        context.update(display_toc=True, toc=_link_sections(made.sections))


def _take_cards(root: HtmlElement) -> list[HtmlElement]:
    cards = root.find_class("number-card")
    for card in cards:
        card.drop_tree()
    return cards


def _list_passages(root: HtmlElement, drawings: list[str]) -> list[list[str]]:
    """Address, heading and text of each part that has an address of its own."""
    found, heading = [], ""
    for element in root.iter("section", "div", "figure", "table"):
        name = element.get("id")
        if element.tag == "section":
            heading = next(
                (_words(child) for child in element if child.tag in HEADINGS), heading
            )
            text = " ".join(_words(child) for child in element if not _is_apart(child))
        elif name and _stands_alone(element):
            text = _words(element) + " " + " ".join(_alternatives(element, drawings))
        else:
            continue
        if text.strip():
            found.append([name or "", heading, " ".join(text.split())])
    return found


def _list_sections(root: HtmlElement):
    for section in root.xpath("./section/section[@id]"):
        heading = next((_words(child) for child in section if child.tag in HEADINGS), "")
        yield section.get("id"), heading


def _link_sections(sections: list[tuple[str, str]]) -> str:
    lines = (f'<li><a href="#{name}">{escape(words)}</a></li>' for name, words in sections)
    return f"<ul>{''.join(lines)}</ul>"


def _stands_alone(element: HtmlElement) -> bool:
    classes = (element.get("class") or "").split()
    return element.tag in ("section", "figure", *HEADINGS) or bool(LISTED & set(classes))


def _is_apart(element: HtmlElement) -> bool:
    """Whether what is in it is found under addresses of its own."""
    return _stands_alone(element) or bool(element.find_class("citation"))


def _alternatives(element: HtmlElement, drawings: list[str]):
    for svg in element.iter("svg"):
        drawing = drawings[int(svg.get("data-kept"))]
        yield from map(unescape, ALTERNATIVE.findall(drawing)[:1])


def _words(element: HtmlElement) -> str:
    return " ".join(element.xpath("string()").split())


def _address_paragraphs(root: HtmlElement) -> None:
    """Each paragraph of a section that has an address can be linked to."""
    for section in root.iter("section"):
        for paragraph in section:
            if paragraph.tag == "p" and (name := paragraph.get("id")):
                link = A({"class": "headerlink", "href": f"#{name}"})
                link.set("aria-label", "Link to this paragraph")
                paragraph.append(link)


def _set_off_answer(root: HtmlElement) -> None:
    first = next(root.iter("section"), None)
    if first is None:
        return
    answer = []
    for child in list(first)[1:]:
        if child.tag != "p":
            break
        answer.append(child)
    if answer:
        box = DIV(P("At a glance", {"class": "box-head"}), {"class": "glance"})
        answer[0].addprevious(box)
        box.extend(answer)


def _mark_outward(root: HtmlElement) -> None:
    for link in root.iter("a"):
        address = link.get("href") or ""
        if address.startswith(("http:", "https:")):
            # An address that is read already is not printed once more behind itself.
            link.set("class", "outward address" if _words(link) == address else "outward")
            link.set("rel", OUTWARD)


def _keep_dates(root: HtmlElement) -> None:
    """A date stays on one line, and keeps the hyphens that readers search for."""
    for text in root.xpath(HYPHENED):
        first, *others = DATE.split(text)
        days = [SPAN(day, {"class": "whole"}) for day in others[::2]]
        for day, tail in zip(days, others[1::2]):
            day.tail = tail
        before = text.getparent()
        if text.is_text:
            before.text, before[:0] = first, days
        else:
            before.tail = first
            at = before.getparent().index(before) + 1
            before.getparent()[at:at] = days


def _keep_options(root: HtmlElement) -> None:
    """An option of a command stays with its dashes, at which a line could end."""
    for word in root.xpath(".//code/*[starts-with(text(), '-')]"):
        word.classes.add("whole")


def _name_links(root: HtmlElement) -> None:
    """The sign of a link to a place comes from the style sheet, its name from here."""
    for mark in root.find_class("number-mark"):
        mark.set("aria-label", "What this sentence rests on")
    for link in root.find_class("headerlink"):
        link.text = None
        tags = {parent.tag for parent in link.iterancestors()}
        name = "figure" if "figcaption" in tags else "table" if "caption" in tags else "heading"
        link.set("aria-label", f"Link to this {name}")
        link.attrib.pop("title", None)


def _open_tables(root: HtmlElement) -> None:
    """Heads say what they head; a box that scrolls can be reached and has a name.

    Before the table stands an element of its width, by which the style sheet knows
    whether the box holds all of it.
    """
    for head in root.iter("th"):
        if any(parent.tag == "thead" for parent in head.iterancestors()):
            head.set("scope", "col")
    for code in root.iter("pre"):
        code.set("tabindex", "0")
    for table in list(root.iter("table")):
        caption = next(table.iter("caption"), None)
        box = table.getparent()
        if box.get("class") != "scroll":
            box = DIV()
            table.addprevious(box)
            box.append(table)
        table.addprevious(DIV({"class": "more"}))
        for cell in table.iter("td"):
            if (length := len(cell.text_content())) > WORDY:
                cell.classes.add("long" if length > LONG else "wordy")
        box.attrib.update({"class": "scroll", "tabindex": "0", "role": "group"})
        box.set("aria-label", "Table" if caption is None else _words(caption))


def _list_entries(root: HtmlElement) -> None:
    """The bibliography is a list; the roles that its writer gives are out of use."""
    for entry in root.find_class("citation"):
        entry.set("role", "listitem")
    for link in root.xpath("//*[@role='doc-backlink']"):
        link.attrib.pop("role")
