"""Pages about problem codes: one for a terminal, all of them as a document, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from skerry.kernel.problem import Code
from skerry.render.style import PLAIN, Style


def page(code: Code, style: Style = PLAIN) -> str:
    """The page of one code: what it is, then why it matters and what to do."""
    return f"{style.bold(f'{code.id}  {code.title}')} {style.dim(f'({code.severity})')}\n\n{code.about.strip()}\n"


def listing(codes: Iterable[Code], style: Style = PLAIN) -> str:
    """One line per code."""
    return "".join(f"{style.place(code.id)}  {code.title}\n" for code in codes)


def document(families: Mapping[str, Iterable[Code]]) -> str:
    """The reference page in Markdown: the codes of each step under its name."""
    lines = ["# Problems", "", "What each code means and what to do about it; `skerry explain CODE` prints the same."]
    for family, codes in families.items():
        lines += ["", f"## {family}"]
        for code in codes:
            lines += ["", f"### {code.id} {code.title}", "", f"*{code.severity}*", "", code.about.strip()]
    return "\n".join(lines) + "\n"


def as_json(code: Code) -> dict[str, str]:
    """The values of a code."""
    return {"id": code.id, "title": code.title, "severity": str(code.severity), "about": code.about.strip()}
