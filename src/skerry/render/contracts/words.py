"""The sentences about a change that several formats share."""

from __future__ import annotations

import json

from skerry.contracts.change import Change, Ground, Level

_MOST = 160
_GROUNDS = {
    Ground.EQUALITY: "both sides mean the same",
    Ground.LATTICE: "every value that was valid still is",
    Ground.RULE: "by rule",
}


def proof(change: Change) -> str:
    """What the verdict rests on."""
    shown = change.proof
    if shown.ground is not Ground.WITNESS:
        if shown.ground is Ground.RULE and change.level is Level.BREAKING:
            return f"by rule: {shown.unproven}" if shown.unproven else "by rule, without a witness"
        return _GROUNDS[shown.ground]
    other = "after" if shown.accepted == "before" else "before"
    because = f" ({shown.refused_with})" if shown.refused_with else ""
    return f"{payload(change)} was valid {shown.accepted} and is refused {other}{because}".replace(
        "was valid after", "is valid after"
    )


def payload(change: Change) -> str:
    """The witness, cut to a line."""
    text = json.dumps(change.proof.payload, ensure_ascii=False, default=str)
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"


def consumers(change: Change) -> str:
    """Whom it breaks, and whom not."""
    broken = [f"{each.consumer} ({each.because})" for each in change.consumers if each.level is Level.BREAKING]
    doubtful = [f"{each.consumer} ({each.because})" for each in change.consumers if each.level is Level.DANGEROUS]
    spared = [each.consumer for each in change.consumers if each.level is Level.SAFE]
    parts = [f"breaks {', '.join(broken)}" if broken else "", f"may break {', '.join(doubtful)}" if doubtful else ""]
    if spared:
        parts.append(
            f"not {', '.join(spared)}" if broken or doubtful else f"breaks nobody known: not {', '.join(spared)}"
        )
    return ", ".join(filter(None, parts))
