"""Faults in the bytes and in the form of the tables."""

from copied_data import data  # noqa: F401


def test_a_missing_file_is_named_with_the_command_that_restores_it(data):
    data.path("questions").unlink()
    finding = data.only_finding()
    assert finding.file == "data/questions.csv"
    assert finding.message == "is missing"
    assert finding.cure == "Restore it with: git checkout -- data/questions.csv"


def test_an_empty_file_is_named(data):
    data.set_bytes("questions", b"")
    assert data.only_finding().message == "is empty"


def test_a_file_of_line_breaks_is_empty(data):
    data.set_bytes("questions", b"\n\n")
    assert data.only_finding().message == "is empty"


def test_a_file_with_a_header_alone_is_named(data):
    data.write("positions", data.records("positions")[:1])
    messages = {finding.message for finding in data.findings()}
    assert "has a header and no rows" in messages


def test_another_encoding_is_named_with_the_line_of_the_byte(data):
    raw = data.path("actors").read_bytes()
    at = raw.index(b"\n", raw.index(b"\n") + 1)
    data.set_bytes("actors", raw[:at] + "é".encode("latin-1") + raw[at:])
    finding = data.only_finding()
    assert (finding.row, finding.message) == (2, "is not UTF-8: byte 0xe9")


def test_a_byte_order_mark_is_the_only_finding(data):
    data.set_bytes("claims", b"\xef\xbb\xbf" + data.path("claims").read_bytes())
    finding = data.only_finding()
    assert (finding.file, finding.row) == ("data/claims.csv", 1)
    assert finding.message == "starts with a byte order mark"


def test_windows_line_ends_are_one_finding_and_not_one_a_line(data):
    raw = data.path("claims").read_bytes().replace(b"\n", b"\r\n")
    data.set_bytes("claims", raw)
    finding = data.only_finding()
    assert finding.message == "has CR or CRLF line ends"
    assert "LF" in finding.cure


def test_a_nul_byte_is_named_with_its_line(data):
    raw = data.path("events").read_bytes()
    data.set_bytes("events", raw[:-5] + b"\0" + raw[-5:])
    finding = data.only_finding()
    assert finding.message == "holds a NUL byte"
    assert finding.row == raw.count(b"\n")


def test_a_misplaced_quote_is_named_with_its_line(data):
    raw = data.path("questions").read_bytes()
    data.set_bytes("questions", raw + b'q-new,tibet,"Open "question"\n')
    finding = data.only_finding()
    assert finding.row == raw.count(b"\n") + 1
    assert finding.message.startswith("has a misplaced quote")


def test_a_missing_column_is_named_once(data):
    records = data.records("claims")
    place = records[0].index("unit")
    data.write("claims", [row[:place] + row[place + 1 :] for row in records])
    found = [f for f in data.findings() if f.message == "the column is missing"]
    assert [(f.row, f.column) for f in found] == [(1, "unit")]


def test_a_missing_key_column_is_not_told_again_by_each_row_that_refers_to_it(data):
    data.write("sources", [row[1:] for row in data.records("sources")])
    finding = data.only_finding()
    assert (finding.file, finding.column) == ("data/sources.csv", "source_id")


def test_a_spare_column_is_named(data):
    records = data.records("actors")
    data.write("actors", [[*records[0], "colour"], *([*r, ""] for r in records[1:])])
    finding = data.only_finding()
    assert (finding.column, finding.message) == ("colour", "the column is not defined")


def test_a_misspelt_column_is_told_with_the_right_name(data):
    records = data.records("actors")
    records[0][records[0].index("country")] = "contry"
    data.write("actors", records)
    cures = [f.cure for f in data.findings() if f.column == "contry"]
    assert cures[0].startswith("Did you mean 'country'?")


def test_a_column_twice_is_named(data):
    records = data.records("actors")
    data.write("actors", [[*row, row[-1]] for row in records])
    assert [f.message for f in data.findings()] == ["the column appears twice"]


def test_columns_in_another_order_are_told_with_the_order(data):
    data.write("questions", [row[::-1] for row in data.records("questions")])
    finding = data.only_finding()
    assert finding.cure == "Put them in this order: question_id,theme,text."


def test_a_row_with_a_cell_too_many_is_named_and_its_id_stays_known(data):
    records = data.records("sources")
    records[1].append("spare")
    data.write("sources", records)
    finding = data.only_finding()
    assert (finding.file, finding.row) == ("data/sources.csv", 2)
    assert finding.message == f"has {len(records[1])} cells where the header has {len(records[0])}"


def test_a_row_with_a_cell_too_few_is_named(data):
    records = data.records("claims")
    records[9].pop()
    data.write("claims", records)
    assert data.only_finding().row == 10


def test_a_blank_line_is_named_and_later_rows_keep_their_numbers(data):
    raw = data.path("questions").read_bytes()
    first = raw.index(b"\n") + 1
    spare = b"Q-Upper,tibet,Is it?\n"
    data.set_bytes("questions", raw[:first] + b"\n" + raw[first:] + spare)
    rows = {f.row: f.message for f in data.findings()}
    assert rows[2] == "is blank"
    assert rows[raw.count(b"\n") + 2].startswith(("does not fit", "is used by no"))


def test_a_file_that_nothing_describes_is_named(data):
    (data.folder / "spare.csv").write_text("a\n1\n")
    finding = data.only_finding()
    assert (finding.file, finding.message) == ("data/spare.csv", "is not described")


def test_all_findings_come_at_once(data):
    data.path("questions").unlink()
    data.set_bytes("actors", b"\xef\xbb\xbf" + data.path("actors").read_bytes())
    data.set("claims", 2, value="13,75O,000")
    assert len(data.findings()) == 3
