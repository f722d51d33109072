"""Turns what the book holds into citations: heads, files, blocks below figures, a page."""

import hashlib
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from report import paths
from report.citation import heads, swhids
from report.citation.formats import FILES, WRITERS, say, write_bibtex
from report.citation.metadata import Part
from report.sphinxext.edition import CITE, find_metadata
from report.sphinxext.provenance import CLAIMS, SOURCES, find_chain, make_number

SECTIONS = ("state", "report", "chapters", "example", "data", "names")
UNSET = {"doi": "a DOI", "url": "an address", "repository": "a repository"}


class cite_part(nodes.General, nodes.Element):
    """Below a figure or table: how it is cited, folded away; nothing on paper."""


class cite_section(nodes.General, nodes.Element):
    """A part of the page "How to cite", filled in once every chapter is read."""


class HowToCite(SphinxDirective):
    """One section of the page, named by the argument."""

    required_arguments = 1

    def run(self):
        name = self.arguments[0]
        if name not in SECTIONS:
            raise self.error(f"no section {name!r}; use one of {', '.join(SECTIONS)}")
        for path in (paths.CITATION, paths.CONFIG, *sorted(paths.DATA.glob("*.*"))):
            self.env.note_dependency(str(path))
        return [cite_section(name=name)]


class FillSections(SphinxPostTransform):
    """Put words in place of the directives."""

    default_priority = 6

    def run(self, **kwargs):
        for node in list(self.document.findall(cite_section)):
            node.replace_self(getattr(self, f"_fill_{node['name']}")())

    def _fill_state(self):
        metadata = find_metadata(self.app)
        text = f"This is edition {metadata.version}, by {metadata.names}. "
        if lacking := [word for name, word in UNSET.items() if not getattr(metadata, name)]:
            text += f"Not set yet, and so not part of any citation: {_enumerate(lacking)}. "
        if not metadata.released:
            text += "No day of release is set; the year is that by which the edition is named."
        return [nodes.paragraph("", text)]

    def _fill_report(self):
        return self._cite(None, heads.REPORT, with_bibtex=True)

    def _fill_chapters(self):
        subjects = list_subjects(self.app)
        chapters = [parts[0] for stem, parts in subjects.items()
                    if stem not in (heads.REPORT, Path(CITE).name)]  # fmt: skip
        return [one for part in chapters for one in self._cite(part, part.key)]

    def _fill_example(self):
        found = {}
        for stem, parts in list_subjects(self.app).items():
            for part in parts[1:]:
                found.setdefault(part.kind, (part, stem))
        shown = [found[kind] for kind in ("figure", "table", "number") if kind in found]
        return [one for part, stem in shown for one in self._cite(part, stem)]

    def _fill_data(self):
        return self._cite(find_data(self.app), heads.REPORT)

    def _fill_names(self):
        files = read_data()
        rows = [("data/", swhids.name_folder(files))]
        rows += [(f"data/{n}", swhids.name_file(content)) for n, content in files.items()]
        listed = nodes.bullet_list()
        for name, swhid in rows:
            item = nodes.list_item()
            item += nodes.paragraph("", "", nodes.Text(f"{name}: "), nodes.literal("", swhid))
            listed += item
        return [nodes.container("", listed, classes=["cite-names"])]

    def _cite(self, part, stem, with_bibtex=False):
        metadata = find_metadata(self.app)
        if self.app.builder.name != "html":
            return [nodes.paragraph("", say(metadata, part), classes=["cite-text"])]
        block = write_block(metadata, part, stem, self.env.docname, with_bibtex)
        return [nodes.raw("", block, format="html")]


def setup_citation(app):
    """Connect what this module adds to the book."""
    app.add_config_value("report_citation", "", "env")
    app.connect("config-inited", _read_citation)
    app.add_directive("how-to-cite", HowToCite)
    app.add_post_transform(FillSections)
    app.add_node(cite_part, html=(_visit_part, lambda *_: None))
    app.add_node(cite_section, html=(lambda *_: None, lambda *_: None))
    app.connect("html-page-context", add_head)
    app.connect("env-updated", _find_dependents)
    app.connect("build-finished", write_cite_files)


def find_data(app) -> Part:
    """The tables of data/ as something that is cited."""
    title = heads.name_data(find_metadata(app))
    content_id = swhids.name_folder(read_data())
    return Part("data", "data", title, f"{CITE}.html", "the-data", content_id)


def read_data() -> dict[str, bytes]:
    """The files of data/; private copies of sources are none of them."""
    return swhids.read_folder(paths.DATA, leave_out=("snapshots",))


def list_subjects(app) -> dict[str, list[Part | None]]:
    """What is cited, by the name of its files: the report, then a list a chapter."""
    env = app.env
    data = env.get_domain("report").data
    subjects = {heads.REPORT: [None, find_data(app)]}
    for doc in _list_pages(env):
        title, file = env.titles[doc].astext(), f"{doc}.html"
        parts = [Part("chapter", Path(doc).name, title, file)]
        for kind in ("figure", "table"):
            parts += [
                Part(kind, name, text, file, nodes.make_id(name))
                for name, (holder, text) in sorted(data[f"{kind}s"].items())
                if holder == doc
            ]
        parts += [
            make_number(env, key, payload["text"])
            for key, (holder, payload) in sorted(data["published"].items())
            if holder == doc
        ]
        subjects[Path(doc).name] = parts
    return subjects


