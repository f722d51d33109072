"""Turns bridges into tables and waterfalls that keep the unexplained step visible.

A bridge whose claims had not all been stated by the day does not stand then.
"""

from collections.abc import Iterable

import pandas as pd

from report import paths
from report.bridges import (
    Bridge,
    build_bridge,
    chain,
    list_bridge_claims,
    read_bridges,
)
from report.estimates import Estimate
from report.exhibits.statements import CITED, join_cited
from report.figures import COLORS, FAINT, WIDTH
from report.numbers import STYLES, Word
from report.wording import say_not_stated

ENDS, EXPLAINED, UNEXPLAINED = "printed", "accounted for", "not accounted for"
WATERFALL = ["Step", "From", "To", "Label", "Kind"]
COLUMNS = ["Step", "Reason", "Change", "Reaches"]


def find_bridges(evidence, *bridge_ids: str) -> list[Bridge]:
    """The named bridges whose claims were all known, in the order asked for."""
    known = evidence.known_claims()
    read = read_bridges(paths.DATA / "bridges.yml")
    plans = {plan["bridge_id"]: plan for plan in read}
    standing = [i for i in bridge_ids if list_bridge_claims(plans[i]) <= set(known)]
    return [build_bridge(plans[bridge_id], known) for bridge_id in standing]


def find_part(evidence, bridges: Iterable[Bridge], bridge_id: str, explained: bool):
    """What the explained steps of a bridge make together, or the others.

    A difference, or a factor in a bridge of ratios; words where it does not stand.
    """
    bridge = next((one for one in bridges if one.bridge_id == bridge_id), None)
    if bridge is None:
        return Word.on(say_not_stated(evidence.as_of.isoformat()), ())
    steps = [step.change.value for step in bridge.steps if step.explained == explained]
    part, unit = chain(bridge.form, steps), bridge.end.unit
    unit = "ratio" if bridge.form == "ratio" else unit
    how = f"the steps of the bridge that are {EXPLAINED if explained else UNEXPLAINED}"
    return Estimate(part, part, part, unit, None, bridge.lineage, how=how)


def is_zero_within(bridges: Iterable[Bridge], bridge_id: str) -> bool:
    """Whether every step of a bridge of differences may be none at all."""
    chosen = [bridge for bridge in bridges if bridge.bridge_id == bridge_id]
    changes = [step.change for bridge in chosen for step in bridge.steps]
    return all(change.low <= 0 <= change.high for change in changes)


def list_steps(evidence, bridges: Iterable[Bridge]) -> pd.DataFrame:
    """A row for the first number of each bridge, then one a step: kind, reason,
    change, and the number reached."""
    rows = []
    for bridge in bridges:
        start = bridge.start
        rows.append(("start", bridge.title, "", _say(start), start.lineage))
        for step in bridge.steps:
            kind = step.kind if step.explained else f"{step.kind}, {UNEXPLAINED}"
            change = _say_change(bridge, step.change.value)
            after = _say(step.after)
            rows.append((kind, step.words, change, after, step.change.lineage))
    return _cite(evidence, pd.DataFrame(rows, columns=[*COLUMNS, "ids"]))


def tidy_waterfall(evidence, bridges, bridge_id: str, start: str, end: str):
    """Both printed numbers and the steps between them, from top to bottom.

    start, end: how the two numbers are called. No row where the bridge does not
    stand on the day.
    """
    for bridge in bridges:
        if bridge.bridge_id == bridge_id:
            return _tidy_waterfall(evidence, bridge, start, end)
    return pd.DataFrame(columns=[*WATERFALL, *CITED])


def _tidy_waterfall(evidence, bridge: Bridge, start: str, end: str) -> pd.DataFrame:
    first, last = bridge.start, bridge.end
    rows = [(start, 0.0, first.value, _say(first), ENDS, first.lineage)]
    for step in bridge.steps:
        kind = EXPLAINED if step.explained else UNEXPLAINED
        name = f"{step.kind.capitalize()}, {kind}"
        label = _say_change(bridge, step.change.value)
        ends = step.before.value, step.after.value
        rows.append((name, *ends, label, kind, step.change.lineage))
    rows.append((end, 0.0, last.value, _say(last), ENDS, last.lineage))
    frame = pd.DataFrame(rows, columns=[*WATERFALL, "ids"])
    return _cite(evidence, frame)


def draw_waterfall(steps: pd.DataFrame, unit: str):
    """A bar a row from where the number was to where it is, its name above it."""
    import altair as alt

    drawn = steps.assign(row=range(len(steps)), end=steps[["From", "To"]].max(axis=1))
    largest = max(drawn["end"], default=1)
    scale = alt.Scale(domain=[0, 1.25 * largest], nice=False)
    base = alt.Chart(drawn).encode(alt.Y("row:O", axis=None))
    kinds = [ENDS, EXPLAINED, UNEXPLAINED]
    inks = alt.Scale(domain=kinds, range=[FAINT, *COLORS[:2]])
    legend = alt.Legend(columns=3)
    color = alt.Color("Kind:N", title=None, legend=legend, scale=inks)
    axis = alt.Axis(tickCount=4, grid=False)  # a grid would run through the names
    x = alt.X("From:Q", title=unit, scale=scale, axis=axis)
    bars = base.mark_bar(height=12, yOffset=6).encode(x, alt.X2("To:Q"), color)
    # A step too small to be seen as a bar has a tick instead.
    small = base.transform_filter(f"abs(datum.To - datum.From) < {largest / 100}")
    ticks = small.mark_tick(height=16, thickness=3, yOffset=6)
    ticks = ticks.encode(alt.X("To:Q"), color)
    names = base.mark_text(align="left", dy=-10)
    names = names.encode(alt.XDatum(0), text="Step:N")
    numbers = base.mark_text(align="left", dx=8, dy=6)
    numbers = numbers.encode(alt.X("end:Q"), text="Label:N")
    chart = alt.layer(bars, ticks, names, numbers)
    return chart.properties(width=WIDTH, height=alt.Step(44))


def _cite(evidence, frame: pd.DataFrame) -> pd.DataFrame:
    """With the sources of the claims in `ids`, and who states them, instead of these."""
    cited = [join_cited(evidence.rows(*sorted(ids))) for ids in frame["ids"]]
    cells = pd.DataFrame(cited, columns=CITED, index=frame.index)
    return pd.concat([frame.drop(columns="ids"), cells], axis=1)


def _say(number: Estimate) -> str:
    style = "ratio" if number.unit == "ratio" else "plain"
    return STYLES["count" if number.value >= 1000 else style](number.value)


def _say_change(bridge: Bridge, change: float) -> str:
    if bridge.form == "ratio":
        return f"× {change:.3g}"
    size = STYLES["count" if abs(change) >= 1000 else "plain"](abs(change))
    return f"\N{MINUS SIGN}{size}" if change < 0 else f"+{size}"
