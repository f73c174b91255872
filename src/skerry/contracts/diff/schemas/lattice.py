"""Whether all that one shape accepts is accepted by another: yes, no, or not known. Yes is never said without reason.

Pairs are decided once. A pair that is met again while it is being decided is taken for included: if nothing else speaks against
it, it is (what holds of all finite values holds coinductively); a yes that rests on such an assumption is not kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from skerry.contracts.diff.schemas.accepts import accepts
from skerry.contracts.diff.schemas.answers import Answer, any_of, every, yes_if
from skerry.contracts.diff.schemas.disjoint import disjoint
from skerry.contracts.diff.schemas.scalars import formats_within, limits_within, numbers_within, texts_within
from skerry.formats.json_schema import Conditional, Contains, Shape

_Question = Callable[[], Answer]
_DEEPEST = 60
_MOST = 60_000
_MOST_IN_ALL = 1_500_000
_MOST_VISITS = 100_000
_MOST_SPLITS = 40
_WIDEST = 200  # branches of a union that are looked at in pairs
_FREE = 1 << 30


class Lattice:
    """Inclusion among the shapes of two documents. `same` says whether two shapes are equal as written."""

    def __init__(self, same: Callable[[Shape, Shape], bool]) -> None:
        self.same = same
        self._known: dict[tuple[Shape, Shape], Answer] = {}
        self._open: dict[tuple[Shape, Shape], int] = {}
        self._lowest = _FREE
        self._left = _MOST
        self._in_all = _MOST_IN_ALL
        self._visits = _MOST_VISITS

    def fresh(self) -> None:
        """Begins with a new budget of steps, as far as that of all goes: what is not decided within it is not known."""
        self._in_all -= _MOST - max(self._left, 0)
        self._left = max(min(_MOST, self._in_all), 0)

    def visit(self) -> bool:
        """Counts a pair that is gone through; false when there were too many over all schemas of the two documents."""
        self._visits -= 1
        return self._visits > 0

    def includes(self, wide: Shape, narrow: Shape) -> Answer:
        """Whether `wide` accepts whatever `narrow` accepts."""
        if wide is narrow or wide.anything or narrow.never:
            return Answer.YES
        pair = (wide, narrow)
        known = self._known.get(pair)
        if known is not None:
            return known
        if pair in self._open:
            self._lowest = min(self._lowest, self._open[pair])
            return Answer.YES
        depth = len(self._open)
        if depth >= _DEEPEST or self._left <= 0:
            return Answer.UNKNOWN
        self._left -= 1
        return self._kept(pair, depth)

    def equal(self, one: Shape, other: Shape) -> bool:
        """Whether two shapes surely accept the same."""
        return self.same(one, other) or (self.includes(one, other).sure and self.includes(other, one).sure)

    def _kept(self, pair: tuple[Shape, Shape], depth: int) -> Answer:
        """Decides a pair, and keeps the answer unless it is a yes that rests on a pair further out."""
        outer, self._lowest = self._lowest, _FREE
        self._open[pair] = depth
        answer = Answer.YES if self.same(*pair) else self._decided(*pair)
        del self._open[pair]
        if answer is not Answer.YES or self._lowest >= depth:
            if (self._left > 0 and depth < _DEEPEST // 2) or answer is Answer.YES:
                self._known[pair] = answer
            self._lowest = outer
        else:
            self._lowest = min(outer, self._lowest)
        return answer

    def _decided(self, wide: Shape, narrow: Shape) -> Answer:
        if narrow.values is not None:
            return self._values(wide, narrow)
        if narrow.accepts_null and not wide.accepts_null:
            return self._split(wide, narrow) if narrow.alternatives else Answer.NO
        others = narrow.types - {"null"}
        if wide.nullable and narrow.accepts_null and (wide.any_of or wide.one_of):
            return self.includes(wide, narrow.only(*sorted(others)))
        if not narrow.types - {"null"} <= wide.types:
            return self._split(wide, narrow) if narrow.alternatives else Answer.NO
        simple = every(self._simple(wide, narrow))
        if simple is Answer.YES or not narrow.alternatives:
            return simple
        return self._split(wide, narrow)

    def _values(self, wide: Shape, narrow: Shape) -> Answer:
        """Each value that the one may have is asked of the other; what they agree on in writing need not be asked."""
        values = [*(narrow.values or ()), *([None] if narrow.nullable else [])]
        answers = [accepts(wide, value) for value in values]
        if all(answers):
            return Answer.YES
        if False not in answers:
            return every(self._simple(wide, narrow))
        refused = [value for value, answer in zip(values, answers, strict=True) if answer is False]
        return Answer.NO if any(accepts(narrow, value) for value in refused) else Answer.UNKNOWN

    def _split(self, wide: Shape, narrow: Shape) -> Answer:
        """Inclusion of a union: of each of its branches."""
        branches = narrow.alternatives
        if len(branches) > _MOST_SPLITS:
            return Answer.UNKNOWN
        return every(partial(self.includes, wide, branch) for branch in branches)

    def _simple(self, wide: Shape, narrow: Shape) -> Iterator[_Question]:
        """What has to hold, each for itself."""
        if wide.values is not None and narrow.values is None:
            yield lambda: yes_if(_boolean(wide, narrow))
        kinds = narrow.types
        if kinds & {"integer", "number"} and wide.types & {"integer", "number"}:
            yield lambda: numbers_within(wide, narrow)
        if "string" in kinds:
            yield lambda: texts_within(wide, narrow)
        if wide.formats and kinds & {"string", "integer", "number"}:
            yield lambda: yes_if(formats_within(wide, narrow))
        if "array" in kinds:
            yield from self._arrays(wide, narrow)
        if "object" in kinds:
            yield from self._objects(wide, narrow)
        yield from self._combined(wide, narrow)

    def _arrays(self, wide: Shape, narrow: Shape) -> Iterator[_Question]:
        if not limits_within(wide, narrow, "Items") or (
            wide.unique and not narrow.unique and narrow.limit("maxItems") not in (0, 1)
        ):
            yield lambda: Answer.NO
        ours, theirs = wide.elements, narrow.elements
        yield lambda: yes_if(ours.exact and theirs.exact)
        most = narrow.limit("maxItems")
        positions = max(ours.prefix, theirs.prefix)
        for at in range(positions if most is None else min(positions, most)):
            yield partial(self.includes, ours.positioned(at), theirs.positioned(at))
        if most is None or most > positions:
            yield partial(self.includes, ours.rest, theirs.rest)
        for wanted in wide.contains:
            yield partial(self._contained, wanted, narrow)

    def _contained(self, wanted: Contains, narrow: Shape) -> Answer:
        for has in narrow.contains:
            enough = wanted.least == 0 or (has.least >= wanted.least and self.includes(wanted.shape, has.shape).sure)
            few = wanted.most is None or (
                has.most is not None and has.most <= wanted.most and self.includes(has.shape, wanted.shape).sure
            )
            if enough and few:
                return Answer.YES
        if wanted.most is None and (narrow.limit("minItems") or 0) >= wanted.least:
            elements = narrow.elements
            every_one = [*map(elements.positioned, range(elements.prefix)), elements.rest]
            return every(partial(self.includes, wanted.shape, each) for each in every_one)
        return Answer.UNKNOWN

    def _objects(self, wide: Shape, narrow: Shape) -> Iterator[_Question]:
        ours, theirs = wide.members, narrow.members
        if not ours.required <= theirs.required or not limits_within(wide, narrow, "Properties"):
            yield lambda: Answer.NO
        yield lambda: yes_if(ours.exact and theirs.exact)
        for name in {**ours.names, **theirs.names}:
            yield partial(self.includes, ours.named(name), theirs.named(name))
        for pattern in dict.fromkeys((*ours.patterns, *theirs.patterns)):
            yield partial(self.includes, ours.patterned(pattern), theirs.patterned(pattern))
        for pattern in ours.patterns:
            if pattern not in theirs.patterns:
                for other in theirs.patterns:
                    yield partial(self.includes, ours.patterned(pattern), theirs.patterned(other))
        yield partial(self.includes, ours.rest, theirs.rest)
        for wanted in ours.name_shapes:
            yield partial(self._named, wanted, narrow)
        yield lambda: yes_if(_dependencies_within(wide, narrow))
        for name, wanted in ours.dependent_schemas.items():
            yield partial(self._dependent, wanted, theirs.dependent_schemas.get(name), narrow)

    def _named(self, wanted: Shape, narrow: Shape) -> Answer:
        """Names: as the other restricts them, or the few that it allows."""
        members = narrow.members
        if members.rest.never and not members.patterns:
            return yes_if(all(accepts(wanted, name) for name in members.names))
        if not members.name_shapes:
            return self.includes(wanted, wanted.make(()).only("string"))
        return any_of(partial(self.includes, wanted, each) for each in members.name_shapes)

    def _dependent(self, wanted: Shape, has: Shape | None, narrow: Shape) -> Answer:
        objects = [each.only("object") for each in (has, narrow) if each is not None]  # nothing else has members
        return any_of(partial(self.includes, wanted, each) for each in objects)

    def _combined(self, wide: Shape, narrow: Shape) -> Iterator[_Question]:
        for group in wide.any_of:
            yield partial(self._in_union, group, narrow)
        for group in wide.one_of:
            yield partial(self._in_exclusive, group, narrow)
        for refused in wide.nots:
            yield partial(self._refused, refused, narrow)
        for each in wide.conditionals:
            yield partial(self._conditional, each, narrow)

    def _conditional(self, wanted: Conditional, narrow: Shape) -> Answer:
        for has in narrow.conditionals:
            branches = ((wanted.then, has.then), (wanted.otherwise, has.otherwise))
            if self.equal(wanted.condition, has.condition) and all(self.includes(*pair).sure for pair in branches):
                return Answer.YES
        return every(partial(self.includes, branch, narrow) for branch in (wanted.then, wanted.otherwise))

    def _refused(self, refused: Shape, narrow: Shape) -> Answer:
        if disjoint(refused, narrow):
            return Answer.YES
        return any_of(partial(self.includes, each, refused) for each in narrow.nots)

    def _in_union(self, group: tuple[Shape, ...], narrow: Shape) -> Answer:
        """A union holds what one of its branches holds, or what falls into several of them type by type."""
        if any(self._all_within(group, other) for other in (*narrow.any_of, *narrow.one_of)):
            return Answer.YES
        if any_of(partial(self.includes, branch, narrow) for branch in group).sure:
            return Answer.YES
        parts = self._parts(narrow)
        each_in_one = every(
            partial(any_of, [partial(self.includes, branch, part) for branch in group]) for part in parts
        )
        return each_in_one if parts else Answer.UNKNOWN

    def _all_within(self, group: tuple[Shape, ...], other: tuple[Shape, ...]) -> bool:
        return len(group) * len(other) <= 400 and all(
            any(self.includes(branch, each).sure for branch in group) for each in other
        )

    def _in_exclusive(self, group: tuple[Shape, ...], narrow: Shape) -> Answer:
        """Exactly one branch: one holds it all and the others none of it, or the same exclusive union stands on the other side."""
        if any(self._same_union(group, other) for other in narrow.one_of):
            return Answer.YES
        if self._one_holds(group, narrow):
            return Answer.YES
        parts = self._parts(narrow)
        return yes_if(bool(parts) and all(self._one_holds(group, part) for part in parts))

    def _one_holds(self, group: tuple[Shape, ...], narrow: Shape) -> bool:
        self._left -= len(group)
        if len(group) > _WIDEST or self._left <= 0:
            return False
        holding = [branch for branch in group if not disjoint(branch, narrow)]
        return len(holding) == 1 and self.includes(holding[0], narrow).sure

    def _same_union(self, group: tuple[Shape, ...], other: tuple[Shape, ...]) -> bool:
        if len(group) != len(other) or len(group) > _WIDEST:
            return False
        left = list(other)
        for branch in group:
            found = next((each for each in left if self.equal(branch, each)), None)
            if found is None:
                return False
            left.remove(found)
        return not left

    def _parts(self, narrow: Shape) -> list[Shape]:
        """A shape of several types as one shape for each; number and integer stay together."""
        kinds = narrow.types - {"integer", "number"}
        numbers = narrow.types & {"integer", "number"}
        groups = [*([(kind,) for kind in sorted(kinds)]), *([tuple(sorted(numbers))] if numbers else [])]
        if narrow.nullable and "null" not in kinds:
            groups.append(("null",))
        return [narrow.only(*group) for group in groups] if len(groups) > 1 else []


def _dependencies_within(wide: Shape, narrow: Shape) -> bool:
    theirs = narrow.members
    asked = wide.members.dependent_required.items()
    return all(names <= theirs.dependent_required.get(name, frozenset()) | theirs.required for name, names in asked)


def _boolean(wide: Shape, narrow: Shape) -> bool:
    """Whether the other has nothing but true, false and null, and all of them are among the values."""
    if not narrow.types <= {"boolean", "null"}:
        return False
    values = [*((True, False) if "boolean" in narrow.types else ()), *((None,) if narrow.accepts_null else ())]
    return all(accepts(wide, value) for value in values)
