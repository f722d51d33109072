"""The guard in a kernel: what a chapter may reach for, and what never gets out."""

import json
import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import chapter, make_small

from report import paths
from report.runs.guard import UndeclaredError, _Guard
from report.runs.notebooks import _Folders, scrub_text, take_results

RUN = "_build/runs/baseline/tibet.ipynb"


@pytest.fixture
def guard(tmp_path):
    root = tmp_path / "project"
    known = {"root": str(root), "files": [str(root / "data/claims.csv")],
             "modules": [str(root / "report/numbers.py")],
             "package": str(root / "report"), "folders": [str(root / ".venv")],
             "drawer": "/run/drawer"}  # fmt: skip
    notes = tmp_path / "notes"
    descriptor = os.open(notes, os.O_WRONLY | os.O_CREAT)
    yield _Guard(known, descriptor), root, notes
    os.close(descriptor)


@pytest.mark.parametrize("name", [
    "data/claims.csv", "report/numbers.py", "report/__pycache__/numbers.cpython-311.pyc",
    ".venv/lib/pandas/__init__.py", "../elsewhere.csv", "data/../data/claims.csv",
])  # fmt: skip
def test_declared_files_the_package_and_the_environment_are_open(guard, name):
    hear, root = guard[0].hear, guard[1]
    hear("open", (str(root / name), "r", 0))
    hear("open", (os.fsencode(root / name), "r", 0))
    hear("open", (3, "r", 0))


@pytest.mark.parametrize("name", [
    "data/other.csv", "params/baseline.yml", "_build/runs/x.ipynb", "report/x.json",
    "data/../README.md",
])  # fmt: skip
def test_any_other_file_of_the_project_is_stopped_and_noted(guard, name):
    hear, root, notes = guard[0].hear, guard[1], guard[2]
    for event in ("open", "sqlite3.connect"):
        with pytest.raises(UndeclaredError, match="does not declare"):
            hear(event, (str(root / name), "r", 0))
    assert "params/schema.yml" in notes.read_text("utf-8")


def test_a_link_out_of_a_declared_place_does_not_lead_past_the_guard(guard):
    hear, root = guard[0].hear, guard[1]
    root.mkdir()
    link = root.parent / "link.csv"
    link.symlink_to(root / "secret.csv")
    with pytest.raises(UndeclaredError):
        hear("open", (str(link), "r", 0))


@pytest.mark.parametrize("name", [
    ":memory:", "", "file::memory:?cache=shared", "file:shared?mode=memory&cache=shared",
    "data/claims.csv", b"data/claims.csv", "file:data/claims.csv?mode=ro",
    "file:data/cl%61ims.csv#x", "file:data/../data/claims.csv", "../x.db", "file:../x.db",
    None,
])  # fmt: skip
def test_databases_in_memory_and_declared_ones_are_open_by_address_too(
    guard, name, monkeypatch
):
    hear, root = guard[0].hear, guard[1]
    root.mkdir()
    monkeypatch.chdir(root)
    hear("sqlite3.connect", (name,))
    hear("sqlite3.connect", (f"file://{root}/data/claims.csv",))


@pytest.mark.parametrize("name", [
    "data/x.db", "file:data/x.db?mode=ro", "file:data/%78.db", b"file:data/x.db",
    "file:data/x.db?mode=memory&mode=ro", "file:here.db",
])  # fmt: skip
def test_other_databases_of_the_project_are_stopped_whichever_way_they_are_named(
    guard, name, monkeypatch
):
    hear, root = guard[0].hear, guard[1]
    root.mkdir()
    monkeypatch.chdir(root)
    with pytest.raises(UndeclaredError, match=r"data/x\.db|here\.db"):
        hear("sqlite3.connect", (name,))
    with pytest.raises(UndeclaredError):
        hear("sqlite3.connect", (f"file://localhost{root}/data/x.db",))


def test_a_file_that_is_called_like_an_address_is_judged_as_a_file_too(guard, monkeypatch):
    hear, root = guard[0].hear, guard[1]
    root.mkdir()
    monkeypatch.chdir(root)
    hear("sqlite3.connect", ("file::memory:",))
    root.joinpath("file::memory:").touch()
    with pytest.raises(UndeclaredError, match="opens file::memory:, "):
        hear("sqlite3.connect", ("file::memory:",))


