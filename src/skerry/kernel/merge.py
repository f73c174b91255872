"""Three-way merge of texts by lines: what two people made of the same base, in one (Khanna, Kunal, Pierce: A Formal Investigation of
Diff3, 2007). Where both changed the same lines differently, there is no merge, and the places are named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged text, or the lines (counted from 1) of `ours` at which the two disagree."""

    text: str
    conflicts: tuple[int, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing was in the way."""
        return not self.conflicts


def merge(base: str, ours: str, theirs: str) -> Merged:
    """What `ours` and `theirs` made of `base`, together; on a conflict the text is `ours`."""
    if ours in (base, theirs):
        return Merged(theirs)
    if theirs == base:
        return Merged(ours)
    a, o, b = (each.splitlines(keepends=True) for each in (ours, base, theirs))
    lines: list[str] = []
    conflicts: list[int] = []
    at_o, at_a, at_b = 0, 0, 0
    for next_o, next_a, next_b, length in _stable(o, a, b):
        part = _chunk(o[at_o:next_o], a[at_a:next_a], b[at_b:next_b])
        if part is None:
            conflicts.append(at_a + 1)
        else:
            lines += part
        lines += o[next_o : next_o + length]
        at_o, at_a, at_b = next_o + length, next_a + length, next_b + length
    return Merged(ours, tuple(conflicts)) if conflicts else Merged("".join(lines))


def _chunk(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Sequence[str] | None:
    """What stands between two stable runs; None where both changed it, and not alike."""
    if ours == base:
        return theirs
    if theirs in (base, ours):
        return ours
    return None


def _stable(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The runs of lines that are the same in all three, in order, and an empty one at the end."""
    in_ours, in_theirs = _matches(base, ours), _matches(base, theirs)
    at = 0
    while at < len(base):
        start_a, start_b = in_ours.get(at), in_theirs.get(at)
        if start_a is None or start_b is None:
            at += 1
            continue
        length = 1
        while in_ours.get(at + length) == start_a + length and in_theirs.get(at + length) == start_b + length:
            length += 1
        yield at, start_a, start_b, length
        at += length
    yield len(base), len(ours), len(theirs), 0


def _matches(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """For each line of the base that is unchanged, where it stands in the other."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}
