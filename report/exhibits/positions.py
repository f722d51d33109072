"""Turns stated positions and dated acts into the matrix and the timeline.

`no_position_seen` says that the text seen holds nothing on a question; it is never
counted as a position.
"""

import datetime

import pandas as pd

from report.exhibits.statements import SHORT_NAMES
from report.figures import cite_cell
from report.numbers import Word, publish
from report.wording import say_not_stated

SILENT = "no_position_seen"
STANCES = {
    "affirms": "affirms", "denies": "denies", "rejects": "rejects",
    "calls_for": "calls for", SILENT: "nothing seen",
}  # fmt: skip
# Rows of the timeline from top to bottom: kinds of actor, and whether in China or
# the United States; the first rule that fits decides.
GROUPS = [
    ("UN and ILO bodies", {"un_body"}, None),
    ("Chinese authorities and press", None, "China"),
    ("US Congress", {"legislature"}, "United States"),
    ("US executive", {"agency", "government"}, "United States"),
    ("Other states and the EU", {"agency", "government", "legislature"}, None),
    ("Exile government", {"exile_body"}, None),
    ("Other advocacy bodies", {"ngo"}, None),
    ("Research and press", None, None),
]
ACTS = {
    "law": "Law or regulation", "regulation": "Law or regulation",
    "listing": "Listing or strategy", "strategy": "Listing or strategy",
    "budget": "Money or staff", "staffing": "Money or staff",
    "report": "Report or statistics",
}  # fmt: skip
# What a yes affirms, where the words of the question's id do not say it.
TOPICS = {
    "q-voluntary": "Of their own will", "q-transfers-trend": "At or above plan",
    "q-targets": "Yearly targets", "q-tibet": "Forced labour in Tibet",
    "q-crime": "Crimes under international law", "q-value": "Value fallen",
    "q-imports": "Goods held back or compliance improved",
    "q-cause": "Resources moved away", "q-priority": "US priority",
    "q-entity-list": "Entity List stopped growing",
    "q-international-response": "Response sufficient",
}  # fmt: skip
SPOKEN = "Statement, letter or inquiry"
SILENT_LEFT_OUT = "An actor of whom nothing was seen on any of these questions is not listed."
COUNTED = {
    "actors": "actors with a position", "stated": "positions",
    "questions": "questions with a position",
    "contested": "questions that one actor affirms and another denies or rejects",
}  # fmt: skip


def publish_quotes(evidence, *pairs: tuple[str, str]) -> None:
    """Publish what an actor said on a question as `responses-ACTOR-QUESTION`."""
    for actor_id, question_id in pairs:
        key = f"responses-{actor_id}-{question_id.removeprefix('q-')}"
        publish(key, quote_position(evidence, actor_id, question_id))


def quote_position(evidence, actor_id: str, question_id: str, source_id="") -> str:
    """The fragment quoted from an actor on a question, in quotation marks.

    source_id: the text to quote from; without it the first that holds a quote.
    """
    rows = evidence.data.positions
    rows = rows[(rows["actor_id"] == actor_id) & (rows["question_id"] == question_id)]
    rows = rows[rows["source_id"] == source_id] if source_id else rows
    quoted = rows[rows["quote"] != ""].head(1)
    if quoted.empty:
        return Word.read_in(say_not_stated(evidence.as_of.isoformat()))
    quote = quoted["quote"].iloc[0]
    words = f"\N{LEFT DOUBLE QUOTATION MARK}{quote}\N{RIGHT DOUBLE QUOTATION MARK}"
    how = f"quoted from {_actor(evidence, actor_id)['name']}"
    return Word.read_in(words, quoted["source_id"], how=how)


def list_positions(evidence, least: int = 1) -> pd.DataFrame:
    """One row an actor, question and stance, of actors with `least` positions.

    Adds the question's number in the order of questions.csv and its theme.
    """
    rows = evidence.data.positions
    stated = rows[rows["stance"] != SILENT].drop_duplicates(["actor_id", "question_id"])
    counts = stated["actor_id"].value_counts()
    rows = rows[rows["actor_id"].map(counts).fillna(0) >= least]
    questions = evidence.data.questions.assign(number=_numbers).set_index("question_id")
    table = rows.assign(
        actor=[name_actor(evidence, actor) for actor in rows["actor_id"]],
        number=rows["question_id"].map(questions["number"]),
        theme=rows["question_id"].map(questions["theme"]),
        stance=rows["stance"].map(STANCES),
    )
    return table.drop_duplicates(["actor_id", "number", "stance", "source_id"])


def list_questions(evidence, positions: pd.DataFrame) -> pd.DataFrame:
    """The questions by number, with how often each stance was taken."""
    rows = evidence.data.questions
    table = pd.DataFrame({"No.": _numbers(rows), "Question": rows["text"]})
    once = positions.drop_duplicates(["actor_id", "question_id", "stance"])
    for stance in STANCES.values():
        counts = once[once["stance"] == stance]["question_id"].value_counts()
        counts = rows["question_id"].map(counts).fillna(0)
        table[stance.capitalize()] = counts.astype(int)
    cited = positions.groupby("question_id")["source_id"].agg(_join)
    return table.assign(source_id=rows["question_id"].map(cited).fillna(""))


