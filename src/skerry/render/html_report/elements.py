"""Elements that several sections share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from skerry.decompose.proposal import Place, Reason
from skerry.render.anchors import anchor
from skerry.render.decomposition.phrases import place
from skerry.render.markup import Markup, tag


def heading(title: str, about: str = "") -> Markup:
    """A section's title and, under it, one sentence on what is shown."""
    return tag("header", tag("h2", title), tag("p", about) if about else None)


def table(head: Sequence[str], rows: Iterable[Markup], *, caption: str, cls: str | None = None) -> Markup:
    """A table that scrolls by itself if it is too wide; headings that begin with `#` stand over numbers."""
    cells = [
        tag("th", name.removeprefix("#"), scope="col", cls="number" if name.startswith("#") else None) for name in head
    ]
    whole = tag("table", tag("caption", caption), tag("thead", tag("tr", cells)), tag("tbody", list(rows)), cls=cls)
    return tag("div", whole, cls="scroll", tabindex=0, role="region", aria_label=caption)


def row(*cells: object, id_: str | None = None, **attributes: str | None) -> Markup:
    """A row; the first cell names it."""
    first, *rest = (cell if _is_cell(cell) else tag("td", cell) for cell in cells)
    return tag("tr", first, rest, id=id_, **attributes)


def number(value: object) -> Markup:
    """A cell with a figure."""
    return tag("td", f"{value:,}" if isinstance(value, int) else value, cls="number")


def where(at: Place) -> Markup:
    """A place as code."""
    return tag("code", place(at), cls="place")


def service_link(name: str) -> Markup:
    """The name of a service, leading to its card."""
    return tag("a", name, href="#" + anchor("service", name))


def context_link(name: str) -> Markup:
    """The name of a context, leading to its line in the table beside the map."""
    return tag("a", name, href="#" + anchor("context", name))


def links(names: Iterable[str]) -> list[Markup | str]:
    """Services in a list, with commas between."""
    return [part for i, name in enumerate(names) for part in ((", " if i else ""), service_link(name))]


def chips(words: Iterable[str], cls: str = "chips") -> Markup | None:
    """Words side by side; nothing if there are none."""
    items = [tag("li", word) for word in words]
    return tag("ul", items, cls=cls) if items else None


def meter(value: float, label: str) -> Markup:
    """A small bar from 0 to 1, with its figure."""
    shown = f"{value:.2f}"
    return tag(
        "span",
        tag("meter", shown, min=0, max=1, value=f"{min(max(value, 0), 1):.3f}", aria_label=f"{label}: {shown}"),
        tag("span", shown),
        cls="measure",
    )


def reasons(found: Iterable[Reason], cls: str = "reasons") -> Markup | None:
    """Reasons as a list: the family, the sentence, the places."""
    items = [
        tag("li", tag("b", each.family), " ", each.text, [[" ", where(at)] for at in each.places[:3]]) for each in found
    ]
    return tag("ul", items, cls=cls) if items else None


def _is_cell(cell: object) -> bool:
    return isinstance(cell, Markup) and cell.startswith(("<td", "<th"))
