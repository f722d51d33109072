"""Drawings: made once, checked when taken again, and never in the way."""

import pytest
import vl_convert

from report import drawings


@pytest.fixture
def drawn(monkeypatch):
    """The specifications that the engine was given."""
    given = []

    def engine(specification, allowed_base_urls):
        assert allowed_base_urls == []
        given.append(specification)
        return f"<svg>{specification}</svg>"

    monkeypatch.setattr(vl_convert, "vegalite_to_svg", engine)
    return given


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(drawings.FOLDER, str(tmp_path))
    return tmp_path


def test_a_drawing_is_made_once_and_another_specification_anew(drawn, folder):
    assert [drawings.draw(text) for text in "aab"] == [
        "<svg>a</svg>", "<svg>a</svg>", "<svg>b</svg>",
    ]  # fmt: skip
    assert drawn == ["a", "b"]


def test_another_version_of_the_engine_draws_anew(drawn, folder, monkeypatch):
    drawings.draw("a")
    monkeypatch.setattr(vl_convert, "__version__", "0")
    drawings.draw("a")
    assert drawn == ["a", "a"]


@pytest.mark.parametrize("spoil", [lambda b: b[:70], lambda b: b.replace(b"a", b"c"), lambda b: b"\xff"])
def test_a_damaged_drawing_is_made_anew(drawn, folder, spoil):
    drawings.draw("a")
    (path,) = folder.iterdir()
    path.write_bytes(spoil(path.read_bytes()))
    assert drawings.draw("a") == "<svg>a</svg>"
    assert drawn == ["a", "a"]


def test_without_a_folder_or_without_room_a_chart_is_drawn_all_the_same(
    drawn, tmp_path, monkeypatch
):
    monkeypatch.delenv(drawings.FOLDER, raising=False)
    drawings.draw("a")
    monkeypatch.setenv(drawings.FOLDER, str(tmp_path / "missing"))
    assert drawings.draw("a") == "<svg>a</svg>"
    assert drawn == ["a", "a"] and not list(tmp_path.iterdir())
