"""Turns the typesetter's tags into ones that a screen reader follows.

WeasyPrint tags what it sets; what PDF/UA (ISO 14289-1) asks beyond that is put right
on the finished objects, before they are written: each link has one annotation, which
says where it leads; header cells say whether they head a row or a column; items of
lists have bodies; running heads are no content; passages say their language.
"""

from collections.abc import Iterator

import pydyf
from weasyprint.formatting_structure import boxes

# Of an annotation: it is printed as well as shown.
PRINTED = 4
ITEM_PARTS = ("/Lbl", "/LBody")


def repair_tags(document, pdf: pydyf.PDF) -> None:
    """WeasyPrint's `finisher`: change the tags of a tagged PDF in place."""
    tree = Tree(pdf)
    for page in document.pages:
        for _, target, _, box in page.links:
            # A link to nowhere has none; the typesetter tells of it.
            if box.link_annotation:
                _settle_link(tree, box, target)
    for element in list(tree.walk()):
        _unite_link(tree, element)
        _give_body(tree, element)
        _give_scope(tree, element)
    _part_margins(tree)
    _mark_languages(tree, document)
    tree.store_owners()


class Tree:
    """The structure tree over the objects of a PDF that is not yet written."""

    def __init__(self, pdf: pydyf.PDF):
        self.pdf = pdf
        self.root = self.get(pdf.catalog["StructTreeRoot"])
        self._numbers = self.get(self.root["ParentTree"])["Nums"]
        # For each page, and each annotation after them, whose content it is.
        self.owners = dict(zip(self._numbers[::2], self._numbers[1::2], strict=True))

    def get(self, reference):
        """The object behind a reference; anything else as it is."""
        if isinstance(reference, bytes) and reference.endswith(b" R"):
            return self.pdf.objects[int(reference.split()[0])]
        return reference

    def kids(self, element) -> list:
        """An element's kids as objects, marked content as its number."""
        return [self.get(kid) for kid in element["K"]]

    def walk(self, top=None) -> Iterator[pydyf.Dictionary]:
        """Every element below `top`, in reading order."""
        for kid in self.kids(top or self.root):
            if is_element(kid):
                yield kid
                yield from self.walk(kid)

    def contents(self, top=None) -> Iterator[tuple[pydyf.Dictionary, int]]:
        """Each piece of marked content in reading order: its element, its place there."""
        top = top or self.root
        for place, kid in enumerate(self.kids(top)):
            if is_element(kid):
                yield from self.contents(kid)
            elif isinstance(kid, int):
                yield top, place

    def wrap(self, element, places: slice, kind: str) -> pydyf.Dictionary:
        """Put some of an element's kids into a new element in their place."""
        inner = pydyf.Dictionary({
            "Type": "/StructElem", "S": kind, "K": pydyf.Array(element["K"][places]),
            "P": element.reference, "Pg": element["Pg"],
        })  # fmt: skip
        self.pdf.add_object(inner)
        for kid, held in zip(inner["K"], self.kids(inner), strict=True):
            if is_element(held):
                held["P"] = inner.reference
            elif isinstance(kid, int):
                page = self.pdf.page_references.index(inner["Pg"])
                self.owners[page][kid] = inner.reference
        element["K"][places] = [inner.reference]
        return inner

    def drop_annotation(self, annotation) -> None:
        """Take an annotation from its page and from the element that holds it."""
        holder = self.get(self.owners.pop(annotation["StructParent"]))
        for kid in self.kids(holder):
            if isinstance(kid, dict) and kid.get("Obj") == annotation.reference:
                holder["K"].remove(kid.reference)
        self.get(holder["Pg"])["Annots"].remove(annotation.reference)

    def store_owners(self) -> None:
        """Write down whose content each page and annotation is, after all changes."""
        self._numbers[:] = [item for pair in self.owners.items() for item in pair]


def is_element(kid) -> bool:
    """Whether a kid is an element of the tree, not content or an annotation."""
    return isinstance(kid, dict) and "S" in kid


def _settle_link(tree: Tree, box, target: str) -> None:
    """A link is announced by its words, and by the address that it leaves for.

    Where a line breaks before a link, an empty part of it stays behind: no link.
    """
    annotation = box.link_annotation
    if not any(_says_something(leaf) for leaf in _leaves(box)):
        tree.get(tree.owners[annotation["StructParent"]])["S"] = "/Span"
        tree.drop_annotation(annotation)
        return
    words = " ".join("".join(box.element.itertext()).split())
    if "A" in annotation and target != words:
        words = f"{words} ({target})" if words else target
    annotation["Contents"] = pydyf.String(words or target)
    annotation["F"] = PRINTED


def _says_something(leaf) -> bool:
    return isinstance(leaf, boxes.ReplacedBox) or bool(leaf.text.strip())


def _unite_link(tree: Tree, element) -> None:
    """What stands inside a link gets an annotation of its own; one is enough."""
    if element["S"] != "/Link":
        return
    for inner in tree.walk(element):
        inner["S"] = "/Span" if inner["S"] == "/Link" else inner["S"]
        for kid in tree.kids(inner):
            if isinstance(kid, dict) and kid.get("Type") == "/OBJR":
                tree.drop_annotation(tree.get(kid["Obj"]))


def _give_body(tree: Tree, element) -> None:
    """An item of a list holds a label and a body, nothing else."""
    kids = tree.kids(element) if element["S"] == "/LI" else []
    if any(is_element(kid) and kid["S"] not in ITEM_PARTS for kid in kids):
        labelled = is_element(kids[0]) and kids[0]["S"] == "/Lbl"
        tree.wrap(element, slice(int(labelled), None), "/LBody")


def _give_scope(tree: Tree, element) -> None:
    if element["S"] == "/TH":
        above = tree.get(tree.get(element["P"])["P"])["S"]
        element["A"]["Scope"] = "/Column" if above == "/THead" else "/Row"


def _mark_languages(tree: Tree, document) -> None:
    """Say the language of each passage that is not in the book's own.

    The boxes of a page and the contents of its elements come in the same order.
    """
    pages = {reference: [] for reference in tree.pdf.page_references}
    for element, place in tree.contents():
        pages[element["Pg"]].append((element, place))
    for contents, page in zip(pages.values(), document.pages, strict=True):
        for (element, place), box in zip(contents, _leaves(page._page_box), strict=True):
            if (language := box.style["lang"]) and language != document.metadata.lang:
                _name_language(tree, element, place, language)


def _name_language(tree: Tree, element, place: int, language: str) -> None:
    if len(element["K"]) > 1:
        element = tree.wrap(element, slice(place, place + 1), "/Span")
    element["Lang"] = pydyf.String(language)


def _leaves(box) -> Iterator:
    """The texts and pictures of a box, without those in the margins of a page."""
    box = getattr(box, "_box", box)
    if isinstance(box, boxes.MarginBox):
        return
    for child in getattr(box, "children", ()):
        yield from _leaves(child)
    if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
        yield box


def _part_margins(tree: Tree) -> None:
    """Running heads and page numbers belong to no element: they are decoration."""
    held = {element.reference for element in tree.walk()}
    for page, reference in enumerate(tree.pdf.page_references):
        owners = tree.owners[page]
        loose = {number for number, owner in enumerate(owners) if owner not in held}
        owners[:] = ["null" if n in loose else owner for n, owner in enumerate(owners)]
        operators = tree.get(tree.get(reference)["Contents"]).stream
        for place, operator in enumerate(operators):
            if isinstance(operator, dict) and operator.get("MCID") in loose:
                operators[place - 1] = "/Artifact"
                operators[place] = pydyf.Dictionary({"Type": "/Pagination"})
