"""Turns prose into one sentence a line, without changing what is rendered.

A line is broken only where a sentence surely ends, and joined only where it surely
goes on; between the two, whoever wrote it decides. What MyST reads is compared before
and after, and a paragraph that would change stays as it is.
"""

import re
from functools import cache

# Read with the syntax that `_config.yml` switches on.
EXTENSIONS = ("colon_fence", "dollarmath", "substitution", "attrs_inline", "attrs_block")
# Words after which a full stop does not end a sentence.
ABBREVIATIONS = frozenset(
    "al approx arg art arts ca cf ch chs cl cm co col corp dec dept dr ed eds eg est etc feb"
    " fig figs gen gov ibid ie inc incl jan jul jun ltd mr mrs ms mt no nos nov oct op p para"
    " paras pl pp pres prof pt pts rep reps rev sec sect sen sens sep sept ser st suppl tab"
    " trans viz vol vols vs"
    .split()
)  # fmt: skip
# Blanks as Markdown knows them; others are letters of the text.
BLANK = " \t"
CLOSERS = "\"'”’»)]*_"
ENDING = re.compile(rf"[.!?][{re.escape(CLOSERS)}]*(?=[ \t]+\S)")
ENDED = re.compile(rf"[.!?][{re.escape(CLOSERS)}]*$")
OPENERS = "\"'“‘«([{*_$"
INITIALS = re.compile(r"(?:\w\.)*\w")
# A citation after the full stop belongs to the sentence before it.
CITATION = re.compile(r"\{cite[:}]")
# A line may begin with a few words in bold that name what it is about.
LEAD = re.compile(r"\*\*[^*]+\*\*")
# Code, links, formulas, and what stands in brackets or quotation marks.
WHOLE = re.compile(
    r"(`+).+?\1|<[^<>\s]+>|\$[^$]+\$|\]\([^()]*\)|\([^()]*\)|\[[^\[\]]*\]"
    r'|"[^"]*"|“[^“”]*”|«[^«»]*»'
)
MARKERS = re.compile(r"[ \t]*(?:(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))[ \t]*)*")
HARD_BREAK = re.compile(r"(?: {2,}|\\)$")


def split_sentences(text: str) -> str:
    """Markdown with each sentence on a line of its own; doing it twice changes nothing."""
    lines = text.split("\n")
    for start, end in reversed(_find_paragraphs(text)):
        put = lines[:start] + _reflow(lines[start:end]) + lines[end:]
        if put != lines and is_rendered_alike("\n".join(put), "\n".join(lines)):
            lines = put
    return "\n".join(lines)


def is_rendered_alike(one: str, other: str) -> bool:
    """Whether two Markdown texts differ at most in where their lines break."""
    return one == other or _simplify(_parse(one)) == _simplify(_parse(other)) != []


def _find_paragraphs(text: str) -> list[tuple[int, int]]:
    return [tuple(t.map) for t in _parse(text) if t.type == "paragraph_open" and t.map]


def _parse(text: str) -> list:
    """What MyST reads; nothing where its reader itself breaks, so that the text stays."""
    try:
        return _parser().parse(text, {})
    except IndexError:
        return []


@cache
def _parser():
    from markdown_it.renderer import RendererHTML
    from myst_parser.config.main import MdParserConfig
    from myst_parser.parsers.mdit import create_md_parser

    return create_md_parser(MdParserConfig(enable_extensions=set(EXTENSIONS)), RendererHTML)


def _simplify(tokens) -> list[tuple]:
    """Tokens without their place, with a line's end read as the space that it is."""
    simple = []
    for token in tokens:
        kind, content, tag = token.type, token.content, token.tag
        if kind == "softbreak":
            kind, content, tag = "text", " ", ""
        if kind == "inline":
            content = ""
        children = _simplify(token.children or ())
        words = re.sub(r"[ \t\n]+", " ", content) if kind == "text" else content
        if kind == "text" and simple and simple[-1][0] == "text":
            words = re.sub(" +", " ", simple.pop()[1] + words)
        meta = {name: value for name, value in token.meta.items() if name != "line"}
        simple.append((kind, words, tag, token.attrs, token.info, meta, children))
    return simple


def _reflow(lines: list[str]) -> list[str]:
    """The lines of one paragraph, joined and broken anew."""
    marker = MARKERS.match(lines[0]).group()
    further = re.sub(r"[^> \t]", " ", marker)
    margin = r"[ \t>]*" if ">" in marker else r"[ \t]*"
    texts = [lines[0][len(marker) :], *(re.sub(f"^{margin}", "", x) for x in lines[1:])]
    sentences = [s for text in _join(texts) for s in _break(text)]
    return [marker + sentences[0], *(further + sentence for sentence in sentences[1:])]


def _join(lines: list[str]) -> list[str]:
    """Lines that go on joined to the ones before them."""
    joined = lines[:1]
    for line in lines[1:]:
        before = joined[-1]
        ended = ENDED.search(before.rstrip(BLANK)) and not line[:1].islower()
        if ended or HARD_BREAK.search(before):
            joined.append(line)
        else:
            joined[-1] = f"{before.rstrip(BLANK)} {line}"
    return [x if HARD_BREAK.search(x) and n < len(joined) - 1 else x.rstrip(BLANK)
            for n, x in enumerate(joined)]  # fmt: skip


def _break(line: str) -> list[str]:
    """One line as its sentences."""
    whole = [match.span() for match in WHOLE.finditer(line)]
    sentences, start = [], 0
    for match in ENDING.finditer(line):
        if _ends_sentence(line, match, whole):
            sentences.append(line[start : match.end()].strip(BLANK))
            start = match.end()
    return [*sentences, line[start:].lstrip(BLANK) if start else line]


def _ends_sentence(line: str, match: re.Match, whole: list[tuple[int, int]]) -> bool:
    at, after = match.start(), line[match.end() :].lstrip(BLANK)
    if not (after[0].isupper() or after[0].isdigit() or after[0] in OPENERS):
        return False
    if CITATION.match(after) or LEAD.fullmatch(line[: match.end()]):
        return False
    if any(a <= at < b and line[at + 1 : b].strip(CLOSERS) for a, b in whole):
        return False
    if line[at] != ".":
        return True
    word = re.search(r"\S*$", line[:at]).group().lstrip(OPENERS)
    short = word.lower() in ABBREVIATIONS or INITIALS.fullmatch(word)
    return not (short and not word.isdigit()) and not word.endswith(".") and bool(word)
