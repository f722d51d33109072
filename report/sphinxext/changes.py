"""Turns the records of editions into the page on what changed, and into biographies."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from report import paths
from report.citation.metadata import read_metadata
from report.findings import ReportError
from report.records.changes import CHANGED, REMOVED, TOLD, Change, find_changes
from report.records.history import read_history, say_stages
from report.records.seal import hash_folder, hash_tree
from report.records.states import list_earlier, load_state
from report.records.taking import take_record
from report.records.telling import (
    ERRATA,
    count,
    group_errata,
    say_size,
    shorten,
    shorten_pair,
)
from report.runs import run_folder
from report.sphinxext.edition import find_metadata
from report.sphinxext.provenance import CLAIMS, INDEX, SOURCES, link

FIRST = (
    "This is the first edition. Nothing is superseded: there is no earlier number, claim, "
    "source, figure or sentence that it changes."
)
PLAIN = (
    "This build ran the chapters by itself and compares nothing; the command of the "
    "report, `make book`, builds this page in full."
)
TITLES = {"numbers": "New numbers", "figures": "Figures and tables", "conflicts": "Conflicts",
          "parameters": "Choices", "corrections": "Declared corrections"}  # fmt: skip
MARKED = {
    "sign": "It changed its sign.",
    "rank": "It changed places with a number beside it.",
    "direction": "A word that states a direction is another.",
    "conflict": "What claims can hold together is not the same.",
}
# Where the entry of a row stands that is still there.
PLACES = {"numbers": (INDEX, "number"), "claims": (CLAIMS, "claim"),
          "sources": (SOURCES, "source")}  # fmt: skip


class pending_entry(nodes.inline):
    """The name of a row, which leads to its entry in the book that is written."""


class ChangesOfEdition(SphinxDirective):
    """What this build says otherwise than the newest edition before its version."""

    def run(self):
        version = find_metadata(self.env.app).version
        earlier = list_earlier(version)
        if not earlier:
            return [nodes.paragraph("", FIRST)]
        if self.config.nb_execution_mode != "off":
            return [nodes.paragraph("", PLAIN)]
        for path in list_read(self.env.srcdir, self.config.report_set):
            self.env.note_dependency(str(path))
        before = load_state(earlier[-1])
        after = take_record(
            set_name=self.config.report_set, runs=run_folder(self.config.report_set), name=version
        )
        changes = find_changes(before, after)
        gone = read_history(earlier[:-1]).find_gone(
            before.index("numbers").keys() | after.index("numbers").keys()
        )
        return [*self._lead(changes, (before.name, version)), *list_changes(changes, before.name),
                *list_gone(gone)]  # fmt: skip

    def _lead(self, changes, names) -> Iterator[nodes.Node]:
        yield nodes.paragraph("", count(changes, names))
        if self.config.report_set != paths.BASELINE:
            text = f"This book uses the choices {self.config.report_set}, and editions the "
            yield nodes.paragraph("", f"{text}{paths.BASELINE}; where they differ, that is a cause too.")


def list_read(stage: str, set_name: str) -> list[Path]:
    """The files that the record of this build is taken from."""
    folders = ((stage, "chapters/*"), (stage, "*.md"), (run_folder(set_name), "*.key.json"),
               (paths.DATA, "*.*"), (paths.PARAMS, "*.yml"))  # fmt: skip
    found = (path for folder, names in folders for path in Path(folder).glob(names))
    return sorted(path for path in found if path.is_file())


def list_changes(changes: list[Change], before: str) -> Iterator[nodes.Node]:
    """Errata first, then numbers on other claims, then everything else by its kind, most
    important first in each."""
    errata = group_errata(changes)
    told = f"Every number of edition {before} stands as it was."
    if errata:
        told = f"Numbers that edition {before} gave otherwise, or that are no longer given."
    groups = [
        _section(f"errata-{ERRATA[group].split()[0].lower()}", ERRATA[group],
                 (_entry(change, before) for change in found))
        for group, found in errata.items()
    ]  # fmt: skip
    yield _section("errata", "Errata", [nodes.paragraph("", told), *groups])
    listed = {id(change) for found in errata.values() for change in found}
    if resting := [change for change in changes if change.only_rests_otherwise]:
        listed |= {id(change) for change in resting}
        title = "Numbers that stay, and rest on other claims"
        yield _section("resting", title, (_entry(change, before) for change in resting))
    for table in TOLD:
        rest = [c for c in changes if c.table == table and id(c) not in listed]
        if rest:
            title = TITLES.get(table, table.capitalize())
            yield _section(table, title, (_entry(change, before) for change in rest))


def list_gone(gone: dict) -> Iterator[nodes.Node]:
    """The numbers that earlier editions gave: key -> what each said, as `Stage`s."""
    if gone:
        boxes = (
            _box([nodes.literal("", name), nodes.Text(f". {_lead(say_stages(stages))}.")])
            for name, stages in gone.items()
        )
        yield _section("gone", "No longer published", boxes)


def _section(name: str, title: str, children: Iterable[nodes.Node]) -> nodes.section:
    section = nodes.section(ids=[f"changed-{name}"])
    section += nodes.title(title, title)
    section += list(children)
    return section


def _entry(change: Change, before: str) -> nodes.container:
    """What it was, what it is, by how much, what that means, and through what."""
    head = [_name(change), nodes.Text(f". {_say_how(change, before)}")]
    marks = [MARKED[mark] for mark in change.marks if change.table != "sentences"]
    texts = [" ".join(marks), *(_stop(_lead(detail)) for detail in change.details)]
    causes = "; ".join(map(str, change.causes))
    lines = [nodes.Text(text) for text in texts if text]
    return _box(head, *([line] for line in lines), [nodes.Text(f"Through {causes}.")])


def _say_how(change: Change, before: str) -> str:
    if change.how == CHANGED and change.before != change.after:
        old, new = shorten_pair(change.before, change.after)
        return f"Edition {before}: {_stop(old)} Now: {_stop(new + say_size(change))}"
    if change.how == CHANGED:
        return f"Changed: {_stop(shorten(change.after))}"
    if change.how == REMOVED:
        return f"Edition {before}: {_stop(shorten(change.before))} No longer in the report."
    return f"New: {_stop(shorten(change.after))}"


def _stop(text: str) -> str:
    """A text that ends a sentence."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def _name(change: Change) -> nodes.Node:
    if change.table == "sentences":
        return nodes.literal("", change.place)
    docname, kind = PLACES.get(change.table, ("", ""))
    if not docname or change.how == REMOVED:
        return nodes.literal("", change.name)
    return pending_entry("", change.name, docname=docname, anchor=f"{kind}-{change.name}")


