"""Turns notebook outputs and data into the book's own numbers, figures and pages."""

from functools import cache
from html import escape

from report import paths
from report.sphinxext import (
    builder,
    changes,
    citation,
    edition,
    figures,
    glossary,
    numbers,
    outputs,
    pages,
    paragraphs,
    provenance,
    registers,
    rerun,
    search,
    sides,
    theme,
    uses,
    works,
)


def setup(app):
    """Register the domain, the roles, the nodes and the register directives."""
    _remember_plugins()
    app.add_builder(builder.PageBuilder, override=True)
    app.add_config_value("report_set", paths.BASELINE, "html")
    app.add_config_value("report_as_of", "", "env")
    app.add_config_value("report_program", "", "env")
    app.add_config_value("report_pdf", False, "env")
    app.add_config_value("report_print", False, "html")
    theme.register(app)
    app.connect("config-inited", _read_side_by_side)
    app.add_domain(numbers.ReportDomain)
    app.add_role("num", numbers.NumberRole())
    app.add_post_transform(numbers.ResolveNumbers)
    app.add_directive("numbers-index", provenance.NumbersIndex)
    app.add_post_transform(provenance.FillIndex)
    app.add_post_transform(provenance.AddPopovers)
    app.connect("build-finished", provenance.write_files)
    app.connect("env-check-consistency", numbers.find_unused)
    app.connect("env-before-read-docs", provenance.find_data)
    app.connect("env-before-read-docs", numbers.remember_published)
    app.connect("env-updated", numbers.find_dependents)
    app.add_post_transform(uses.FillUses)
    app.connect("env-before-read-docs", uses.remember_read)
    app.connect("env-updated", uses.find_claims_page)
    app.connect("doctree-read", outputs.drop_empty_cells)
    app.connect("doctree-read", glossary.note_glossary)
    app.add_post_transform(glossary.AddDefinitions)
    app.connect("doctree-read", paragraphs.address_paragraphs)
    outputs.register_nodes(app)
    figures.register_nodes(app)
    app.add_directive("about-edition", edition.AboutEdition)
    app.add_directive("claims-register", registers.ClaimsRegister)
    app.add_directive("sources-register", registers.SourcesRegister)
    app.add_directive("identities-register", registers.IdentitiesRegister)
    app.add_directive("corrections-table", registers.CorrectionsTable)
    app.add_directive("run-again", rerun.RunAgain)
    registers.register_nodes(app)
    citation.setup_citation(app)
    changes.setup_changes(app)
    works.setup_works(app)
    app.connect("html-page-context", _name_edition_for_print)
    app.connect("html-page-context", pages.finish_page, priority=910)
    app.connect("html-page-context", search.keep_passages, priority=920)
    app.connect("build-finished", search.write_index)
    app.connect("builder-inited", sides.write_style)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def _read_side_by_side(app, _config):
    """Say for an extension of the frame what it leaves unsaid.

    It numbers sections once all pages are read, in the one process that holds them,
    so pages may be read in several.
    """
    if extension := app.extensions.get("sphinx_multitoc_numbering"):
        extension.parallel_read_safe = True


def _name_edition_for_print(app, _page, _template, context, _doctree):
    """The single page says of itself what the PDF's title page prints."""
    if app.config.report_print:
        named = {"report-set": app.config.report_set, "report-as-of": app.config.report_as_of}
        context["metatags"] = context.get("metatags", "") + "".join(
            f'<meta name="{name}" content="{escape(str(value))}"/>\n'
            for name, value in named.items()
        )


def _remember_plugins():
    """Let pybtex look for its style once, not once a citation, and read a name once.

    Each of its look-ups reads the metadata of every installed package, about
    20 ms; a book with 500 citations then spends ten seconds on that alone.
    """
    import pybtex.plugin
    import pybtex.richtext

    if not hasattr(pybtex.plugin._load_entry_point, "cache_info"):
        pybtex.plugin._load_entry_point = cache(pybtex.plugin._load_entry_point)
        pybtex.richtext.Text.from_latex = cache(pybtex.richtext.Text.from_latex)
