"""Turns the entries of references.bib into works told apart by author, year and letter.

One label serves the citation in a sentence and the list of sources, on screen as on
paper, so that a reader finds in the one what stands in the other.
"""

from collections import Counter, defaultdict
from string import ascii_lowercase

from pybtex.database import Entry
from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style.formatting.unsrt import Style as Formatting
from pybtex.style.labels import BaseLabelStyle
from pybtex.style.sorting.author_year_title import SortingStyle
from pybtex.style.template import node
from sphinxcontrib.bibtex.plugin import register_plugin as register_reference_style
from sphinxcontrib.bibtex.style.referencing import BracketStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle

NAME = "report"
UNDATED = "n.d."
LETTERS = [a + b for a in ("", *ascii_lowercase) for b in ascii_lowercase]
# A body is written in braces, by which it would come after all persons.
BRACES = str.maketrans("", "", "{}")


class Sorting(SortingStyle):
    """Persons and bodies in one alphabet."""

    def sorting_key(self, entry):
        return tuple(part.translate(BRACES) for part in super().sorting_key(entry))


class Labels(BaseLabelStyle):
    """Author and year, with a letter where another work has the same."""

    def format_labels(self, sorted_entries):
        works = [(say_author(entry), say_year(entry)) for entry in sorted_entries]
        often, letters = Counter(works), defaultdict(lambda: iter(LETTERS))
        for author, year in works:
            if often[author, year] > 1:
                dash = "\N{NON-BREAKING HYPHEN}" if year == UNDATED else ""
                year += dash + next(letters[author, year])
            yield f"{author}, {year}"


class Works(Formatting):
    """The list of sources."""

    default_sorting_style = Sorting
    default_label_style = Labels


class Citations(AuthorYearReferenceStyle):
    """Citations whose year has the letter of the work, works parted by semicolons."""

    def __init__(self):
        super().__init__(bracket_parenthetical=BracketStyle(sep="; "))

    def inner(self, role_name):
        return _lettered[super().inner(role_name)]


def say_author(entry: Entry) -> str:
    """Whom a citation names: the last names, of three or more the first."""
    style = AuthorYearReferenceStyle()
    named = style.person.author_or_editor_or_title(full=False)
    return str(named.format_data({"entry": entry, "style": style}))


def say_year(entry: Entry) -> str:
    """The year of a work as a citation prints it, without a letter."""
    return entry.fields.get("year", UNDATED)


def setup_works(app) -> None:
    """Make the styles known under the name by which the configuration asks for them."""
    register_plugin("pybtex.style.formatting", NAME, Works)
    register_reference_style("sphinxcontrib.bibtex.style.referencing", NAME, Citations)
    app.connect("env-updated", _find_dependents, priority=600)


def _find_dependents(_app, env):
    """Pages are written again that cite a work whose letter or place has changed."""
    domain = env.get_domain("cite")
    now = {work.key: (work.citation_id, work.formatted_entry.label) for work in domain.citations}
    before, env.report_works = getattr(env, "report_works", now), now
    changed = {key for key, work in now.items() if before.get(key) != work}
    return [
        cited.docname for cited in domain.citation_refs
        if any(target.key in changed for target in cited.targets)
    ]  # fmt: skip


@node
def _lettered(children, data):
    """A citation of the entry as if its year had the letter of its label."""
    entry = data["entry"]
    year = data["formatted_entry"].label.rpartition(", ")[2]
    dated = Entry(entry.type, dict(entry.fields) | {"year": year}, entry.persons)
    return Text(*(part.format_data(data | {"entry": dated}) for part in children))
