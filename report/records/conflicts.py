"""Turns the claims of a state into its conflicts: smallest sets that cannot all hold."""

import json

from report import paths
from report.claims import read_claims
from report.constraints import build_system
from report.data import Data
from report.identities import read_identities, select_identities
from report.records import Row, join_ids
from report.runs import store
from report.runs.keys import find_modules, hash_bytes

IMPORTS = "import report.records.conflicts"


def list_conflicts(data: Data) -> list[Row]:
    """One row a conflict of all claims under the identities taken by default.

    Where the search is bounded, only those up to the size to which it is complete:
    two records differ where the claims do, not where a search stopped. The search takes seconds, so its result is kept by what it rests on. A conflict
    is named by its claims.
    """
    key = _make_key(data)
    if kept := store.read_entry(key):
        return kept["conflicts"]
    rows = _search(data)
    store.write_entry(key, {"conflicts": rows})
    return rows


def _search(data: Data) -> list[Row]:
    from report.reconcile import find_conflicts

    identities = read_identities(data.identities, data.measures)
    claims = read_claims(data.claims, data.measures)
    found = find_conflicts(build_system(claims, select_identities(identities, ())))
    rows = [
        {"conflict_id": "+".join(sorted(one.claim_ids)),
         "kind": "between actors" if len({claims[i].actor_id for i in one.claim_ids}) > 1
         else "of one actor",
         "claims": join_ids(sorted(one.claim_ids)),
         "identities": join_ids(sorted(one.identities)),
         "allowed": f"{one.allowed:.10g}", "required": f"{one.required:.10g}"}
        for one in found.list_settled()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row["conflict_id"])


def _make_key(data: Data) -> str:
    # Words about a claim decide nothing, but to tell them apart would save little.
    tables = [data.claims.to_csv(), data.identities.to_csv(), data.measures.to_csv()]
    code = {name: path.read_text("utf-8") for name, path in find_modules(IMPORTS).items()}
    lock = paths.LOCK.read_text("utf-8") if paths.LOCK.is_file() else ""
    return hash_bytes(json.dumps([tables, code, lock], sort_keys=True).encode())
