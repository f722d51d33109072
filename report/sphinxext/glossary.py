"""Turns each use of a glossary's term into a link behind which its definition waits.

The definition opens in place as a number's card does; without scripts, and on paper,
the link leads to the glossary.
"""

import html

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

GLOSSARY = "chapters/glossary"
ANCHOR = "#term-"


def note_glossary(app, doctree) -> None:
    """A page that uses a term is read again when the glossary changes."""
    terms = [x for x in doctree.findall(addnodes.pending_xref) if x["reftype"] == "term"]
    if terms and GLOSSARY in app.env.found_docs:
        app.env.note_dependency(app.env.doc2path(GLOSSARY))


class AddDefinitions(SphinxPostTransform):
    """Behind each term of a page stands its definition."""

    default_priority = 11  # once references are resolved
    builders = ("html",)

    def run(self, **kwargs):
        links = [
            link for link in self.document.findall(nodes.reference)
            if ANCHOR in link.get("refuri", "") and self.env.docname != GLOSSARY
        ]  # fmt: skip
        if not links:
            return
        defined = dict(_read_glossary(self.env.get_doctree(GLOSSARY)))
        uses = {}
        for link in links:
            link["classes"].append("term-link")
            uses.setdefault(link["refuri"].partition("#")[2], link["refuri"])
        cards = [_make_card(name, uri, *defined[name]) for name, uri in sorted(uses.items())]
        self.document += nodes.raw("", "\n".join(cards), format="html")


def _read_glossary(doctree):
    """The anchor of each term with its name and its definition."""
    for item in doctree.findall(nodes.definition_list_item):
        parts = [part.astext() for part in item.findall(nodes.definition)]
        definition = " ".join(" ".join(parts).split())
        for term in item.findall(nodes.term):
            yield term["ids"][0], (term.astext(), definition)


def _make_card(name: str, uri: str, term: str, definition: str) -> str:
    return (
        f'<div class="number-card" id="card-{html.escape(name)}" popover tabindex="-1">'
        f'<p class="card-head">{html.escape(term)}</p><p>{html.escape(definition)}</p>'
        f'<p class="card-foot"><a href="{html.escape(uri)}">Entry in the glossary</a></p></div>'
    )
