"""The recipes of CONTRIBUTING.md, followed to the letter on a copy of the repository."""

import csv
import io
import json
import re

import pytest
import yaml
from conftest import ROOT
from small import PARAMETERS, make_small, notebook

from report.checks import run_checks
from report.findings import format_findings

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
READ_ONLY = {"data/README.md", "data/sides.csv"}
COMMAND = re.compile(r"`(?:make|report) ([a-z]+)(?: [^`]*)?`")
FILE = re.compile(r"`((?:[\w-]+/)*[\w-]+\.(?:csv|bib|yml|ipynb|md|py))`")
LEFT = re.compile(r"Leave `([^`]+)`")
ADDED = "synthetic"


class Recipe:
    """One recipe: a copy on which it is followed, and what it says to change and call."""

    def __init__(self, title: str, tree):
        parts = re.split(rf"^## {re.escape(title)}$", CONTRIBUTING, flags=re.M)
        assert len(parts) == 2, title
        self.text = parts[1].split("\n## ")[0]
        self.tree, self.called = tree, []
        self.before = self.read()

    def add_row(self, table: str, **cells: str) -> None:
        path = self.tree.root / f"data/{table}.csv"
        columns = next(csv.reader(io.StringIO(path.read_text("utf-8"))))
        assert cells.keys() <= set(columns)
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerow(cells.get(name, "") for name in columns)
        self.append(f"data/{table}.csv", out.getvalue())

    def append(self, name: str, text: str) -> None:
        with (self.tree.root / name).open("a", encoding="utf-8") as file:
            file.write(text)

    def make(self, target: str, *words: str) -> str:
        """What `make TARGET` calls; the copy has no environment of its own."""
        makefile = (ROOT / "Makefile").read_text("utf-8")
        assert re.search(rf"^{target}:.*\n(\t.*\n)*\t@\$\(BIN\)/report {target}\b", makefile, re.M)
        self.called.append(target)
        if target == "check":  # its findings, without the start of another process
            return format_findings(run_checks(self.tree.root))
        done = self.tree.report(target, *words)
        return done.stdout + done.stderr

    def run(self, verb: str, *words: str) -> str:
        """What `report VERB` says, which the recipe calls by its own name."""
        self.called.append(verb)
        return self.tree.report(verb, *words, check=0).stdout

    def read_page(self, name: str, told: str) -> str:
        path = self.tree.root / f"_build/html/chapters/{name}.html"
        assert path.is_file(), told
        return path.read_text("utf-8")

    def check(self) -> list[str]:
        """The findings of `make check` that the repository itself does not have."""
        return [line for line in self.make("check").splitlines()
                if ADDED in line and line.startswith(("error", "warning"))]  # fmt: skip

    def read(self) -> dict[str, bytes]:
        """The files of the copy that people write."""
        root, made = self.tree.root, {"_build", "__pycache__"}
        return {path.relative_to(root).as_posix(): path.read_bytes()
                for path in root.rglob("*") if path.is_file() and not made & set(path.parts)}

    def changed(self) -> set[str]:
        """The files that are not as they were when the recipe was opened."""
        return {name for name, text in self.read().items() if self.before.get(name) != text}

    def assert_nothing_else_was_done(self) -> None:
        """The files changed and the commands called are those that the recipe names."""
        left = READ_ONLY | set(LEFT.findall(self.text))
        assert self.changed() == set(FILE.findall(self.text)) - left
        assert self.called == COMMAND.findall(self.text)


@pytest.fixture
def follow(tree):
    """Open the recipe of a title on a fresh copy."""
    return lambda title: Recipe(title, tree)


def add_source(recipe: Recipe) -> None:
    recipe.add_row(
        "sources", source_id="synthetic2026text", kind="press", publisher="A synthetic press",
        title="A synthetic text", published="2026-01-05", language="en", seen_as="full_text",
        grade="C", note="Background reading. Made up for a test.",
    )  # fmt: skip


