"""Works told apart by author, year and letter, in sentences as in the list of sources."""

from types import SimpleNamespace

import pytest
from pybtex.database import parse_string
from pybtex.plugin import find_plugin

from report.sphinxext import works

ENTRIES = """
@misc{b, author = {{Press}}, title = {Two}, year = {2026}}
@misc{a, author = {{Press}}, title = {One}, year = {2026}}
@misc{u, author = {{Press}}, title = {Three}}
@misc{v, author = {{Press}}, title = {Four}}
@misc{p, author = {Doe, Jane and Roe, R. and Poe, E.}, title = {Five}, year = {2020}}
@misc{q, author = {Zoe, A.}, title = {Six}, year = {2026}}
"""


@pytest.fixture
def labels():
    works.setup_works(SimpleNamespace(connect=lambda *_event, **_how: None))
    style = find_plugin("pybtex.style.formatting", works.NAME)()
    entries = style.sort(parse_string(ENTRIES, "bibtex").entries.values())
    return dict(zip([entry.key for entry in entries], style.format_labels(entries)))


def test_persons_and_bodies_stand_in_one_alphabet(labels):
    assert list(labels) == ["p", "v", "u", "a", "b", "q"]


def test_a_letter_tells_works_of_one_author_and_year_apart_and_others_have_none(labels):
    assert labels == {
        "p": "Doe et al., 2020", "v": "Press, n.d.\N{NON-BREAKING HYPHEN}a", "u": "Press, n.d.\N{NON-BREAKING HYPHEN}b",
        "a": "Press, 2026a", "b": "Press, 2026b", "q": "Zoe, 2026",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "said"),
    [("p", "[Press, 2026b; Zoe, 2026]"), ("t", "Press [2026b], Zoe [2026]")],
)
def test_a_citation_has_the_letter_of_its_work(labels, role, said):
    from pybtex.style import FormattedEntry
    from sphinxcontrib.bibtex.style.referencing import format_references
    from sphinxcontrib.bibtex.style.template import SphinxReferenceInfo

    entries = parse_string(ENTRIES, "bibtex").entries
    info = SphinxReferenceInfo(None, "here", "there", "id1", None, "", "")
    cited = [(entries[key], FormattedEntry(key, "", labels[key]), info) for key in "bq"]
    assert str(format_references(works.Citations(), role, cited)) == said


def test_pages_that_cite_a_work_whose_letter_changed_are_written_again():
    def env(*labels, **more):
        cited = [SimpleNamespace(key=key, citation_id=key,
                                 formatted_entry=SimpleNamespace(label=label))
                 for key, label in zip("ab", labels)]  # fmt: skip
        refs = [SimpleNamespace(docname=f"page-{key}", targets=[SimpleNamespace(key=key)])
                for key in "ab"]  # fmt: skip
        domain = SimpleNamespace(citations=cited, citation_refs=refs)
        return SimpleNamespace(get_domain=lambda _name: domain, **more)

    first = env("Press, 2026", "Zoe, 2026")
    assert works._find_dependents(None, first) == []
    later = env("Press, 2026a", "Zoe, 2026", report_works=first.report_works)
    assert works._find_dependents(None, later) == ["page-a"]
