"""Turns the first sentence of each paragraph into its address, wherever it moves.

It is the sentence's id in the records, before numbers are filled in, so that neither
new data nor another paragraph before it change the address.
"""

from collections import Counter

from docutils import nodes

from report.records.sentences import name_sentence


def address_paragraphs(app, doctree) -> None:
    """Give each paragraph of a section that was written, not made, its address."""
    seen = Counter()
    for paragraph in doctree.findall(nodes.paragraph):
        written = paragraph.rawsource.strip()
        if written and isinstance(paragraph.parent, nodes.section):
            name = name_sentence(app.env.docname, written.splitlines()[0])
            seen[name] += 1
            paragraph["ids"].append(name if seen[name] == 1 else f"{name}-{seen[name]}")