def test_add_a_source(follow):
    recipe = follow("Add a source")
    add_source(recipe)
    (lacking,) = recipe.check()
    assert lacking.startswith("error: data/sources.csv") and "has no entry" in lacking
    recipe.append("references.bib", lacking.split("Paste into references.bib: ")[1] + "\n")
    assert recipe.check() == []
    recipe.assert_nothing_else_was_done()


MEASURE = {
    "measure_id": "tibet.synthetic.persons", "title": "A synthetic count", "theme": "tibet",
    "counting_unit": "person", "kind": "flow", "definition": "Made up for a test.",
    "definition_status": "documented",
}  # fmt: skip
ACTOR = {
    "actor_id": "synthetic-actor", "name": "A synthetic actor", "kind": "research",
    "country": "none", "role": "Made up for a test.", "side_id": "other",
}
CLAIM = {
    "claim_id": "synthetic-claim", "theme": "tibet", "actor_id": "synthetic-actor",
    "measure_id": "tibet.synthetic.persons", "place": "Tibet", "period_start": "2024-01-01",
    "period_end": "2024-12-31", "period_label": "2024", "statistic": "total",
    "relation": "equal", "value": "1234", "rounding": "1", "unit": "person",
    "stated_on": "2025-06-01", "locator": "paragraph 1",
}  # fmt: skip


def a_source_of_the_tree() -> str:
    rows = csv.DictReader(io.StringIO((ROOT / "data/claims.csv").read_text("utf-8")))
    return next(row["source_id"] for row in rows if row["claim_id"] == "tibet-persons-2024")


@pytest.mark.book
def test_add_a_claim(tree):
    make_small(tree)
    page = "# Claims\n\n```{claims-register}\n```\n\n# Sources\n\n```{bibliography}\n:all:\n```\n"
    tree.root.joinpath("chapters/claims.md").write_text(page, "utf-8")
    with tree.root.joinpath("_toc.yml").open("a", encoding="utf-8") as toc:
        toc.write("  - file: chapters/claims\n")
    recipe = Recipe("Add a claim", tree)
    recipe.add_row("claims", **CLAIM, source_id=a_source_of_the_tree())
    unknown = recipe.check()
    assert len(unknown) == 2
    assert ACTOR["actor_id"] in str(unknown) and MEASURE["measure_id"] in str(unknown)
    recipe.called.clear()
    recipe.add_row("measures", **MEASURE)
    recipe.add_row("actors", **ACTOR)
    assert recipe.check() == []
    told = recipe.make("book", "--no-pdf")
    register = recipe.read_page("claims", told)
    recipe.assert_nothing_else_was_done()
    assert "A synthetic count" in register and "1,234" in register


def test_add_a_parameter(follow):
    recipe = follow("Add a parameter")
    recipe.append("params/schema.yml", yaml.safe_dump({"x": {"synthetic_share": {
        "type": "number", "minimum": 0, "maximum": 1, "chapters": ["tibet"],
        "description": "Made up for a test.",
    }}}).split("\n", 1)[1])  # fmt: skip
    recipe.append("params/baseline.yml", "synthetic_share: 0.5\n")
    (missing,) = recipe.check()
    assert missing.startswith("error: chapters/tibet.ipynb")
    recipe.tree.edit(
        "chapters/tibet.ipynb", '"tibet_close_to = 0.01"',
        '"tibet_close_to = 0.01\\n",\n    "synthetic_share = 0.5"',
    )  # fmt: skip
    recipe.called.clear()
    assert recipe.check() == []
    recipe.assert_nothing_else_was_done()
    recipe.tree.edit("params/baseline.yml", "synthetic_share: 0.5", "synthetic_share: 1.5")
    assert any("1.5" in line for line in recipe.check())


