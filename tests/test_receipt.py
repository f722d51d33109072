"""Receipts: what is the same, what differs, from which byte and why; no clock, no path."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_records import claim, figure, number, record

from report.editions.products import write_products
from report.editions.receipt import (
    UNKNOWN,
    find_first_byte,
    make_receipt,
    say_receipt,
    write_receipt,
)
from report.records import write_record

HERE = {"python": "3.12.1", "lock": "a" * 64, "system": "Linux", "machine": "x86_64"}
FACTS = {"edition": "2026.1", "commit": "c" * 40, "seal": "e" * 64, "environment": HERE}
OLD = {"html/index.html": b"<p>one</p>", "notebooks/one.ipynb": b"{1}", "pdf/report.pdf": b"%PDF"}
ROWS = [["year", "boxes"], ["2024", "1"]]


def write_state(folder, products, numbers=(("boxes", 1),), rows=ROWS, claims=1):
    """A folder as `report freeze` leaves it, without its seal."""
    tables = {
        "numbers": [number(*pair) for pair in numbers],
        "figures": [figure("chart")],
        "claims": [claim("boxes", claims)],
    }
    write_record(record(data={"chart": rows}, **tables), folder)
    write_products(folder, {name: content.decode() for name, content in products.items()})
    return folder


@pytest.fixture
def compare(tmp_path):
    """The receipt of a state against the same one built anew with something else."""

    def compare(products=OLD, here=HERE, kept=OLD, **changed):
        old = write_state(tmp_path / "old", OLD)
        new = write_state(tmp_path / "new", products, **changed)
        find_old, find_new = (lambda n, _, f=f: f.get(n) for f in (kept, products))
        return make_receipt(FACTS, here, old, new, find_old, find_new)

    return compare


def differ(receipt, part):
    return receipt["parts"][part]["differ"]


def test_the_same_state_is_identical_in_every_part(compare):
    receipt = compare()
    assert receipt["identical"]
    assert all(p["identical"] == p["count"] > 0 for p in receipt["parts"].values())
    assert say_receipt(receipt).endswith("identical, byte for byte")


def test_a_page_that_differs_is_named_with_its_first_byte(compare):
    receipt = compare(OLD | {"html/index.html": b"<p>two</p>"})
    assert differ(receipt, "html") == [
        {"name": "html/index.html", "fault": "differs", "byte": 3, "why": UNKNOWN}
    ]
    assert "html/index.html differs from byte 3" in say_receipt(receipt)
    assert say_receipt(receipt).endswith("NOT identical") and not receipt["identical"]


def test_a_page_follows_from_the_notebook_that_differs(compare):
    changed = {"html/index.html": b"<p>two</p>", "notebooks/one.ipynb": b"{2}"}
    receipt = compare(OLD | changed)
    assert differ(receipt, "html")[0]["why"] == "it may follow from notebooks/one.ipynb"
    assert differ(receipt, "notebooks")[0]["why"] == UNKNOWN


def test_another_environment_is_the_reason_that_is_given(compare):
    here = HERE | {"python": "3.13.0", "packages": ["boxes==1 is wanted, 2 installed"]}
    receipt = compare(OLD | {"pdf/report.pdf": b"%PDG"}, here)
    assert differ(receipt, "pdf")[0]["why"] == (
        "python was 3.12.1, here 3.13.0; boxes==1 is wanted, 2 installed"
    )


def test_files_lost_and_added_are_told_apart(compare):
    receipt = compare({n: c for n, c in OLD.items() if n != "pdf/report.pdf"} | {"html/new": b""})
    assert differ(receipt, "pdf")[0]["fault"] == "is missing from the new build"
    assert differ(receipt, "html")[0]["fault"] == "is only in the new build"


def test_without_the_published_bytes_the_receipt_says_where_to_get_them(compare):
    receipt = compare(OLD | {"html/index.html": b"<p>two</p>"}, kept={})
    (found,) = differ(receipt, "html")
    assert found["byte"] is None and "--archive" in found["fault"]


def test_numbers_figures_and_other_tables_are_compared_one_by_one(compare):
    receipt = compare(
        numbers=(("boxes", 2), ("bags", 3)), rows=[*ROWS, ["2025", "9"]], claims=2
    )
    assert [(d["name"], d["fault"]) for d in differ(receipt, "numbers")] == [
        ("bags", "is only in the new build"), ("boxes", "differs in text, value"),
    ]  # fmt: skip
    assert [(d["name"], d["fault"]) for d in differ(receipt, "figures")] == [
        ("chart", "differs in its data")
    ]
    assert [d["name"] for d in differ(receipt, "record")] == ["claims.csv"]


def test_long_lists_are_cut_for_people_and_whole_in_the_file(compare):
    receipt = compare(OLD | {f"html/{n}": b"" for n in range(30)})
    assert "and 20 more" in say_receipt(receipt)
    assert len(json.loads(write_receipt(receipt))["parts"]["html"]["differ"]) == 30


def test_a_receipt_has_no_path_of_the_machine(compare, tmp_path):
    receipt = compare(OLD | {"html/index.html": b"<p>two</p>"}, claims=2)
    assert str(tmp_path) not in write_receipt(receipt) + say_receipt(receipt)


@given(st.binary(), st.binary(), st.binary())
def test_the_first_byte_that_differs_is_where_the_same_beginning_ends(start, old, new):
    place = find_first_byte(start + old, start + new)
    if old == new:
        assert place is None
    else:
        assert place >= len(start)
        assert (start + old)[:place] == (start + new)[:place]
        assert (start + old)[place : place + 1] != (start + new)[place : place + 1]
