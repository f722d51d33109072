"""Where each claim is used, or why it is not."""

import re

import pytest

from report.sphinxext.uses import Uses

CLAIMS = {
    "used": ("m1", "2024-01-01", "2024-12-31"),
    "twin": ("m1", "2024-01-01", "2024-12-31"),
    "other-time": ("m1", "2023-01-01", "2023-12-31"),
    "undated": ("m1", None, None),
    "apart": ("m2", "2024-01-01", "2024-12-31"),
}
TITLES = {"chapters/b": "Second", "chapters/a": "First"}


@pytest.mark.parametrize(
    ("claim_id", "said"),
    [
        ("used", "Used in First; Second."),
        ("twin", "Not used in a chapter: for the same time the chapters use used."),
        ("other-time", "Not used in a chapter: of its measure the chapters use other periods."),
        ("undated", "Not used in a chapter: of its measure the chapters use other periods."),
        ("apart", "Not used in a chapter: no chapter asks about its measure."),
    ],
)
def test_a_claim_is_used_or_the_reason_is_said(claim_id, said):
    uses = Uses({"chapters/b": {"used"}, "chapters/a": {"used"}}, CLAIMS)
    assert uses.say(claim_id, TITLES) == said


@pytest.mark.book
def test_the_register_says_it_of_each_claim(built):
    page = (built.root / "_build/html/chapters/claims.html").read_text("utf-8")
    text = re.sub("<[^>]+>", "", page)
    used, unused = text.count("Used in "), text.count("Not used in a chapter: ")
    assert used + unused == page.count('id="claim-') and used > 150 and unused > 0
