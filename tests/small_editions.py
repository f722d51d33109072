"""A small synthetic book in a repository of its own, ready to be frozen twice."""

from repositories import commit, git
from small import PARAMETERS, make_small, notebook

REVISED, KEPT, NEW = "tibet-persons-2024", "tibet-persons-2012", ("test-2025-01", "test-2025-02")
SOURCE, PRINTED = "test2025months", "640,000"
IMPORTS = """from report.evidence import read_evidence
from report.exhibits import shapes
from report.figures import table
from report.numbers import direction, publish, publish_claims"""
SHOW = """evidence = read_evidence(as_of)
publish_claims(evidence, "tibet-persons-2024", "tibet-persons-2012")
later, first = evidence.claim("tibet-persons-2024"), evidence.claim("tibet-persons-2012")
publish("test-lies", direction(later.growth_from(first), "above", "below", "at"))
rows = shapes.rename(shapes.pick(evidence, "tibet.transfers.persons", first_year=2024))
table("test-months", shapes.tabulate(rows, "Period", "Figure"), title="A synthetic table")"""
PROSE = """# A synthetic chapter

Texts count {num}`tibet-persons-2024` persons, {num}`test-lies` the {num}`tibet-persons-2012`.

A sentence without a number."""
PAGES = {
    "numbers": "# Index\n\n```{numbers-index}\n```\n",
    "sources": "# Sources\n\n```{sources-register}\n```\n\n```{bibliography}\n:all:\n```\n",
    "changes": "# Changes\n\n```{changes-of-edition}\n```\n",
}
CLAIM = ("{},tibet,tibet-government,tibet.transfers.persons,Tibet,{},{},{},,,total,equal,{},,"
         "100,person,{},,2025-03-01,paragraph 1,,A synthetic row.,,,,,,,\n")  # fmt: skip
ENTRY = """
@misc{test2025months,
  author = {{A test press}},
  title = {{Synthetic months}},
  month = mar,
  year = {2025},
  note = {Grade C. Seen as an excerpt. In English.},
}
"""


def make_published(tree):
    """Reduce a copy of the repository to one chapter and what is made of it, and commit."""
    make_small(tree)
    cells = (
        ("markdown", PROSE),
        ("code", PARAMETERS, "parameters", "remove-cell"),
        ("code", IMPORTS, "remove-cell"),
        ("code", SHOW, "remove-input"),
        ("markdown", "## Sources and limits\n\nSynthetic."),
    )
    write = {f"chapters/{name}.md": text for name, text in PAGES.items()}
    write["chapters/tibet.ipynb"] = notebook(*cells)
    listed = "".join(f"  - file: chapters/{name}\n" for name in ("tibet", *PAGES))
    write["_toc.yml"] = f"format: jb-book\nroot: index\nchapters:\n{listed}"
    write["CHANGELOG.md"] = "# Changes\n\n## 2026.1 (in preparation)\n\n- By hand.\n"
    for name, text in write.items():
        tree.root.joinpath(name).write_text(text, "utf-8")
    git(tree, "init", "--quiet")
    commit(tree, "A synthetic book")
    return tree


def update_data(tree) -> None:
    """New months from a new source, and one revised figure; nothing else."""
    tree.edit("data/claims.csv", ",equal,648000,,1000,", ",equal,640000,,1000,")
    months = (("2025-01-01", "2025-01-31", "January 2025", 40000),
              ("2025-02-01", "2025-02-28", "February 2025", 41000))  # fmt: skip
    rows = "".join(CLAIM.format(name, *month, SOURCE) for name, month in zip(NEW, months))
    source = f"{SOURCE},press,A test press,Synthetic months,,2025-03,,en,excerpt,C,Synthetic.,\n"
    for name, text in (("data/claims.csv", rows), ("data/sources.csv", source),
                       ("references.bib", ENTRY)):  # fmt: skip
        with tree.root.joinpath(name).open("a", encoding="utf-8") as file:
            file.write(text)


def name_version(tree, old: str, new: str) -> None:
    """What every edition begins with: its number in CITATION.cff, and what is made of it."""
    tree.edit("CITATION.cff", f'version: "{old}"', f'version: "{new}"')
    tree.edit("pyproject.toml", f'version = "{old}"', f'version = "{new}"')
    tree.edit("README.md", f"edition {old}", f"edition {new}")
    tree.report("cite", check=0)
