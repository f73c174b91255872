"""The constraints file: what a person has decided before the first cut, or between two.

together: [["src/orders/**", "src/cart.py"]]     # each group is placed as one
apart: [["src/billing.py", "src/users.py"]]      # never in one service
pinned: { payment: ["src/pay/**"] }              # these files are this service's, under this name; the rest follows the evidence
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from skerry.decompose.constraints import FREE, Constraints
from skerry.decompose.problems import BAD_CONSTRAINT, NO_CONSTRAINTS, NO_MATCH
from skerry.kernel.globs import matches
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.kernel.words import nearest
from skerry.model.document import read
from skerry.model.nodes import AnyNode, Mapping, Scalar
from skerry.model.nodes import Sequence as Listed

_KEYS = ("together", "apart", "pinned")


def constraints(file: str, paths: Sequence[str]) -> tuple[Constraints, list[Problem]]:
    """What the file says of these paths, and what is wrong with it; no file is no constraint."""
    if not file:
        return FREE, []
    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        return FREE, [Problem(NO_CONSTRAINTS, f"the file could not be read: {why}", Span(file))]
    document = read(text, file)
    reading = _Reading(paths, list(document.problems))
    found = reading.whole(document.root)
    return found, reading.problems


class _Reading:
    def __init__(self, paths: Sequence[str], problems: list[Problem]) -> None:
        self.paths = paths
        self.problems = problems

    def whole(self, root: AnyNode | None) -> Constraints:
        pinned: dict[str, str] = {}
        together: list[frozenset[str]] = []
        apart: list[tuple[str, str]] = []
        for key, value in root.pairs if isinstance(root, Mapping) else ():
            if key.text == "pinned" and isinstance(value, Mapping):
                for service, globs in value.pairs:
                    pinned.update(dict.fromkeys(self._group(globs), service.text))
            elif key.text == "together":
                together += [frozenset(self._group(group)) for group in self._items(value)]
            elif key.text == "apart":
                apart += self._apart(value)
            else:
                self._refuse(key)
        return Constraints(pinned, tuple(together), tuple(apart))

    def _apart(self, value: AnyNode) -> Iterator[tuple[str, str]]:
        for group in self._items(value):
            sides = [self._files(one) for one in self._items(group)]
            yield from ((a, b) for i, side in enumerate(sides) for other in sides[i + 1 :] for a in side for b in other)

    def _items(self, value: AnyNode) -> Sequence[AnyNode]:
        if isinstance(value, Listed):
            return value.items
        self.problems.append(Problem(BAD_CONSTRAINT, "a list is expected here", value.span, instead="write [a, b]"))
        return ()

    def _group(self, value: AnyNode) -> list[str]:
        return [path for one in self._items(value) for path in self._files(one)]

    def _files(self, value: AnyNode) -> list[str]:
        if not isinstance(value, Scalar):
            self.problems.append(Problem(BAD_CONSTRAINT, "a path or a glob is expected here", value.span))
            return []
        found = [path for path in self.paths if path == value.text or matches(value.text, path)]
        if not found:
            near = nearest(value.text, self.paths)
            hint = f"did you mean `{near}`?" if near else "paths are relative to the folder that is read"
            self.problems.append(
                Problem(NO_MATCH, f"`{value.text}` matches no file that was read", value.span, instead=hint)
            )
        return found

    def _refuse(self, key: Scalar) -> None:
        near = nearest(key.text, _KEYS)
        known = f"did you mean `{near}`?" if near else f"known are {', '.join(_KEYS)}"
        self.problems.append(Problem(BAD_CONSTRAINT, f"`{key.text}` is no constraint", key.span, instead=known))
