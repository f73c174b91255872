"""Words with two meanings or two words for one, what belongs to no service, and what the proposal rests on."""

from __future__ import annotations

from skerry.decompose.proposal import Proposal
from skerry.render.html_report.elements import chips, context_link, heading, links, row, table, where
from skerry.render.markup import Markup, tag

_LISTED = 300  # files in no service


def words(proposal: Proposal) -> Markup | None:
    """Homonyms and synonyms: each context keeps its own meaning."""
    if not proposal.words:
        return None
    rows = [
        row(tag("b", " / ".join(each.words)), each.kind, context_link(context), meaning, where(place))
        for each in proposal.words
        for context, meaning, place in each.meanings
    ]
    about = "One word with several meanings, or several words with one. Each context keeps its own."
    return Markup(heading("Words", about) + table(("word", "kind", "context", "means", "where"), rows, caption="Words"))


def unplaced(proposal: Proposal) -> Markup | None:
    """What belongs nowhere, named as such."""
    found = proposal.unplaced
    if not found:
        return None
    rows = [row(tag("code", u.path), u.kind, u.why, links(u.used_by[:6])) for u in found[:_LISTED]]
    more = tag("p", f"and {len(found) - _LISTED:,} more, see the JSON", cls="quiet") if len(found) > _LISTED else ""
    about = "Files that would be wrong in any one service."
    listed = table(("file", "kind", "why", "used by"), rows, caption="Files in no service")
    return Markup(heading("In no service", about) + listed + more)


def evidence(proposal: Proposal) -> Markup | None:
    """The families that took part, and the notes."""
    notes = [tag("li", note) for note in proposal.notes]
    if not notes and not proposal.evidence:
        return None
    listed = tag("ul", notes, cls="plain") if notes else ""
    return Markup(heading("Evidence", "What took part in the decision.") + (chips(proposal.evidence) or "") + listed)
