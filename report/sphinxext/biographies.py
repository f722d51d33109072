"""Turns the records of editions into the line that says what a number or figure was."""

from report.records.history import History, read_history, say_stages
from report.records.states import list_earlier
from report.records.taking import list_data
from report.sphinxext.edition import find_metadata
from report.wording import say_value


def find_history(app) -> History:
    """What the editions before this one said, read once a build."""
    if not hasattr(app, "report_history"):
        app.report_history = read_history(list_earlier(find_metadata(app).version))
    return app.report_history


def tell_number(app, payload: dict) -> str:
    """What earlier editions gave for a number; "" where each gave the same."""
    present = {"text": payload["text"], "value": payload.get("value")}
    return _tell(say_stages(find_history(app).find("numbers", payload["key"], present)))


def tell_claim(app, claim: dict) -> str:
    """What earlier editions recorded of a claim; "" where each recorded the same."""
    stages = find_history(app).find("claims", claim["claim_id"], claim)
    return _tell(say_stages(stages, lambda stage: _say(stage.value, claim["unit"])))


def tell_data(app, payload: dict) -> str:
    """Which earlier editions showed a figure or table of other data; "" where none did."""
    editions = find_history(app).find_other_data(payload["name"], list_data(payload))
    if not editions:
        return ""
    many = "s" if len(editions) > 1 else ""
    return f"Other data in edition{many} {', '.join(editions)}."


def _tell(stages: str) -> str:
    return f"In earlier editions: {stages}." if stages else ""


def _say(value: str, unit: str) -> str:
    return say_value(float(value), unit) if value else "no value"
