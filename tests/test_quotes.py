"""Quotes are found in the copies of their sources, or told."""

import hashlib
import json

import pytest
from copied_data import data  # noqa: F401

from report.checks import describe_coverage, run_checks
from report.checks.quotes import read_quotes, verify_quotes
from report.findings import MisuseError

SEED = "sourcingjournal2026priority"
QUOTE = "monthly averages of 334 and 383 in 2023 and 2024"  # paragraph 23
BODY = f"The letter gives {QUOTE}, and more."


@pytest.fixture
def only(data):
    """The copied data with one quote in claims and none elsewhere."""
    for table in ("claims", "events", "positions"):
        records = data.records(table)
        at = records[0].index("quote")
        for cells in records[1:]:
            cells[at] = QUOTE if cells[0] == "letter-monthly-2023" else ""
        data.write(table, records)
    return data


def seed(data, *paragraphs, record=True, name=f"{SEED}.txt"):
    """A synthetic copy of the seed, its checksum entered."""
    folder = data.folder / "snapshots"
    folder.mkdir(exist_ok=True)
    content = "\n\n".join(paragraphs).encode()
    (folder / name).write_bytes(content)
    if record:
        row = data.row_of("sources", SEED)
        data.set("sources", row, sha256=hashlib.sha256(content).hexdigest())
    return folder


def lines(body=BODY, at=23):
    return [*(f"Paragraph {n}." for n in range(1, at)), body, "The last one."]


def test_without_copies_no_quote_counts_as_verified(data):
    done = verify_quotes(data.folder)
    count = len(read_quotes(data.folder))
    assert count > 50 and (done.findings, done.found, done.unverified) == ([], 0, count)
    assert str(done) == f"{count} quotes not verified: give --snapshots DIR"


def test_a_quote_at_its_paragraph_is_verified(only):
    seed(only, *lines())
    done = verify_quotes(only.folder)
    assert (done.findings, done.found, done.unverified) == ([], 1, 0)
    assert str(done) == "1 quotes verified against their snapshots"


def test_a_folder_that_is_named_is_read_in_place_of_the_default(only, tmp_path):
    folder = seed(only, *lines()).rename(tmp_path / "elsewhere")
    assert verify_quotes(only.folder).unverified == 1
    assert verify_quotes(only.folder, folder).found == 1


def test_a_folder_that_does_not_exist_is_misuse(only, tmp_path):
    with pytest.raises(MisuseError, match="no such folder"):
        verify_quotes(only.folder, tmp_path / "nowhere")


def test_one_changed_character_in_the_quote_is_found_with_the_nearest_words(only):
    seed(only, *lines())
    row = only.row_of("claims", "letter-monthly-2023")
    only.set("claims", row, quote=QUOTE.replace("383", "388"))
    (finding,) = verify_quotes(only.folder).findings
    place = (finding.file, finding.row, finding.column)
    assert place == ("data/claims.csv", row, "quote")
    assert finding.message == f"is not in {SEED}.txt"
    assert f"{QUOTE!r}"[:-1] in finding.cure
    assert verify_quotes(only.folder).found == 0


def test_one_changed_character_in_the_copy_changes_the_file_and_loses_the_quote(only):
    folder = seed(only, *lines())
    path = folder / f"{SEED}.txt"
    path.write_text(path.read_text("utf-8").replace("334", "335"), "utf-8")
    changed, lost = sorted(verify_quotes(only.folder).findings, reverse=True)
    assert "the file has changed" in changed.message and changed.column == "sha256"
    assert lost.message == f"is not in {SEED}.txt"


def test_case_is_kept(only):
    seed(only, *lines(BODY.replace("monthly", "Monthly")))
    assert len(verify_quotes(only.folder).findings) == 1


def test_signs_and_spaces_may_differ(only):
    row = only.row_of("claims", "letter-monthly-2023")
    only.set("claims", row, quote="the lawmakers' “own” means - 334")
    seed(only, *lines("So the  lawmakers’ \"own\"\u00a0means – ３３４."))
    assert verify_quotes(only.folder).found == 1


