"""The built book as programs for references read it, page by page."""

import csv
import json
import zipfile

import bibtexparser
import pytest
import rispy
import yaml
from conftest import ROOT, Tree, copy_tree
from rdflib import Graph, Namespace, URIRef
from small import make_small
from zotero import Head, file_as

pytestmark = pytest.mark.book
SCHEMA = Namespace("https://schema.org/")
BASE = "https://base.example/"
# Pages that Sphinx adds and nobody cites.
UNCITED = {"genindex.html", "search.html"}
SET = {
    "url": "https://example.org/report", "doi": "10.1234/synthetic",
    "repository-code": "https://example.org/code", "date-released": "2031-04-05",
}  # fmt: skip
SECTIONS = "\n\n".join(
    f"```{{how-to-cite}} {name}\n```" for name in ("state", "report", "chapters", "example", "data")
)


def html(tree):
    return tree.root / "_build" / "html"


def read_heads(tree) -> dict[str, Head]:
    folder = html(tree)
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*.html")}
    return {name: Head(path.read_text("utf-8")) for name, path in sorted(found.items())}


@pytest.fixture(scope="module")
def heads(built):
    return read_heads(built)


@pytest.fixture(scope="module")
def small_set(tmp_path_factory):
    """A small book whose CITATION.cff names address, DOI, repository and day."""
    tree = make_small(copy_tree(ROOT, tmp_path_factory.mktemp("cited") / "copy"))
    path = tree.root / "CITATION.cff"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text("utf-8")) | SET), "utf-8")
    tree.root.joinpath("chapters/cite.md").write_text(f"# How to cite\n\n{SECTIONS}\n", "utf-8")
    with tree.root.joinpath("_toc.yml").open("a") as toc:
        toc.write("  - file: chapters/cite\n")
    tree.report("cite", check=0)
    tree.report("book", "--no-pdf", check=0)
    return tree


def test_zotero_files_the_first_page_as_a_report_and_all_others_as_its_chapters(heads):
    cited = {name: head for name, head in heads.items() if name not in UNCITED}
    assert len(cited) >= 10
    for name, head in cited.items():
        assert file_as(head) == ("report" if name == "index.html" else "bookSection"), name
        both = [head.all("citation_technical_report_institution"),
                head.all("citation_inbook_title")]  # fmt: skip
        assert sorted(map(len, both)) == [0, 1], name
    assert all(not heads[name].all("citation_title") for name in UNCITED & heads.keys())


def test_each_page_has_one_title_and_the_authors_of_the_report(heads):
    titles = [head.all("citation_title") for name, head in heads.items() if name not in UNCITED]
    assert all(len(title) == 1 for title in titles)
    assert len({title for (title,) in titles}) == len(titles)
    authors = {tuple(head.all("citation_author")) for head in heads.values()} - {()}
    assert authors == {("Contributors",)}


def test_until_an_address_is_set_no_head_names_one(heads):
    for name, head in heads.items():
        for tag in ("citation_pdf_url", "citation_doi", "citation_public_url", "DC.identifier"):
            assert head.all(tag) == [], name
        assert head.linked("cite-as") == [] and head.linked("canonical") == []


def test_each_signpost_inside_the_book_leads_to_a_file(heads, built):
    followed = 0
    for name, head in heads.items():
        for relation in ("item", "describedby", "collection"):
            for address in head.linked(relation):
                assert (html(built) / name).parent.joinpath(address).is_file(), (name, address)
                followed += 1
    assert followed > 40


def read_graph(head, name) -> Graph:
    (text,) = head.data
    return Graph().parse(data=text, format="json-ld", base=BASE + name)


def test_json_ld_of_all_pages_is_one_graph_in_which_every_name_leads_somewhere(heads, built):
    whole = Graph()
    for name, head in heads.items():
        if name not in UNCITED:
            whole += read_graph(head, name)
    claims = set(whole.subjects(None, SCHEMA.Claim))
    with built.root.joinpath("data/claims.csv").open(encoding="utf-8", newline="") as file:
        assert len(claims) == len(list(csv.DictReader(file)))
    assert set(whole.objects(None, SCHEMA.mentions)) <= claims
    assert any(True for _ in whole.subjects(None, SCHEMA.Dataset))
    texts = {}
    for name in {n for n in whole.all_nodes() if isinstance(n, URIRef) and n.startswith(BASE)}:
        file, _, anchor = name.removeprefix(BASE).partition("#")
        path = html(built) / file
        assert path.is_file(), name
        if anchor and file not in texts:
            texts[file] = path.read_text("utf-8")
        assert not anchor or f'id="{anchor}"' in texts[file], name


