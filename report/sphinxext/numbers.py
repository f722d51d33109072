"""Turns published numbers and the role `{num}` into text that leads back.

Numbers come from notebook outputs alone, so the role gives the same answer after
`make book`, plain `jupyter-book build .`, and a run in JupyterLab.
"""

import re

from docutils import nodes
from sphinx.domains import Domain
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from report.findings import ReportError, did_you_mean
from report.numbers import format_number
from report.sphinxext.provenance import INDEX, SOURCES, link

LOG = logging.getLogger(__name__)
# A published sentence is no link text: what it rests on stands behind a mark.
LONG = 60
# A longer phrase would leave a gap at the end of the line before.
SHORT = 12


class pending_number(nodes.Element):
    """A number in prose whose value is filled in once every chapter is read."""


class ReportDomain(Domain):
    """Where the published numbers of all chapters are kept between builds."""

    name = "report"
    label = "Report"
    # published: key -> (docname, payload); used: docname -> set of keys;
    # figures and tables: name -> (docname, title); read: docname -> set of claims
    initial_data = {"published": {}, "used": {}, "figures": {}, "tables": {}, "read": {}}
    data_version = 5

    def publish(self, docname: str, payload: dict, location) -> None:
        other = self.data["published"].get(payload["key"])
        if other and other[0] != docname:
            LOG.warning(
                "number %r is published by %s and by %s; rename one",
                payload["key"], other[0], docname, location=location,
            )  # fmt: skip
        self.data["published"][payload["key"]] = (docname, payload)

    def note_read(self, docname: str, claim_ids) -> None:
        """Remember the claims behind a number, figure or table of a page."""
        self.data["read"].setdefault(docname, set()).update(claim_ids)

    def clear_doc(self, docname: str) -> None:
        for kept in (self.data["published"], self.data["figures"], self.data["tables"]):
            for key in [k for k, (doc, _) in kept.items() if doc == docname]:
                del kept[key]
        self.data["used"].pop(docname, None)
        self.data["read"].pop(docname, None)

    def merge_domaindata(self, docnames, otherdata) -> None:
        for kind in ("published", "figures", "tables"):
            for key, (doc, payload) in otherdata[kind].items():
                if doc in docnames:
                    self.data[kind][key] = (doc, payload)
        for kind in ("used", "read"):
            for doc, names in otherdata[kind].items():
                if doc in docnames:
                    self.data[kind][doc] = names

    def resolve_any_xref(self, *_args):
        return []

    def resolve_xref(self, env, here, builder, kind, target, node, content):
        """A source's entry in the register; its bare text in a book without one."""
        return link(env.app, here, content.astext(), SOURCES, target)


class NumberRole(SphinxRole):
    """`` {num}`key` `` or `` {num}`key|style` ``: a number published by a chapter."""

    def run(self):
        key, _, style = (part.strip() for part in self.text.partition("|"))
        domain = self.env.get_domain("report")
        domain.data["used"].setdefault(self.env.docname, set()).add(key)
        node = pending_number(key=key, style=style or None)
        self.set_source_info(node)
        return [node], []


class ResolveNumbers(SphinxPostTransform):
    """Put each number's text where prose asked for it."""

    default_priority = 5

    def run(self, **kwargs):
        published = self.env.get_domain("report").data["published"]
        for node in list(self.document.findall(pending_number)):
            node.replace_self(self._text(node, published))

    def _text(self, node, published):
        try:
            _, payload = published[node["key"]]
            text = format_number(payload, node["style"])
        except KeyError:
            near = did_you_mean(node["key"], published)
            cure = f"{near}Correct the key, or publish it in a chapter."
            LOG.warning(
                "no chapter publishes the number %r. %s", node["key"], cure, location=node
            )
            return nodes.problematic(node["key"], node["key"])
        except ReportError as error:
            LOG.warning("%s", error, location=node)
            return nodes.problematic(node["key"], node["key"])
        return self._linked(text, payload)

    def _linked(self, text, payload):
        """The number as a link to its entry; a long sentence with a mark behind it."""
        address = f"number-{payload['key']}"
        if len(text) > LONG:
            mark = link(self.app, self.env.docname, "°", INDEX, address)
            mark["classes"] = ["number-link", "number-mark"]
            return [nodes.Text(text), mark]
        if "value" in payload:
            text = keep_together(text)
        shown = link(self.app, self.env.docname, "", INDEX, address)
        shown["classes"] = ["number-link"]
        shown += nodes.inline("", text, classes=["number"])
        return shown


def keep_together(text: str) -> str:
    """A number that ends no line inside: whole if short, else digits with their unit."""
    spaces = " " if len(text) <= SHORT else r"(?<=\d) "
    return re.sub(spaces, "\N{NO-BREAK SPACE}", text)


def remember_published(app, env, _docnames):
    """Keep what was published before this build, to see what it changes."""
    published = env.get_domain("report").data["published"]
    app.report_published = {key: payload for key, (_, payload) in published.items()}


def find_dependents(app, env):
    """Pages that print a number which this build changed are written again."""
    domain = env.get_domain("report")
    now = {key: payload for key, (_, payload) in domain.data["published"].items()}
    before = app.report_published
    changed = {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)}
    return [doc for doc, used in domain.data["used"].items() if used & changed]


def find_unused(_app, env):
    """A number that no sentence prints is a sentence forgotten, or a cell too many."""
    data = env.get_domain("report").data
    used = set().union(*data["used"].values()) if data["used"] else set()
    for key, (docname, _) in sorted(data["published"].items()):
        if key not in used:
            LOG.warning(
                "number %r is published and printed nowhere; print it or drop it",
                key, location=docname,
            )  # fmt: skip
