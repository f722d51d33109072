"""Pages on a site of editions: what is added, where it leads, and that it comes off again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from report.editions.banner import Site, add_banner, remove_banner

PAGE = b"<html><head><title>t</title></head><body><main id='c'><h1>One</h1></main></body></html>"
INDEX, CHAPTER, NEW = "index.html", "chapters/one.html", "chapters/new.html"
SITE = Site(
    {"2026.1": frozenset({INDEX, CHAPTER}), "2026.2": frozenset({INDEX, CHAPTER, NEW})},
    newest="2026.2",
    root="2026.2",
)


def read(edition, page, place, site=SITE):
    return html.document_fromstring(add_banner(PAGE, site, edition, page, place))


def links(root):
    return {a.text: a.get("href") for a in root.xpath("//nav[@class='editions']//a")}


def words(root):
    return " ".join(root.xpath("string(//nav[@class='editions'])").split())


def test_a_superseded_page_says_so_and_leads_to_the_newest_one():
    root = read("2026.1", CHAPTER, f"2026.1/{CHAPTER}")
    assert "Superseded: this is edition 2026.1, the newest is 2026.2." in words(root)
    assert links(root)["2026.2"] == f"../../2026.2/{CHAPTER}"
    assert links(root)["All editions"] == "../../editions/index.html"


def test_the_page_at_the_root_names_its_lasting_address():
    root = read("2026.2", CHAPTER, CHAPTER)
    assert "Superseded" not in words(root)
    assert links(root)[f"2026.2/{CHAPTER}"] == f"../2026.2/{CHAPTER}"
    assert links(root)["2026.1"] == f"../2026.1/{CHAPTER}"


def test_a_page_that_another_edition_lacks_leads_to_its_first_page_and_says_so():
    root = read("2026.2", NEW, f"2026.2/{NEW}")
    assert links(root)["2026.1 (without this page)"] == "../../2026.1/index.html"


def test_a_build_that_is_not_frozen_is_marked_and_promises_no_address():
    site = Site({"": frozenset({INDEX})}, newest="", root="")
    root = read("", INDEX, INDEX, site)
    assert "Not frozen" in words(root) and links(root) == {}


def test_machines_find_earlier_later_and_newest_versions_of_a_page():
    root = read("2026.1", INDEX, "2026.1/index.html")
    found = {link.get("rel"): link.get("href") for link in root.iter("link")}
    assert found == {
        "stylesheet": "../editions.css",
        "version-history": "../editions/index.html",
        "successor-version": "../2026.2/index.html",
        "latest-version": "../2026.2/index.html",
    }


def test_nothing_is_added_that_a_strict_policy_forbids():
    root = read("2026.1", INDEX, "2026.1/index.html")
    assert not root.xpath("//script | //style | //@style | //@*[starts-with(name(), 'on')]")


@pytest.mark.parametrize("content", [b"no page", b"<main>", b"<body></head>", b"</head>"])
def test_what_is_no_whole_page_stays_as_it_is(content):
    assert add_banner(content, SITE, "2026.1", INDEX, "2026.1/index.html") == content


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_without_what_was_added_a_page_is_what_was_published(before, after):
    page = b"<head>" + before + b"</head><body>" + after + b"</body>"
    if b"<!--" not in page:
        made = add_banner(page, SITE, "2026.1", INDEX, "2026.1/index.html")
        assert remove_banner(made) == page