def cross_positions(positions: pd.DataFrame, *themes: str) -> pd.DataFrame:
    """Actors by questions of the themes; each cell cites its sources."""
    chosen = positions[positions["theme"].isin(themes)]
    spoke = chosen[chosen["stance"] != STANCES[SILENT]]["actor"]
    chosen = chosen[chosen["actor"].isin(spoke)]
    numbers, rows = sorted(set(chosen["number"])), []
    topics = dict(zip(chosen["number"], chosen["question_id"]))
    for actor, said in chosen.groupby("actor", sort=False):
        cells = [_cross(said[said["number"] == number]) for number in numbers]
        rows.append((actor, *cells, said["actor_id"].iloc[0]))
    names = [f"{number}. {_topic(topics[number])}" for number in numbers]
    return pd.DataFrame(rows, columns=["Actor", *names, "actor_id"]).assign(**_no_source(rows))


def list_acts(evidence, first_day: str) -> pd.DataFrame:
    """Dated acts from a day on, oldest first, with the row and mark of the timeline."""
    rows = evidence.data.events.sort_values(["date", "event_id"])
    days = pd.to_datetime([_first_day(text) for text in rows["date"]])
    table = pd.DataFrame(
        {
            "Date": list(rows["date"]),
            "Day": days,
            "Who": [name_actor(evidence, actor) for actor in rows["actor_id"]],
            "Group": [_group(evidence, actor) for actor in rows["actor_id"]],
            "Kind": rows["act"].map(ACTS).fillna(SPOKEN).tolist(),
            "What": list(rows["title"]),
            "source_id": list(rows["source_id"]),
            "actor_id": list(rows["actor_id"]),
        }
    )
    return table[table["Day"] >= first_day].reset_index(drop=True)


def count_positions(stated: pd.DataFrame) -> dict[str, int]:
    """Actors, positions, questions, and questions with a yes and a no or a refusal."""
    yes = set(stated[stated["stance"] == "affirms"]["question_id"])
    no = set(stated[stated["stance"].isin(["denies", "rejects"])]["question_id"])
    return {
        "actors": stated["actor_id"].nunique(),
        "stated": len(stated),
        "questions": stated["question_id"].nunique(),
        "contested": len(yes & no),
    }


def publish_counts(stated: pd.DataFrame, source_ids) -> None:
    """Publish each count of `count_positions` as `responses-NAME`, with what was counted."""
    for name, count in count_positions(stated).items():
        how = f"a count of the {COUNTED[name]} in the table of positions"
        publish(f"responses-{name}", Word.read_in(count, source_ids, how=how))


def tell_matrix(positions: pd.DataFrame) -> str:
    """The matrix in one sentence."""
    stated = positions[positions["stance"] != STANCES[SILENT]]
    once = stated.drop_duplicates(["actor_id", "question_id", "stance"])
    count = count_positions(once)
    return (
        f"Of {count['questions']} questions {count['contested']} are affirmed by one "
        f"actor and denied or rejected by another; {count['actors']} actors take "
        f"{count['stated']} positions"
    )


def tell_timeline(acts: pd.DataFrame) -> str:
    """The timeline in one sentence."""
    if acts.empty:
        return "No dated act in this period had been recorded: 0 acts"
    busiest = acts["Day"].dt.year.value_counts().sort_index().idxmax()
    number = int((acts["Day"].dt.year == busiest).sum())
    return (
        f"Of the {len(acts)} acts on forced labour and trade recorded here {number} "
        f"fall in {busiest}, more than in any other year"
    )


def number_question(evidence, question_id: str) -> str:
    """The number under which charts and tables show a question; it counts nothing."""
    number = list(evidence.data.questions["question_id"]).index(question_id) + 1
    return Word.read_in(number, how="the question's place in the list of questions")


def name_actor(evidence, actor_id: str) -> str:
    """The actor's short name, or the one in actors.csv."""
    return SHORT_NAMES.get(actor_id) or _actor(evidence, actor_id)["name"]


def native_name(evidence, actor_id: str) -> str:
    """The actor's own name in its own script."""
    name = _actor(evidence, actor_id)["native_name"]
    return Word.read_in(name, how="the name in the table of actors")


def _actor(evidence, actor_id: str):
    return evidence.data.actors.set_index("actor_id").loc[actor_id]


def _group(evidence, actor_id: str) -> str:
    actor = _actor(evidence, actor_id)
    for name, kinds, country in GROUPS:
        fits = country in (None, actor["country"])
        if fits and (kinds is None or actor["kind"] in kinds):
            return name


def _cross(said: pd.DataFrame):
    if said.empty:
        return ""
    words = " and ".join(dict.fromkeys(said["stance"]))
    return cite_cell(words, said["source_id"])


def _topic(question_id: str) -> str:
    words = question_id.removeprefix("q-").replace("-", " ").capitalize()
    return TOPICS.get(question_id, words)


def _join(source_ids) -> str:
    return " ".join(sorted(set(source_ids)))


def _no_source(rows: list) -> dict:
    # A matrix without rows has no cells that could cite.
    return {} if rows else {"source_id": ""}


def _numbers(questions: pd.DataFrame) -> range:
    return range(1, len(questions) + 1)


def _first_day(text: str) -> datetime.date:
    """A year or a month stands at its first day, so that it can be placed."""
    parts = [int(part) for part in text.split("-")]
    return datetime.date(*(parts + [1, 1])[:3])
