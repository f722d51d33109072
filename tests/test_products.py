"""What readers get, each file by its hash, and one hash a kind."""

import hashlib

import pytest

from report.editions.products import KINDS, describe_environment, hash_products, sum_products


@pytest.fixture
def root(tmp_path):
    files = {
        "_build/html/index.html": "page", "_build/html/chapters/one.html": "chapter",
        "_build/pdf/report.pdf": "pdf", "_build/runs/baseline/one.ipynb": "{}",
        "_build/runs/baseline/two.failed.ipynb": "{}", "requirements.txt": "lock",
    }  # fmt: skip
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


def test_pages_pdf_and_notebooks_are_named_and_a_failed_run_is_none_of_them(root):
    found = hash_products(root=root)
    assert list(found) == [
        "html/chapters/one.html", "html/index.html", "notebooks/one.ipynb", "pdf/report.pdf",
    ]  # fmt: skip
    assert found["pdf/report.pdf"] == hashlib.sha256(b"pdf").hexdigest()


def test_a_book_without_a_pdf_lists_none(root):
    (root / "_build/pdf/report.pdf").unlink()
    assert "pdf/report.pdf" not in hash_products(root=root)


@pytest.mark.parametrize("kind, name", [
    ("html", "_build/html/index.html"), ("pdf", "_build/pdf/report.pdf"),
    ("notebooks", "_build/runs/baseline/one.ipynb"),
])  # fmt: skip
def test_a_changed_file_moves_the_hash_of_its_kind_and_of_no_other(root, kind, name):
    before = sum_products(hash_products(root=root))
    (root / name).write_text("other", "utf-8")
    after = sum_products(hash_products(root=root))
    assert {k for k in KINDS if before[k] != after[k]} == {kind}


def test_the_environment_names_python_and_the_lock(root):
    found = describe_environment(root)
    assert found["lock"] == hashlib.sha256(b"lock").hexdigest()
    assert found["python"].count(".") == 2