CHAPTER = (
    ("markdown", "# A synthetic chapter\n\nExperts count {num}`un-tibet-affected-2024`. So it is."),
    ("code", 'as_of = "2026-11-24"', "parameters", "remove-cell"),
    ("code", "from report.evidence import read_evidence\n"
             "from report.numbers import publish_claims\n\nevidence = read_evidence(as_of)",
     "remove-cell"),
    ("code", 'publish_claims(evidence, "un-tibet-affected-2024")', "remove-input"),
    ("markdown", "## Sources and limits\n\nMade up for a test."),
)  # fmt: skip


@pytest.mark.book
def test_add_a_chapter(tree):
    recipe = Recipe("Add a chapter", make_small(tree))
    path = recipe.tree.root / "chapters/some-name.ipynb"
    stored = json.loads(notebook(*CHAPTER))
    path.write_text(json.dumps(stored), "utf-8")
    recipe.tree.edit(
        "_toc.yml", "  - file: chapters/tibet\n",
        "  - file: chapters/tibet\n  - file: chapters/some-name\n",
    )  # fmt: skip
    recipe.tree.edit(
        "params/schema.yml",
        "chapters: [labor-transfers, tibet, enforcement-dispute, political-responses]",
        "chapters: [labor-transfers, tibet, some-name, enforcement-dispute, political-responses]",
    )
    recipe.make("fmt")
    assert not [line for line in recipe.make("check").splitlines() if line.startswith("error")]
    told = recipe.make("book", "--no-pdf")
    page = recipe.read_page("some-name", told)
    recipe.assert_nothing_else_was_done()
    assert "A synthetic chapter" in page and "650,000" in page


IDENTITY = {
    "identity_id": "synthetic-within", "kind": "part_of", "status": "hypothesis",
    "whole_measure_id": "tibet.transfers.persons",
    "part_measure_ids": "tibet.affected.un_persons", "default": "false",
    "source_id": "sourcingjournal2026priority", "note": "Made up for a test.",
}  # fmt: skip


def test_add_an_identity(follow):
    recipe = follow("Add an identity")
    table = (recipe.tree.root / "data/identities.csv").read_text("utf-8")
    recipe.add_row("identities", **IDENTITY)
    turned = IDENTITY | {
        "identity_id": "synthetic-around", "default": "true",
        "whole_measure_id": IDENTITY["part_measure_ids"],
        "part_measure_ids": IDENTITY["whole_measure_id"],
    }  # fmt: skip
    recipe.add_row("identities", **turned)
    assert "would be a part of itself" in recipe.make("check")
    recipe.called.clear()
    (recipe.tree.root / "data/identities.csv").write_text(table, "utf-8")
    recipe.add_row("identities", **IDENTITY)
    assert recipe.check() == []
    told = recipe.run("reconcile", "--assume", "synthetic-within", "--theme", "tibet")
    recipe.assert_nothing_else_was_done()
    assert "synthetic-within" in told.splitlines()[0]


def write_chapter(recipe: Recipe, *lines: str) -> None:
    """A small book whose chapter on Tibet shows what the recipe adds."""
    make_small(recipe.tree)
    cells = [("markdown", "# A synthetic chapter\n\nSo it is."),
             ("code", PARAMETERS, "parameters", "remove-cell"),
             ("code", "\n".join(lines), "remove-input"),
             ("markdown", "## Sources and limits\n\n```{bibliography}\n```")]  # fmt: skip
    path = recipe.tree.root / "chapters/tibet.ipynb"
    path.write_text(notebook(*cells), "utf-8")
    recipe.before = recipe.read()


BRIDGE = """
  - bridge_id: synthetic-bridge
    title: A synthetic walk
    form: difference
    start: tibet-persons-2012
    end: tibet-persons-2024
    steps:
      - kind: period
        words: A synthetic reason.
        to: tibet-persons-2018
"""
LAST = """      - kind: scope
        words: Another synthetic reason.
        to: tibet-persons-2024
        explained: false
"""