@pytest.mark.parametrize("event", [
    "socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen",
    "os.system", "os.posix_spawn", "os.fork",
])  # fmt: skip
def test_connections_and_programs_are_stopped(guard, event):
    with pytest.raises(UndeclaredError):
        guard[0].hear(event, (None, None))
    guard[0].hear("import", ("socket",))


def test_only_the_process_that_draws_for_the_run_may_be_asked(guard):
    guard[0].hear("socket.connect", (None, "/run/drawer"))
    for event, address in (("socket.connect", "/run/other"), ("socket.bind", "/run/drawer")):
        with pytest.raises(UndeclaredError, match="connection"):
            guard[0].hear(event, (None, address))


@pytest.fixture
def small(tree):
    return make_small(tree)


BOTH = pytest.mark.parametrize("words", [(), ("--plain-kernels",)])
DYNAMIC = "import importlib\nimportlib.import_module('report.helper')"


@pytest.mark.book
@BOTH
def test_a_module_that_the_key_cannot_cover_is_stopped(small, words):
    """Another chapter may have had it imported where kernels are forked from."""
    other = chapter(code="import report.helper")
    small.root.joinpath("chapters/other.ipynb").write_text(
        other.replace("tibet-persons-2024", "prc-2024"), "utf-8")
    schema = small.root / "params/schema.yml"
    schema.write_text(schema.read_text("utf-8").replace("[tibet]", "[tibet, other]"), "utf-8")
    small.root.joinpath("report/helper.py").write_text("VALUE = 1\n", "utf-8")
    make_small(small, code=DYNAMIC)
    error = small.report("run", *words, check=1).stderr
    assert "the line `importlib.import_module('report.helper')`" in error
    assert "uses report/helper.py" in error and "import it by an import statement" in error


AT_IMPORT = {
    "reads": "TEXT = (paths.ROOT / 'params/early.txt').read_text()",
    "reads without a word": "try:\n    open(paths.ROOT / 'params/early.txt')\n"
                            "except OSError:\n    pass",
    "connects": "import socket\nsocket.create_connection(('127.0.0.1', 9))",
}  # fmt: skip


@pytest.mark.book
@pytest.mark.parametrize("code", AT_IMPORT.values(), ids=AT_IMPORT)
def test_what_a_module_does_at_its_import_is_seen(small, code):
    small.root.joinpath("params/early.txt").write_text("one", "utf-8")
    small.root.joinpath("report/helper.py").write_text(
        f"from report import paths\n{code}\n", "utf-8")
    make_small(small, code="from report import helper")
    for words in ((), ("--plain-kernels",)):
        error = small.report("run", *words, check=1).stderr
        assert "the line `from report import helper`" in error, words
        assert "opens params/early.txt" in error or "opens a connection" in error


def fail(tree, code: str, *words: str, **environment) -> str:
    tree.root.joinpath("chapters/tibet.ipynb").write_text(chapter(code=code), "utf-8")
    done = tree.report("run", *words, check=1, **environment)
    assert "Traceback" not in done.stderr
    assert not tree.root.joinpath(RUN).exists()
    return done.stderr


CAUGHT = """
import contextlib, socket, subprocess
with contextlib.suppress(Exception):
    open("data/README.md")
with contextlib.suppress(Exception):
    socket.create_connection(("127.0.0.1", 9))
with contextlib.suppress(Exception):
    subprocess.run(["true"])
"""


@pytest.mark.book
def test_what_a_chapter_reaches_for_fails_it_with_the_line_even_if_it_catches_the_error(small):
    error = fail(small, CAUGHT)
    assert 'the line `open("data/README.md")`: opens data/README.md' in error
    assert 'the line `socket.create_connection(("127.0.0.1", 9))`: opens a conn' in error
    assert 'the line `subprocess.run(["true"])`: starts a program' in error
    assert error.count("chapters/tibet.ipynb: ") == 3


