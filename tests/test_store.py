"""The store of results: what is trusted, what is let go, who waits for whom."""

import json
import threading
import time

import pytest

from report import paths
from report.runs import store

KEY, OTHER = "a" * 64, "b" * 64


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    return tmp_path / "store"


def test_a_result_comes_back_as_it_was_kept():
    store.write_entry(KEY, {"cells": ["648,000 بۆد"]})
    assert store.read_entry(KEY) == {"cells": ["648,000 بۆد"]}
    assert store.read_entry(OTHER) is None


@pytest.mark.parametrize("length", [0, 1, 64, 65, 70])
def test_a_half_written_entry_is_not_trusted(folder, length):
    store.write_entry(KEY, {"cells": [1, 2, 3]})
    path = folder / f"{KEY}.json"
    path.write_bytes(path.read_bytes()[:length])
    assert store.read_entry(KEY) is None


def test_an_entry_with_another_digit_is_not_trusted(folder):
    store.write_entry(KEY, {"number": "648,000"})
    path = folder / f"{KEY}.json"
    path.write_bytes(path.read_bytes().replace(b"648", b"649"))
    assert store.read_entry(KEY) is None


def test_the_result_used_longest_ago_leaves_first(folder, monkeypatch):
    import os

    monkeypatch.setattr(store, "LARGEST", 350)
    for number, key in enumerate("abc"):
        store.write_entry(key * 64, {})
        os.utime(folder / f"{key * 64}.json", (number, number))
    store.read_entry("a" * 64)
    for key in "de":
        store.write_entry(key * 64, {"text": "x" * 60})
    kept = {path.name[0] for path in folder.glob("*.json")}
    assert kept == {"a", "e", "d"}, "b and c were used longest ago"


def test_the_newest_result_stays_even_where_it_alone_is_too_large(monkeypatch):
    monkeypatch.setattr(store, "LARGEST", 10)
    store.write_entry(KEY, {"text": "long"})
    assert store.read_entry(KEY)


def test_a_name_is_held_by_one_at_a_time():
    order = []

    def hold(who):
        with store.lock(KEY):
            order.append(who)
            time.sleep(0.2)
            order.append(who)

    threads = [threading.Thread(target=hold, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert order[::2] == order[1::2]


def test_one_who_is_no_longer_wanted_stops_waiting():
    with store.lock(KEY), pytest.raises(InterruptedError):
        with store.lock(KEY, wanted=lambda: False):
            pytest.fail("held twice")


def test_a_clock_set_back_changes_nothing(folder):
    import os

    store.write_entry(KEY, {"kept": 1})
    os.utime(folder / f"{KEY}.json", (10**10, 10**10))
    store.write_entry(OTHER, {"kept": 2})
    assert store.read_entry(KEY) == {"kept": 1}
    assert json.loads((folder / f"{OTHER}.json").read_bytes().split(b"\n")[1]) == {"kept": 2}