@pytest.mark.parametrize(("at", "where"), [(22, "paragraph 22"), (24, "paragraph 24")])
def test_a_quote_in_another_paragraph_has_moved(only, at, where):
    seed(only, *lines(at=at))
    (finding,) = verify_quotes(only.folder).findings
    assert finding.message.startswith("has moved") and where in finding.message


def test_a_quote_that_runs_over_two_paragraphs_has_moved(only):
    seed(only, *lines("The letter gives monthly averages of 334"), "x")
    row = only.row_of("claims", "letter-monthly-2023")
    only.set("claims", row, quote="of 334 The last")
    (finding,) = verify_quotes(only.folder).findings
    assert "across paragraphs" in finding.message


def test_a_locator_that_is_no_paragraph_is_searched_anywhere(only):
    seed(only, *lines(at=3))
    row = only.row_of("claims", "letter-monthly-2023")
    only.set("claims", row, locator="headline")
    assert verify_quotes(only.folder).found == 1


def test_pages_are_searched_like_texts(only):
    body = BODY.replace("334", "<b>334</b>")
    page = "".join(f"<p>{line}</p>" for line in lines(body))
    seed(only, f"<html><body>{page}</body></html>", name=f"{SEED}.html")
    assert verify_quotes(only.folder).found == 1


def test_a_copy_without_a_recorded_checksum_is_a_warning_that_gives_it(only):
    seed(only, *lines(), record=False)
    (finding,) = verify_quotes(only.folder).findings
    assert finding.severity == "warning" and finding.column == "sha256"
    assert len(finding.cure.split()[1].strip(",")) == 64


def test_a_copy_of_no_source_and_a_copy_that_cannot_be_read_are_told(only):
    folder = seed(only, *lines())
    (folder / "sourcingjournal2026.txt").write_text("x", "utf-8")
    (folder / "afp2026alarmed.txt").write_bytes(b"\xff\xfa")
    told = [(f.file, f.message) for f in verify_quotes(only.folder).findings]
    assert ("sourcingjournal2026.txt", "is no source's snapshot") in told
    assert any(file == "afp2026alarmed.txt" and "be read" in m for file, m in told)


def test_quotes_of_events_and_positions_are_searched_too(only):
    seed(only, *lines())
    for table in ("events", "positions"):
        only.set(table, 2, source_id=SEED, quote="nowhere to be seen")
    files = {finding.file for finding in verify_quotes(only.folder).findings}
    assert files == {"data/events.csv", "data/positions.csv"}


def test_quotes_of_other_sources_stay_unverified(data):
    folder = seed(data, *lines())
    done = verify_quotes(data.folder, folder)
    others = [q for q in read_quotes(data.folder) if q.source_id != SEED]
    assert done.unverified == len(others)
    assert "not verified: no snapshot of their source" in str(done)


def test_all_checks_and_the_command_take_the_folder_and_json_stays_pure(tree, tmp_path):
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / f"{SEED}.txt").write_text("Nothing.", "utf-8")
    told = run_checks(tree.root, snapshots=folder)
    assert any(f.message == f"is not in {SEED}.txt" for f in told)
    done = tree.report("check", "--snapshots", str(folder), "--format", "json", check=1)
    assert any(SEED in row["message"] for row in json.loads(done.stdout))
    text = describe_coverage(tree.root)
    assert text[-2].endswith("quotes not verified: give --snapshots DIR")
    assert "numerals lead to their source" in text[-1]
    with pytest.raises(MisuseError, match="no such folder"):
        run_checks(tree.root, snapshots=tmp_path / "x")


def test_copies_are_ignored_by_git():
    from report import paths

    assert "data/snapshots/" in (paths.ROOT / ".gitignore").read_text("utf-8").split()
