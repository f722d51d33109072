"""Turns the chain behind numbers into the index of numbers, popovers and a file."""

import html
import json
from collections import Counter
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from report.citation.formats import say
from report.citation.metadata import Part
from report.data import Data, load_data
from report.provenance import MANY, Chain, write_prov
from report.sphinxext.biographies import tell_number
from report.sphinxext.downloads import write_readme
from report.sphinxext.edition import find_metadata
from report.wording import say_counting_unit

# A number that rests on more claims names them alone in the index, which leads to the
# register for each; spelt out, they would make half of its pages.
SPELT_OUT = 4
INDEX, CLAIMS, SOURCES = "chapters/numbers", "chapters/claims", "chapters/sources"


class numbers_index(nodes.General, nodes.Element):
    """Where the index goes, once every chapter has been read."""


class NumbersIndex(SphinxDirective):
    """Every published number, by chapter, with what stands behind it."""

    def run(self):
        return [numbers_index()]


class FillIndex(SphinxPostTransform):
    """Put the entries in place of the directive."""

    default_priority = 6

    def run(self, **kwargs):
        for node in list(self.document.findall(numbers_index)):
            node.replace_self(list(self._sections()))

    def _sections(self):
        published = self.env.get_domain("report").data["published"]
        chain = find_chain(self.app)
        publishing = {doc for doc, _ in published.values()}
        for docname in self.env.toctree_includes.get(self.config.root_doc, []):
            if docname not in publishing:
                continue
            title = self.env.titles[docname].astext()
            section = nodes.section(ids=[f"numbers-{Path(docname).name}"])
            section += nodes.title(title, title)
            for key in sorted(k for k, (doc, _) in published.items() if doc == docname):
                past = tell_number(self.app, published[key][1])
                section += self._entry(chain.describe(published[key][1]), past)
            yield section

    def _entry(self, entry, past):
        box = nodes.container(classes=["register-entry"], ids=[f"number-{entry.key}"])
        line = nodes.paragraph()
        line += [nodes.strong("", entry.text), nodes.Text(" ")]
        line += [nodes.literal("", entry.key), nodes.Text(". ")]
        if entry.exact and entry.exact != entry.text:
            line += nodes.Text(f"{entry.measure}{entry.exact}. ")
        if entry.computation:
            line += nodes.Text(f"{entry.computation}. ")
        for note in entry.notes:
            line += nodes.Text(f"Across definitions: {note}. ")
        labels = Counter(map(_label, entry.claims + entry.others))
        line += self._claims("Rests on", entry.claims, labels)
        line += self._claims("Stated besides", entry.others, labels)
        if entry.left_out:
            line += nodes.Text(f"And {entry.left_out} more in the register of claims. ")
        if not entry.claims:
            line += self._sources(entry.sources)
        box += line
        if past:
            box += nodes.paragraph("", past)
        return box

    def _claims(self, lead, claims, labels):
        if not claims:
            return
        yield nodes.Text(f"{lead} ")
        for position, claim in enumerate(claims):
            text = claim["claim_id"]
            if len(claims) <= SPELT_OUT:
                text = _label(claim)
                # Two outlets may carry one statement.
                text += f", read in {claim['publisher']}" if labels[text] > 1 else ""
                text += f" (grade {claim['grade']})"
            yield self._link(text, CLAIMS, f"claim-{claim['claim_id']}")
            yield nodes.Text("; " if position < len(claims) - 1 else ". ")

    def _sources(self, source_ids):
        chain = find_chain(self.app)
        often = Counter(map(chain.name_source, source_ids))
        for position, source_id in enumerate(source_ids):
            yield nodes.Text("; " if position else "Read in ")
            name = chain.name_source(source_id)
            name += f", “{chain.title_of(source_id)}”" if often[name] > 1 else ""
            yield self._link(name, SOURCES, f"source-{source_id}")
        if source_ids:
            yield nodes.Text(". ")

    def _link(self, text, docname, anchor):
        return link(self.app, self.env.docname, text, docname, anchor)


