"""Turns numbers, rows and marks into ones that say whose counting they rest on.

Above them stands the switch with which a reader reads as one side.
Radio buttons and a style sheet do all of it, so that it needs no script and keeps
nothing. Text and numbers stay as they are: what rests on other sides stands back, and
the chosen side's own figure stands in brackets after it.
"""

from collections import Counter
from dataclasses import dataclass
from html import escape
from pathlib import Path

from lxml import html
from lxml.html import HtmlElement

from report.figures import MARK
from report.sides import Countings, Side, read_sides
from report.sphinxext.provenance import find_chain, find_data

STYLE = "sides.css"
NUMBER = "#number-"
ROWS = "//tr[not(ancestor::details)]"
# What a side's choice does. On paper all sides stand side by side.
RULES = """@media screen {{
{on} :is(p, div).for-{side} {{ display: block !important; }}
{on} span.for-{side} {{ display: inline !important; }}
{on} {others}, {on} tr{others} a {{ color: var(--quiet); }}
{on} svg {others}[fill="currentColor"] {{ fill: var(--quiet); }}
{on} svg {others}[fill]:not({kept}) {{ fill: var(--quiet-mark); }}
{on} svg {others}[stroke] {{ stroke: var(--quiet-mark); }}
{on} a.by-{side} {{ text-decoration: underline solid 2px var(--accent); }}
{on} tr.by-{side} > :first-child {{ box-shadow: inset 4px 0 var(--accent); }}
}}
"""
# What is filled so stays so: letters on a mark, outlines, and words, which turn quiet.
KEPT = '[fill="white"], [fill="none"], [fill="currentColor"]'


def find_countings(app) -> Countings:
    """Whose counting is whose, read once a build."""
    if not hasattr(app, "report_countings"):
        actors = find_data(app).actors
        app.report_countings = Countings(find_chain(app), actors, read_sides())
    return app.report_countings


def name_classes(app, actor_ids: list[str]) -> list[str]:
    """The classes of a row or mark that these actors state; none where nobody does."""
    return _classes(find_countings(app).of_actors(actor_ids))


def mark_drawing(app, svg: str, marks: list[list[str]]) -> str:
    """The drawing with the classes of each mark, whose actors come in its order."""
    classes = iter([" ".join(name_classes(app, actor_ids)) for actor_ids in marks])

    def classed(match):
        names = next(classes, "")
        return f'class="{names}" {match[0]}' if names else match[0]

    return MARK.sub(classed, svg)


def mark_page(app, root: HtmlElement) -> None:
    """Mark the numbers of a page, and put the switch above them where sides state any."""
    countings = find_countings(app)
    published = app.env.get_domain("report").data["published"]
    resting, own, rows = Counter(), Counter(), Counter()
    links = [a for a in root.find_class("number-link") if NUMBER in a.get("href", "")]
    for link in links:
        payload = published[link.get("href").partition(NUMBER)[2]][1]
        sides = countings.of_number(payload)
        resting.update(sides)
        link.set("class", " ".join([link.get("class"), *_classes(sides)]))
        stated = countings.find_own(payload)
        own.update(list(stated))
        _set_beside(link, stated)
    stated_rows = [set(row.get("class", "").split()) for row in root.xpath(ROWS)]
    for side in countings.offered:
        rows[side.side_id] = sum(f"by-{side.side_id}" in names for names in stated_rows)
    told = _Told(len(links), resting, own, sum("by" in names for names in stated_rows), rows)
    offered = [side for side in countings.offered if told.states(side.side_id)]
    if offered:
        _insert(root, _make_switch(offered, told))


@dataclass(frozen=True)
class _Told:
    """What the switch says of a page: how many numbers and rows, and how many of a side."""

    numbers: int
    resting: Counter
    own: Counter
    rows: int
    stated_rows: Counter

    def states(self, side_id: str) -> bool:
        return any(counts[side_id] for counts in (self.resting, self.own, self.stated_rows))


def write_style(app) -> None:
    """One style sheet for the sides of the tables, before pages name it with its sum."""
    if app.builder.name == "html":
        rules = "".join(_write_rules(side.side_id) for side in read_sides())
        path = Path(app.outdir, "_static", STYLE)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rules, encoding="utf-8")


def _write_rules(side: str) -> str:
    on, others = f":root:has(#side-{side}:checked)", f".by:not(.by-{side})"
    return RULES.format(side=side, on=on, others=others, kept=KEPT)


def _classes(sides: list[str]) -> list[str]:
    return ["by", *(f"by-{side}" for side in sides)] if sides else []


def _set_beside(link: HtmlElement, stated: dict[str, str]) -> None:
    """Each side's own figure after the number, apart from its sentence."""
    for side, words in reversed(sorted(stated.items())):
        beside = html.Element("span", {"class": f"own for-{side}", "hidden": ""})
        beside.text = f" [{words}]"
        beside.tail, link.tail = link.tail, None
        link.addnext(beside)


def _insert(root: HtmlElement, switch: str) -> None:
    """Behind the title, so that the line of the choice stays in view to the end."""
    title = next(root.iter("h1"))
    for part in reversed(html.fragments_fromstring(switch)):
        title.addnext(part)


def _make_switch(offered: list[Side], told: _Told) -> str:
    choices = "".join(
        f'<label><input type="radio" name="side" id="side-{s.side_id}"> {escape(s.label)}</label>'
        for s in offered
    )
    lines = "".join(_say_line(s, told) for s in offered)
    notes = "".join(_say_note(s, told.own[s.side_id]) for s in offered)
    return (
        '<form class="read-as" id="read-as" method="dialog" autocomplete="off"><fieldset>'
        '<legend>Read as</legend><label><input type="radio" name="side" id="side-all" checked> '
        f"All sides</label>{choices}</fieldset></form>"
        f'<div class="reading" role="status">{lines}</div>'
        f'<div class="reading-note">{notes}</div>'
    )


def _say_line(side: Side, told: _Told) -> str:
    name, numbers, rows = escape(side.name), told.resting, told.stated_rows
    listed = f" and {rows[side.side_id]} of the {told.rows} table rows" if told.rows else ""
    return (
        f'<p class="for-{side.side_id}" hidden>Reading with the countings of {name}: '
        f"{numbers[side.side_id]} of the {told.numbers} numbers{listed} on this page rest on "
        f'statements of {name}. <button type="reset" form="read-as">All sides</button></p>'
    )


def _say_note(side: Side, own: int) -> str:
    name, scope = escape(side.name), escape(side.scope)
    beside = (
        f"In brackets after {own} of the others stands a figure stated by {name}, of the "
        "same measure or of one that may be the same, for the same or an overlapping time. "
        if own else ""
    )  # fmt: skip
    return (
        f'<p class="for-{side.side_id}" hidden>Meant here: {scope}. What rests on statements '
        f"of others alone stands back, in numbers, rows and marks. {beside}"
        "The text itself stays as it is.</p>"
    )
