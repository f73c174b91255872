"""The whole page: its head, its sections in their order, and the data that its script reads."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from skerry.decompose.proposal import Proposal
from skerry.render.graph.svg import styles
from skerry.render.html_report.boundaries import boundaries
from skerry.render.html_report.cuts import cuts
from skerry.render.html_report.data import data
from skerry.render.html_report.language import evidence, unplaced, words
from skerry.render.html_report.overview import context_map, verdict
from skerry.render.html_report.plan import phases, sagas
from skerry.render.html_report.services import services
from skerry.render.markup import Markup, raw, tag

_OURS = "Written by Skerry."
_SECTIONS = (
    ("verdict", "Verdict", verdict),
    ("map", "Context map", context_map),
    ("services", "Services", services),
    ("boundaries", "Boundaries", boundaries),
    ("sagas", "Sagas", sagas),
    ("phases", "Phases", phases),
    ("alternatives", "Alternatives", cuts),
    ("words", "Words", words),
    ("unplaced", "In no service", unplaced),
    ("evidence", "Evidence", evidence),
)


def report(proposal: Proposal) -> str:
    """The file's text. It may load nothing, and run no script but its own."""
    css = files("skerry.render.html_report").joinpath("report.css").read_text(encoding="utf-8") + styles()
    script = files("skerry.render.html_report").joinpath("report.js").read_text(encoding="utf-8")
    drawn = [(name, title, Markup(content)) for name, title, section in _SECTIONS if (content := section(proposal))]
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(css, script)),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{proposal.system}: a proposed decomposition"),
        raw('<link rel="icon" href="data:,">'),
        tag("style", raw(css)),
    )
    body = tag(
        "body",
        tag("a", "Skip to the verdict", href="#verdict", cls="skip"),
        _side(proposal, [(name, title) for name, title, _ in drawn]),
        tag("main", [tag("section", content, id=name) for name, _, content in drawn], _foot()),
        tag("aside", id="drawer", aria_live="polite", aria_label="Details", hidden=True),
        tag("script", raw(data(proposal)), type="application/json", id="data"),
        tag("script", raw(script)),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


def is_report(text: str) -> bool:
    """Whether a page is one that `report` wrote, so that it may be written again."""
    return _OURS in text


def _side(proposal: Proposal, sections: list[tuple[str, str]]) -> Markup:
    search = tag(
        "div",
        tag(
            "input",
            type="search",
            id="search",
            placeholder="Search  /",
            aria_label="Search services, entities, files and words",
            autocomplete="off",
            spellcheck="false",
        ),
        tag("ul", id="found", hidden=True),
        cls="search",
        id="searching",
        hidden=True,
    )
    items = [tag("li", tag("a", title, href=f"#{name}")) for name, title in sections]
    return tag("nav", tag("p", proposal.system, cls="system"), search, tag("ol", items), aria_label="Sections")


def _foot() -> Markup:
    how = f"{_OURS} Every figure here comes from the source code that was read."
    without = "Scripts are off: the tables are all here; each crossing with its line is shown only by the script."
    return tag("footer", tag("p", how), tag("noscript", tag("p", without)))


def _policy(css: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(css)}; script-src {_hash(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