@pytest.mark.book
def test_the_guard_stands_in_a_plain_kernel_too(small):
    assert "opens params/baseline.yml" in fail(
        small, 'import pandas; pandas.read_csv("params/baseline.yml")', "--plain-kernels"
    )


PROCESSES = """
import contextlib, multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.pool import ThreadPool
with contextlib.suppress(Exception):
    multiprocessing.get_context("spawn").Process(target=print).start()
with contextlib.suppress(Exception):
    multiprocessing.get_context("forkserver").Pool(1)
with contextlib.suppress(Exception):
    ProcessPoolExecutor(1, multiprocessing.get_context("spawn")).submit(print)
with contextlib.suppress(Exception):
    multiprocessing.Pool(1)
with ThreadPoolExecutor(2) as threads, ThreadPool(2) as pool:
    assert sum(threads.map(abs, [-1, 1])) == sum(pool.map(abs, [-1, 1])) == 2
kept = multiprocessing.Lock()
assert False, "the last line"
"""


@pytest.mark.book
@pytest.mark.parametrize("kernel", [(), ("--plain-kernels",)])
def test_a_process_that_would_not_be_watched_is_not_started_and_threads_are(small, kernel):
    error = fail(small, PROCESSES, *kernel)
    for line in PROCESSES.splitlines():
        if line.startswith("    multi") or line.startswith("    Process"):
            assert f"the line `{line.strip()}`: starts a process" in error
    assert error.count("chapters/tibet.ipynb: ") == 4
    assert "resource_tracker" not in error
    kept = small.root.joinpath("_build/runs/baseline/tibet.failed.ipynb").read_text("utf-8")
    assert "the last line" in kept


@pytest.mark.book
def test_a_declared_file_may_be_read_and_its_change_makes_the_chapter_stale(small):
    small.root.joinpath("data/extra.yml").write_text("one", "utf-8")
    code = 'print(open("data/extra.yml").read())'
    assert "opens data/extra.yml" in fail(small, code)
    small.edit("params/schema.yml", "  tibet: [", "  tibet: [data/extra.yml, ")
    small.report("run", check=0)
    small.root.joinpath("data/extra.yml").write_text("two", "utf-8")
    assert "data/extra.yml" in small.report("why", check=0).stdout
    small.report("run", check=0)
    assert "two" in json.dumps(small.executed()["tibet"])


@pytest.mark.book
def test_secrets_and_paths_of_the_machine_stay_out_of_executed_notebooks(small):
    code = (
        "import os, sys\nprint(dict(os.environ))\nprint(os.getcwd(), sys.prefix, __file__"
        " if '__file__' in dir() else '')\nprint(open('/proc/self/environ').read())\n"
        "from IPython.display import HTML, display\nhere = os.getcwd()\n"
        "print(f'Read from {here}. Done')\ndisplay(HTML(f'<td>{here}</td>'))\n"
        "display({'application/json': {here: [here]}}, raw=True)\n"
        "raise OSError(os.getcwd() + '/x')"
    )
    secret = "not-for-the-book-7391"
    shown = fail(small, code, SERVICE_TOKEN=secret, UNNAMED=secret[::-1])
    kept = small.root.joinpath("_build/runs/baseline/tibet.failed.ipynb").read_text("utf-8")
    for text in (shown, kept):
        assert secret not in text and secret[::-1] not in text
        assert str(small.root) not in text and sys.prefix not in text


def test_texts_lose_paths_and_values_of_secrets_and_nothing_else(monkeypatch):
    monkeypatch.setenv("API_KEY", "abc-123-def")
    root = str(paths.ROOT)
    assert scrub_text(f"{root}/data/claims.csv") == "./data/claims.csv"
    assert scrub_text(f"Read <b>{root}</b>. From {root}. Done") == "Read <b>.</b>. From .. Done"
    assert scrub_text("abc-123-def") == "<API_KEY withheld>"
    monkeypatch.setenv("HOME", "/some-home")
    assert scrub_text("<b>/some-home</b>") == "<b>~</b>"
    assert scrub_text("https://example.org/some-home/a") == "https://example.org/some-home/a"
    assert scrub_text(f"{root}-else/x") == f"{root}-else/x" or root.startswith("/tmp")
    assert scrub_text("/tmp/ipykernel_12/34.py:1") == "<cell>:1"
    assert scrub_text("648,000 persons in 2024 / year") == "648,000 persons in 2024 / year"