def _box(*lines: list[nodes.Node]) -> nodes.container:
    box = nodes.container(classes=["register-entry"])
    box += [nodes.paragraph("", "", *line) for line in lines]
    return box


def _lead(text: str) -> str:
    return text[:1].upper() + text[1:]


class FillEntries(SphinxPostTransform):
    """Lead from each name to its entry, in the pages and in the book for print."""

    default_priority = 6

    def run(self, **kwargs):
        for node in list(self.document.findall(pending_entry)):
            text, here = node.astext(), self.env.docname
            node.replace_self(link(self.app, here, text, node["docname"], node["anchor"]))


def note_editions(_app, config) -> None:
    """Every page is written again once an edition that it may speak of is another."""
    try:
        earlier = list_earlier(read_metadata().version)
    except ReportError:
        earlier = []
    hashes = {f"{edition}/{name}": digest for edition in earlier
              for name, digest in hash_folder(paths.EDITIONS / edition).items()}  # fmt: skip
    config.report_earlier = hash_tree(hashes) if hashes else ""


def setup_changes(app) -> None:
    """Register the page's directive and what keeps it as new as the editions are."""
    app.add_config_value("report_earlier", "", "env")
    app.connect("config-inited", note_editions)
    app.add_directive("changes-of-edition", ChangesOfEdition)
    app.add_node(pending_entry)
    app.add_post_transform(FillEntries)
