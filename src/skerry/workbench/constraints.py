"""The constraints file: what a person has decided before the first cut, or between two.

together: [["src/orders/**", "src/cart.py"]]     # each group is placed as one
apart: [["src/billing.py", "src/users.py"]]      # never in one service
pinned: { payment: ["src/pay/**"] }              # these files are this service's, under this name; the rest follows the evidence
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import replace
from pathlib import Path

from skerry.decompose.constraints import FREE, Constraints, contradictions
from skerry.decompose.problems import BAD_CONSTRAINT, CONTRADICTION, NO_CONSTRAINTS, NO_MATCH
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
    reading = _Reading(paths, [_no_model(problem) for problem in document.problems])
    found = reading.whole(document.root)
    return found, reading.problems or _unkept(found, reading.places, file)


def unkept(both: Constraints, services: int, where: str) -> list[Problem]:
    """Why these constraints, of a file and of a model together, can't all be kept, or not in so many services (0: any number)."""
    found = _unkept(both, {}, where)
    fixed = sorted(set(both.pinned.values()))
    if 0 < services < len(fixed):
        what = f"{services} asked for, but {len(fixed)} services are fixed: {', '.join(fixed)}"
        hint = f"ask for --services {len(fixed)} or more, or propose beside what is fixed: another --out, or --no-write"
        found.append(Problem(CONTRADICTION, what, Span(where), instead=hint))
    return found


def _unkept(constraints: Constraints, places: Map[str, Span], where: str) -> list[Problem]:
    return [
        Problem(CONTRADICTION, what, places.get(path, Span(where)), instead="take one of the two back")
        for path, what in contradictions(constraints)
    ]


def _no_model(problem: Problem) -> Problem:
    """What is wrong with the text, without the advice that is meant for models."""
    return replace(problem, instead="write " + ", ".join(f"`{key}:`" for key in _KEYS)) if problem.instead else problem


class _Reading:
    def __init__(self, paths: Sequence[str], problems: list[Problem]) -> None:
        self.paths = paths
        self.problems = problems
        self.places: dict[str, Span] = {}

    def whole(self, root: AnyNode | None) -> Constraints:
        pinned: dict[str, str] = {}
        together: list[frozenset[str]] = []
        apart: list[tuple[str, str]] = []
        for key, value in root.pairs if isinstance(root, Mapping) else ():
            if key.text == "pinned":
                self._pin(value, pinned)
            elif key.text == "together":
                together += [frozenset(self._group(group)) for group in self._items(value)]
            elif key.text == "apart":
                apart += self._apart(value)
            else:
                self._refuse(key)
        return Constraints(pinned, tuple(together), tuple(apart))

    def _pin(self, value: AnyNode, pinned: dict[str, str]) -> None:
        if not isinstance(value, Mapping):
            hint = "write { service: [path, path] }"
            self.problems.append(
                Problem(BAD_CONSTRAINT, "services with their files are expected here", value.span, instead=hint)
            )
            return
        for service, globs in value.pairs:
            for path in self._group(globs):
                if pinned.setdefault(path, service.text) != service.text:
                    what = f"`{path}` is pinned to `{pinned[path]}` and to `{service.text}`"
                    self.problems.append(Problem(CONTRADICTION, what, self.places[path], instead="pin it once"))

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
        self.places.update(dict.fromkeys(found, value.span))
        return found

    def _refuse(self, key: Scalar) -> None:
        near = nearest(key.text, _KEYS)
        known = f"did you mean `{near}`?" if near else f"known are {', '.join(_KEYS)}"
        self.problems.append(Problem(BAD_CONSTRAINT, f"`{key.text}` is no constraint", key.span, instead=known))