NAME = st.from_regex(r"[a-z0-9äж中][a-z0-9äж中._ +-]{1,7}[a-z0-9]", fullmatch=True)
FOLDER = st.lists(NAME, min_size=1, max_size=3).map(lambda names: "/" + "/".join(names))
AHEAD = (
    "", " ", "\n", "<td>", '"', "'", "(", "[", "=", ":", "|", "`", "*", "@", "%", "位于",
    "https://example.org: ", "file://", "file://localhost", "sqlite:///", "\x1b[1;32m",
    r"\n", r"\x00", r"\x1b[0m", r"\u4e8e",
)  # fmt: skip
AFTER = (
    "", " ", "\n", "</td>", '"', "'", ")", "]", "=", ":", "|", "`", "*", "&", "%", "!",
    "?", "...", ".", ". Done", "…", "。", "的", "/x", "/x.csv", "\x1b[0m", r"\n",
)  # fmt: skip


@given(FOLDER, st.sampled_from(AHEAD), st.sampled_from(AFTER))
def test_a_folder_is_taken_out_whatever_stands_around_it(folder, ahead, after):
    take_out = _Folders([(folder, "~")]).take_out
    assert take_out(f"{ahead}{folder}{after}") == f"{ahead}~{after}"
    escaped = folder.replace("/", r"\/")
    assert take_out(f"{ahead}{escaped}{after}") == f"{ahead}~{after}"


@given(
    FOLDER, st.sampled_from(["example.org", "me@example.org:8080", "例子.测试"]),
    st.sampled_from(["", "/data", "//", "/a+b", "/~me", "/?of=", "/#", "/web/http://a.org"]),
    st.sampled_from(["", "/x.pdf", "?a=b", ". Done", "</a>"]),
)  # fmt: skip
def test_the_address_of_something_on_a_host_is_the_same_on_every_machine(
    folder, host, ahead, after
):
    text = f"See https://{host}{ahead}{folder}{after}"
    assert _Folders([(folder, "~")]).take_out(text) == text
    assert _Folders([(folder, "~")]).take_out(f"https:/{folder}") == f"https:/{folder}"


@pytest.mark.parametrize("text", [
    "data/tmp/x", "./tmp/x", "../tmp", "~/tmp", "a-/tmp", "data//tmp", "/tmp.old/x",
    "/tmp-2", "/tmp_2", "/tmpx", "/data/tmp",
])  # fmt: skip
def test_other_paths_that_hold_the_name_of_a_folder_stay(text):
    assert _Folders([("/tmp", "<tmp>")]).take_out(text) == text


def test_a_folder_in_another_one_is_named_by_itself_and_looked_for_once():
    folders = _Folders([("/root", "~"), ("/root/report", "."), ("/tmp", "<tmp>")])
    assert folders.take_out("/root/report/x:/root/x:/tmp/root") == "./x:~/x:<tmp>/root"
    assert folders.take_out("/root/report-2/tmp") == "~/report-2/tmp"


def test_a_folder_of_windows_is_taken_out_as_it_is_and_escaped():
    take_out = _Folders([(r"C:\Users\x", "~")]).take_out
    for told in (r"C:\Users\x\a", r"C:\\Users\\x\\a", "file:///C:/Users/x/a"):
        shown = take_out(f"'{told}'")
        assert "Users" not in shown and "~" in shown
    assert take_out(r"C:\Users\xenia") == r"C:\Users\xenia"


def test_the_names_in_published_json_lose_paths_too():
    root = str(paths.ROOT)
    output = {"data": {"application/json": {f"{root}/x": [root]}}}
    cell = {"cell_type": "code", "metadata": {}, "outputs": [output], "execution_count": 1}
    kept = take_results({"cells": [cell], "metadata": {}})["cells"][0]["outputs"][0]
    assert kept == {"data": {"application/json": {"./x": ["."]}}}