class AddPopovers(SphinxPostTransform):
    """Behind each number of a page stands a card that opens in place."""

    default_priority = 7
    builders = ("html", "dirhtml")

    def run(self, **kwargs):
        domain = self.env.get_domain("report")
        keys = domain.data["used"].get(self.env.docname, set())
        published = domain.data["published"]
        chain = find_chain(self.app)
        cards = [
            self._card(chain.describe(published[key][1]), tell_number(self.app, published[key][1]))
            for key in sorted(keys & published.keys())
        ]
        if cards:
            self.document += nodes.raw("", "\n".join(cards), format="html")

    def _card(self, entry, past: str) -> str:
        key = html.escape(entry.key)
        parts = [f'<div class="number-card" id="card-{key}" popover tabindex="-1">']
        parts.append(f'<p class="card-head">{html.escape(entry.text)}</p>')
        if entry.exact:
            parts.append(f"<p>{html.escape(entry.measure + entry.exact)}</p>")
        if entry.computation:
            parts.append(f"<p>{html.escape(entry.computation)}</p>")
        parts += [f"<p>Across definitions: {html.escape(note)}</p>" for note in entry.notes]
        if past:
            parts.append(f"<p>{html.escape(past)}</p>")
        parts += self._list("Who said it", entry.claims)
        parts += self._list("Stated besides, for the same time", entry.others, entry.left_out)
        if not entry.claims and entry.sources:
            name = find_chain(self.app).name_source
            read = "; ".join(self._source(s, name(s)) for s in entry.sources[:MANY])
            parts.append(f"<p>Read in {read}</p>")
        number = make_number(self.env, entry.key, entry.text)
        cited = html.escape(say(find_metadata(self.app), number))
        parts.append(f'<p class="card-foot">To cite: <span class="cite-text">{cited}</span> ')
        parts.append(f'<a href="{self._uri(INDEX)}#number-{key}">Entry in the index</a></p>')
        return "".join(parts) + "</div>"

    def _list(self, title, claims, left_out=0):
        if not claims:
            return []
        lines = "".join(f"<li>{self._claim(claim)}</li>" for claim in claims[:MANY])
        more = len(claims) - MANY
        tail = f"<p>and {more} more in the index</p>" if more > 0 else ""
        tail += f"<p>and {left_out} more</p>" if left_out else ""
        return [f"<p><strong>{title}</strong></p><ul>{lines}</ul>{tail}"]

    def _claim(self, c) -> str:
        safe = {name: html.escape(str(value)) for name, value in c.items()}
        relay = f", reported by {safe['reported_by']}" if safe["reported_by"] else ""
        quote = f" “{safe['quote']}”" if safe["quote"] else ""
        where = f" ({safe['locator']})" if safe["locator"] else ""
        unit = say_counting_unit(safe["unit"])
        source = self._source(c["source_id"], f"{c['publisher']}, {c['published']}")
        return (
            f'<a href="{self._uri(CLAIMS)}#claim-{safe["claim_id"]}">{safe["figure"]}</a>'
            f", {safe['period']}. {safe['actor']}{relay}. {unit}, "
            f"definition {safe['definition']}; {safe['grain']}.{quote}{where} "
            f"{source}, grade {safe['grade']}, {safe['seen']}."
        )

    def _source(self, source_id, text) -> str:
        address = f"{self._uri(SOURCES)}#source-{html.escape(source_id)}"
        return f'<a href="{address}">{html.escape(text)}</a>'

    def _uri(self, docname) -> str:
        return self.app.builder.get_relative_uri(self.env.docname, docname)


def _label(claim: dict) -> str:
    return f"{claim['figure']}, {claim['actor']}, {claim['period']}"


def link(app, here, text, docname, anchor):
    """A reference to an anchor of another page, or its bare text without that page."""
    if docname not in app.env.found_docs:
        return nodes.inline("", text)
    uri = app.builder.get_relative_uri(here, docname).split("#")[0]
    return nodes.reference("", text, internal=True, refuri=f"{uri}#{anchor}")


def make_number(env, key: str, text: str) -> Part:
    """A published number as something that is cited, at its entry in the index."""
    if INDEX in env.found_docs:
        page, anchor = INDEX, f"number-{key}"
    else:
        page, anchor = env.get_domain("report").data["published"][key][0], ""
    return Part("number", key, f"Number {key}: {text}", f"{page}.html", anchor)


def find_data(app, *_event) -> Data:
    """The tables as known on the day of the book, read once a build.

    Called before pages are read, so that the processes that read them share it.
    """
    if not hasattr(app, "report_data"):
        app.report_data = load_data(app.config.report_as_of or None)
    return app.report_data


def find_chain(app) -> Chain:
    """The indexed tables, read once a build."""
    if not hasattr(app, "report_chain"):
        app.report_chain = Chain(find_data(app))
    return app.report_chain


def find_edition(app) -> dict:
    """What names this build: edition, parameter set, day of the evidence."""
    metadata = find_metadata(app)
    return {
        "project": metadata.title,
        "author": metadata.names,
        "edition": metadata.version,
        "parameter_set": app.config.report_set,
        "as_of": app.config.report_as_of,
    }


def write_files(app, error) -> None:
    """Leave beside the pages the same chain for programs, and say what the data are."""
    if error or app.builder.name != "html":
        return
    chain = find_chain(app)
    published = app.env.get_domain("report").data["published"]
    entries = [chain.describe(published[key][1]) for key in sorted(published)]
    prov = write_prov(entries, find_edition(app))
    text = json.dumps(prov, ensure_ascii=False, indent=1) + "\n"
    Path(app.outdir, "provenance.json").write_text(text, encoding="utf-8")
    figures = app.env.get_domain("report").data["figures"]
    titles = {name: title for name, (_, title) in figures.items()}
    write_readme(app.outdir, find_edition(app), titles)
