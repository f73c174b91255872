"""What chaos did to a system and what was true afterwards: a timeline and a verdict, as text and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from skerry.render.snippet import visible
from skerry.render.style import Style
from skerry.run.chaos.faults import Inflicted
from skerry.run.chaos.result import Broken, Chaos

SCHEMA = "skerry-chaos-1"
_WIDTH = 40  # columns of the whole time


def chaos_text(chaos: Chaos, style: Style) -> str:
    """The timeline, then what had to be true."""
    lines = [*_timeline(chaos.faults, style), ""]
    lines.append(
        f"{chaos.lived} of {chaos.begun} stories came true, {chaos.commands} commands were accepted, "
        f"{len(chaos.faults)} faults in {chaos.seconds:.0f} s"
    )
    found = Counter(each.invariant for each in chaos.broken)
    for name in chaos.looked:
        mark = style.error(f"✗ {name} ({found[name]})") if found[name] else style.good(f"✓ {name}")
        lines.append(mark)
        lines += [f"  {visible(each.why)}" for each in _first(chaos.broken, name)]
    return "\n".join(lines)


def chaos_json(chaos: Chaos, seed: int) -> str:
    """All of it; times are seconds after the beginning."""
    said = {
        "schema": SCHEMA, "seed": seed, "seconds": round(chaos.seconds, 1), "stories": {"begun": chaos.begun, "true": chaos.lived},
        "commands": chaos.commands, "refused": chaos.refused, "invariants": chaos.looked,
        "broken": [asdict(each) for each in chaos.broken],
        "faults": [
            {**asdict(each.fault), "began": round(each.began, 2), "ended": round(each.ended, 2), "pid": each.pid, "why_not": each.why_not}
            for each in chaos.faults
        ],
    }  # fmt: skip
    return json.dumps(said, indent=2)


def _timeline(faults: Sequence[Inflicted], style: Style) -> list[str]:
    """A line for each fault: when, what, to whom, and a bar in the whole time."""
    if not faults:
        return [style.dim("nothing was done to it")]
    whole = max(each.ended for each in faults) or 1.0
    width = max(len(each.fault.part) for each in faults)
    lines = []
    for each in faults:
        begin, end = (round(at / whole * _WIDTH) for at in (each.began, each.ended))
        bar = f"{' ' * begin}{'▪' * max(1, end - begin)}".ljust(_WIDTH + 1)
        lasting = f"{each.fault.seconds:.1f} s" if each.fault.seconds else ""
        lasting += f", {each.fault.by:+g} s" if each.fault.by else ""
        text = f"{each.began:6.1f} s  {each.fault.kind:<9}  {each.fault.part.ljust(width)}  {style.dim(bar)}  {lasting}".rstrip()
        lines.append(f"{text}  {style.warning(each.why_not)}" if each.why_not else text)
    return lines


def _first(broken: Sequence[Broken], name: str, most: int = 3) -> list[Broken]:
    return [each for each in broken if each.invariant == name][:most]