def test_the_files_of_a_chapter_hold_its_figures_tables_and_numbers(built):
    named = {f"figure-{name}" for name in built.figures()}
    named |= {f"table-{name}" for name in built.tables()}
    named |= {f"number-{key}" for key in built.numbers()}
    found = set()
    for path in sorted((html(built) / "cite").glob("*.bib")):
        entries = bibtexparser.parse_string(path.read_text("utf-8"))
        assert not entries.failed_blocks, path
        keys = [entry.key for entry in entries.entries]
        records = rispy.loads(path.with_suffix(".ris").read_text("utf-8"))
        items = json.loads(path.with_suffix(".json").read_text("utf-8"))
        assert keys == [r["id"] for r in records] == [item["id"] for item in items]
        found |= {key.split("-", 2)[2] for key in keys if key.count("-") > 1}
    assert named <= found


def test_what_is_set_once_is_everywhere(small_set):
    heads = read_heads(small_set)
    report, tibet = heads["index.html"], heads["chapters/tibet.html"]
    assert report.linked("cite-as") == ["https://doi.org/10.1234/synthetic"]
    assert report.linked("canonical") == ["https://example.org/report/index.html"]
    assert report.all("citation_doi") == ["10.1234/synthetic"]
    assert report.all("citation_publication_date") == ["2031/04/05"]
    assert tibet.all("citation_public_url") == ["https://example.org/report/chapters/tibet.html"]
    assert json.loads(report.data[0])["codeRepository"] == "https://example.org/code"
    cite = html(small_set) / "cite"
    for path in cite.iterdir():
        text = path.read_text("utf-8")
        assert "10.1234/synthetic" in text and "2031" in text, path
    assert "https://example.org/report/chapters/tibet.html" in (cite / "tibet.bib").read_text()
    page = (html(small_set) / "chapters/cite.html").read_text("utf-8")
    assert "https://doi.org/10.1234/synthetic" in page and "Not set yet" not in page
    deposit = json.loads(small_set.root.joinpath(".zenodo.json").read_text("utf-8"))
    assert deposit["publication_date"] == "2031-04-05"


def test_what_is_not_set_is_said_on_the_page(built):
    page = (html(built) / "chapters/cite.html").read_text("utf-8")
    assert "Not set yet" in page and "a DOI, an address and a repository" in page


def test_the_page_tells_of_a_chapter_that_was_renamed_since(small_set, tmp_path):
    tree = copy_tree(small_set.root, tmp_path / "copy", ignore=None)
    tree.edit("chapters/tibet.ipynb", "# A synthetic chapter", "# A renamed chapter")
    tree.report("book", "--no-pdf", check=0)
    assert "“A renamed chapter”" in (html(tree) / "chapters/cite.html").read_text("utf-8")
    assert "A renamed chapter" in read_heads(tree)["index.html"].data[0]
    assert "A renamed chapter" in (html(tree) / "cite/tibet.bib").read_text("utf-8")


def test_an_unknown_section_of_the_page_is_refused(small_set, tmp_path):
    tree = copy_tree(small_set.root, tmp_path / "copy", ignore=None)
    tree.root.joinpath("chapters/cite.md").write_text("# C\n\n```{how-to-cite} x\n```\n", "utf-8")
    assert "no section 'x'" in tree.report("book", "--no-pdf", check=1).stderr


def test_an_archive_unpacked_elsewhere_makes_the_same_archive(built, archived, tmp_path):
    with zipfile.ZipFile(archived) as archive:
        archive.extractall(tmp_path / "elsewhere")
    tree = Tree(tmp_path / "elsewhere")
    tree.report("archive", "--out", str(tmp_path / "again.zip"), check=0)
    assert (tmp_path / "again.zip").read_bytes() == archived.read_bytes()


def test_the_archive_holds_what_a_repository_keeps_and_nothing_private(archived):
    with zipfile.ZipFile(archived) as archive:
        names = set(archive.namelist())
    assert {
        "ro-crate-metadata.json", "manifest-sha256.txt", "requirements.txt", "data/claims.csv",
        "executed/tibet.ipynb", "html/index.html", "html/report.pdf", "params/baseline.yml",
        "report/cli.py", "LICENSE",
    } <= names  # fmt: skip
    assert not [name for name in names if "/snapshots/" in name or "__pycache__" in name]


def test_the_verb_finds_a_changed_archive_and_names_the_file(built, archived, tmp_path):
    assert "0 errors" in built.report("archive", "--check", str(archived), check=0).stdout
    content = archived.read_bytes()
    at = content.index(b"claim_id,theme")
    changed = tmp_path / "changed.zip"
    changed.write_bytes(content[:at] + b"C" + content[at + 1 :])
    assert "data/claims.csv" in built.report("archive", "--check", str(changed), check=1).stdout