@pytest.mark.book
def test_add_a_bridge(follow):
    recipe = follow("Add a bridge")
    write_chapter(
        recipe, "from report.exhibits import bridges",
        "from report.evidence import read_evidence", "from report.figures import table", "",
        "evidence = read_evidence(as_of)",
        'walks = bridges.find_bridges(evidence, "synthetic-bridge")',
        'table("synthetic-steps", bridges.list_steps(evidence, walks), title="A walk")',
    )  # fmt: skip
    recipe.append("data/bridges.yml", BRIDGE)
    (short,) = recipe.check()
    assert "the steps reach" in short
    recipe.called.clear()
    recipe.append("data/bridges.yml", LAST)
    assert recipe.check() == []
    page = recipe.read_page("tibet", recipe.make("book", "--no-pdf"))
    recipe.assert_nothing_else_was_done()
    assert "A synthetic reason." in page and "Another synthetic reason." in page


DECIDED = "- {when: {latest: official_2024, earlier: y2012},\n"
ANSWERS = (
    "- {{when: {{latest: official_2024, earlier: y2012, synthetic: {}}},\n"
    "         later: tibet-persons-2024, earlier: {}}}\n      "
)


@pytest.mark.book
def test_add_a_decision(follow):
    recipe = follow("Add a decision")
    write_chapter(
        recipe, "from report.exhibits import curve", "from report.evidence import read_evidence",
        "from report.figures import table", "", "evidence = read_evidence(as_of)",
        'theme, paths = curve.run_theme(evidence, "tibet")',
        'table("synthetic-paths", curve.tabulate(evidence, theme, paths),',
        "      title=curve.say_turning(theme, paths) + curve.say_idle(theme, paths))",
    )  # fmt: skip
    tree = recipe.tree
    tree.edit("params/multiverse.yml", "      latest: [official_2024,",
              "      synthetic: [synthetic_one, synthetic_two]\n      latest: [official_2024,")
    answers = (ANSWERS.format("synthetic_one", "tibet-persons-2042")
               + ANSWERS.format("synthetic_two", "tibet-persons-2012"))  # fmt: skip
    tree.edit("params/multiverse.yml", DECIDED, answers + DECIDED)
    assert "tibet-persons-2042" in recipe.make("check")
    recipe.called.clear()
    tree.edit("params/multiverse.yml", "tibet-persons-2042", "tibet-persons-2018")
    tree.edit("report/exhibits/curve.py", "DECISIONS = {\n",
              'DECISIONS = {\n    "synthetic": "which made-up choice",\n')  # fmt: skip
    tree.edit("report/exhibits/curve.py", "OPTIONS = {\n",
              'OPTIONS = {\n    "synthetic_one": "made-up one", "synthetic_two": "two",\n')
    assert not [line for line in recipe.make("check").splitlines() if line.startswith("error")]
    page = recipe.read_page("tibet", recipe.make("book", "--no-pdf"))
    recipe.assert_nothing_else_was_done()
    assert "which made-up choice" in page and "made-up one" in page


CORRECTION = """
  - source_id: cns2025tibet
    claim_id: tibet-persons-2024
    says: 648000
    use: 628000
    why: Synthetic, made up for a test.
"""


@pytest.mark.book
def test_correct_a_source(follow):
    recipe = follow("Correct a source")
    make_small(recipe.tree)
    recipe.before = recipe.read()
    recipe.append("data/corrections.yml", CORRECTION.replace("648000", "647000"))
    errors = [line for line in recipe.make("check").splitlines() if line.startswith("error")]
    assert any("data/corrections.yml" in line and "647000" in line for line in errors)
    recipe.called.clear()
    recipe.tree.edit("data/corrections.yml", "says: 647000", "says: 648000")
    assert recipe.check() == []
    page = recipe.read_page("tibet", recipe.make("book", "--no-pdf"))
    recipe.assert_nothing_else_was_done()
    assert "628,000" in page


def test_each_recipe_that_changes_what_the_book_says_is_followed_here():
    titles = re.findall(r"^## ((?:Add|Correct) an? .*)$", CONTRIBUTING, re.M)
    tests = {name.removeprefix("test_").replace("_", " ") for name in globals()}
    assert len(titles) == 8 and {title.lower() for title in titles} <= tests