def write_block(metadata, part, stem: str, docname: str, with_bibtex=True) -> str:
    """A citation in words, its BibTeX if asked for, and links to the files with it."""
    up = "../" * docname.count("/")
    bibtex = ""
    if with_bibtex:
        text = escape(write_bibtex(metadata, [part]).strip())
        bibtex = f'<pre class="cite-text" tabindex="0">{text}</pre>'
    links = " ".join(
        f'<a href="{up}{heads.FOLDER}/{stem}.{ending}" download>{name}</a>'
        for ending, (name, _) in FILES.items()
    )
    return (
        f'<div class="cite-block"><p class="cite-text">{escape(say(metadata, part))}</p>'
        f'{bibtex}<p class="cite-files">Files: {links}</p></div>'
    )


def add_head(app, page, _template, context, _doctree) -> None:
    """Give a page its head, and a chapter its citation at the end."""
    if app.builder.name != "html":
        return
    subjects, metadata = list_subjects(app), find_metadata(app)
    root = app.config.root_doc
    if page == root:
        chapters = [parts[0] for stem, parts in subjects.items() if stem != heads.REPORT]
        described = heads.Page(
            f"{page}.html", metadata.title, heads.REPORT, tuple(chapters),
            tuple(f"_downloads/{name}.csv" for name in sorted(_figures(app))),
            swhids.name_folder(read_data()), app.config.report_pdf,
        )  # fmt: skip
    elif page in _list_pages(app.env):
        described = _describe_chapter(app, page, subjects[Path(page).name])
        if page != CITE:
            block = write_block(metadata, subjects[described.stem][0], described.stem, page)
            context["body"] += _fold("Cite this chapter", block)
    else:
        return
    context["metatags"] = context.get("metatags", "") + heads.write_head(metadata, described)


def write_cite_files(app, error) -> None:
    """Leave the citations beside the pages, one file a chapter and format."""
    if error or app.builder.name != "html":
        return
    folder = Path(app.outdir, heads.FOLDER)
    folder.mkdir(exist_ok=True)
    for stem, parts in list_subjects(app).items():
        for ending, write in WRITERS.items():
            text = write(find_metadata(app), parts)
            folder.joinpath(f"{stem}.{ending}").write_text(text, "utf-8", newline="\n")


def _describe_chapter(app, page: str, parts) -> heads.Page:
    domain = app.env.get_domain("report").data
    file, chapter, *others = f"{page}.html", *parts
    shown = tuple(part for part in others if part.kind in ("figure", "table"))
    claims, resting = (), ()
    if CLAIMS in app.env.found_docs:
        lineages = _list_lineages(domain)
        used = lineages.get(page, set())
        resting = tuple(f"{CLAIMS}.html#claim-{claim_id}" for claim_id in sorted(used))
        if page == CLAIMS:
            claims = tuple(_describe_claims(app, lineages))
    return heads.Page(file, chapter.title, chapter.key, shown, claims=claims, rests_on=resting)


def _list_lineages(domain: dict) -> dict[str, set[str]]:
    """The claims on which the numbers of each page rest."""
    published = domain["published"]
    return {
        doc: {i for key in keys & published.keys() for i in published[key][1]["lineage"]}
        for doc, keys in domain["used"].items()
    }


def _describe_claims(app, lineages):
    chain = find_chain(app)
    for claim_id in chain.claim_ids:
        said = chain.say(claim_id)
        said["source"] = f"{SOURCES}.html#source-{said['source_id']}"
        said["pages"] = [f"{doc}.html" for doc in sorted(lineages) if claim_id in lineages[doc]]
        yield said


def _list_pages(env) -> list[str]:
    """The chapters and the back matter, in the order of the book."""
    return env.toctree_includes.get(env.config.root_doc, [])


def _figures(app) -> dict:
    return app.env.get_domain("report").data["figures"]


def _fold(summary: str, block: str) -> str:
    return f'<details class="cite-part"><summary>{summary}</summary>{block}</details>'


def _visit_part(self, node):
    if self.builder.name == "html":
        metadata = find_metadata(self.builder.app)
        doc = self.builder.current_docname
        anchor = nodes.make_id(node["key"])
        part = Part(node["kind"], node["key"], node["title"], f"{doc}.html", anchor)
        block = write_block(metadata, part, Path(doc).name, doc)
        self.body.append(_fold(f"Cite this {node['kind']}", block))
    raise nodes.SkipNode


def _read_citation(app, config):
    """Every page depends on what CITATION.cff says, and the theme on the address."""
    content = paths.CITATION.read_bytes()
    config.report_citation = hashlib.sha256(content).hexdigest()
    config.html_baseurl = config.html_baseurl or find_metadata(app).url


def _find_dependents(_app, env):
    """Pages that tell of all others are written again when one was read."""
    return [doc for doc in (CITE, CLAIMS, env.config.root_doc) if doc in env.found_docs]


def _enumerate(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
