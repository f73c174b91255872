"""Values that a shape accepts: the smallest, and many that lie at the edges of what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import Any
from weakref import WeakKeyDictionary

from skerry.contracts.diff.schemas.accepts import accepts, divides
from skerry.contracts.diff.schemas.contents import SAMPLES
from skerry.contracts.diff.schemas.regexes import text_matching
from skerry.formats.json_schema import Shape

_DEEPEST = 12
_ELEMENTS_AT_MOST = 200
_BRANCHES_AT_MOST = 12
FORMATS = {
    "date-time": "2024-02-29T12:00:00Z",
    "date": "2024-02-29",
    "time": "12:00:00Z",
    "duration": "P1D",
    "email": "a@example.org",
    "idn-email": "a@example.org",
    "hostname": "example.org",
    "idn-hostname": "example.org",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.org/a",
    "url": "https://example.org/a",
    "uri-reference": "/a",
    "iri": "https://example.org/a",
    "iri-reference": "/a",
    "uri-template": "/a/{b}",
    "json-pointer": "/a",
    "relative-json-pointer": "0",
    "regex": "a",
    "uuid": "6ba7b810-9dad-41d1-80b4-00c04fd430c8",
}


class NothingError(Exception):
    """No value was found; that does not mean that there is none."""


@dataclass(slots=True)
class Hints:
    """What another schema says that marks edges: numbers, sizes, texts, names, values."""

    numbers: set[float] = field(default_factory=set)
    sizes: set[int] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    values: list[Any] = field(default_factory=list)
    elements: list[Any] = field(default_factory=list)

    def take(self, shape: Shape, depth: int = 2) -> None:
        """Adds what a shape and those just below it say."""
        self.values.extend((shape.values or ())[:50])
        self.numbers.update(bound.value for bound in (shape.lower, shape.upper) if bound)
        self.numbers.update(shape.multiples)
        for what in ("Length", "Items", "Properties"):
            limits = (shape.limit(f"{end}{what}") for end in ("min", "max"))
            self.sizes.update(limit for limit in limits if limit is not None and limit <= _ELEMENTS_AT_MOST * 10)
        self.texts.update(text for each in shape.patterns if (text := text_matching(each)) is not None)
        self.texts.update(FORMATS[each] for each in shape.formats if each in FORMATS)
        self.texts.update(SAMPLES if shape.content else ())
        self._take_names(shape)
        self._take_elements(shape)
        if depth:
            for each in _below(shape):
                self.take(each, depth - 1)

    def _take_names(self, shape: Shape) -> None:
        members = shape.members
        self.names.update((*islice(members.names, 100), *members.required))
        self.names.update(text for each in members.patterns if (text := text_matching(each)) is not None)
        for name, needs in members.dependent_required.items():
            self.names.update((name, *needs))
        self.names.update(members.dependent_schemas)
        for each in members.name_shapes:
            edges = Hints()
            edges.take(each)
            self.names.update(islice(_texts(each, edges), 12))

    def _take_elements(self, shape: Shape) -> None:
        self.sizes.add(shape.elements.prefix)
        for each in shape.contains:
            self.sizes.update(size for size in (each.least, each.most) if size is not None)
            found = _tried(smallest, each.shape)
            if found is not None:
                self.elements.append(found)


def _below(shape: Shape) -> Iterator[Shape]:
    """The schemas in the same place: branches, conditions, what is refused, what is wanted beside a member."""
    for group in (*shape.any_of, *shape.one_of):
        yield from group[:_BRANCHES_AT_MOST]
    yield from shape.nots
    for one in shape.conditionals:
        yield from one
    yield from shape.members.dependent_schemas.values()
    yield from (one.shape for one in shape.contains)


def smallest(shape: Shape, depth: int = 0) -> Any:
    """One small value that the shape accepts, as far as can be told; raises `NothingError`. Not to be changed: it is kept."""
    known = _SMALLEST.setdefault(shape, {})
    if depth not in known:
        try:
            known[depth] = _smallest(shape, depth)
        except NothingError:
            known[depth] = _NOTHING
    found = known[depth]
    if found is _NOTHING:
        raise NothingError
    return found


_NOTHING = object()
_SMALLEST: WeakKeyDictionary[Shape, dict[int, Any]] = WeakKeyDictionary()  # by depth, as long as the shape lives


def _smallest(shape: Shape, depth: int) -> Any:
    if depth > _DEEPEST or shape.never:
        raise NothingError
    for each in _given(shape):
        if accepts(shape, each) is not False:
            return each
    if shape.values is not None:
        raise NothingError
    if shape.alternatives:
        return _of_branches(shape, depth)
    for kind in _kinds(shape):
        try:
            return _made(kind, shape, depth)
        except NothingError:
            continue
    if shape.nullable:
        return None
    raise NothingError


def _of_branches(shape: Shape, depth: int) -> Any:
    for branch in shape.alternatives[:_BRANCHES_AT_MOST]:
        try:
            found = smallest(branch, depth + 1)
        except NothingError:
            continue
        if accepts(shape, found) is not False:
            return found
    raise NothingError


def _near(mark: float, step: float) -> Iterator[float]:
    """The multiples of a step around a number, as far as floating point reaches."""
    try:
        near = step * round(mark / step)
    except OverflowError:
        return
    yield from (each for each in (near, near + step, near - step) if divides(step, each))


def _made(kind: str, shape: Shape, depth: int) -> Any:
    if kind == "object":
        return _object(shape, depth)
    if kind == "array":
        return _array(shape, depth)
    if kind == "string":
        return _text(shape)
    if kind in ("integer", "number"):
        return _number(shape)
    return True if kind == "boolean" else None


def _given(shape: Shape) -> Iterator[Any]:
    """Values that stand in the schema itself."""
    yield from (shape.values or ())
    for word in ("example", "default", "examples"):
        for each in shape.written(word):
            yield from each if word == "examples" and isinstance(each, list) else (each,)


def _kinds(shape: Shape) -> list[str]:
    """The types allowed, those first of which the schema says something."""
    telling = {
        "object": bool(shape.members.names or shape.members.required),
        "array": bool(shape.words & {"items", "prefixItems", "minItems"}),
        "string": bool(shape.words & {"pattern", "minLength", "maxLength", "format"}),
    }
    order = ("object", "array", "string", "integer", "number", "boolean", "null")
    allowed = [kind for kind in order if kind in shape.types]
    return sorted(allowed, key=lambda kind: (not telling.get(kind, False), order.index(kind) % 5))


def _object(shape: Shape, depth: int) -> dict[str, Any]:
    members = shape.members
    found: dict[str, Any] = {}
    todo = sorted(members.required)
    while todo:
        name = todo.pop()
        if name not in found:
            found[name] = smallest(members.named(name), depth + 1)
            todo.extend(members.dependent_required.get(name, ()))
    least = shape.limit("minProperties") or 0
    for name in (*members.names, *(f"other{at}" for at in range(min(least, _ELEMENTS_AT_MOST)))):
        if len(found) >= least:
            break
        if name not in found and not members.named(name).never:
            found[name] = smallest(members.named(name), depth + 1)
    return found


def _array(shape: Shape, depth: int) -> list[Any]:
    return elements(shape, shape.limit("minItems") or 0, depth)


def elements(shape: Shape, size: int, depth: int = 0) -> list[Any]:
    """An array of a size whose elements are small, and among them what must be there."""
    if size > _ELEMENTS_AT_MOST:
        raise NothingError
    parts = shape.elements
    wanted = [each.shape for each in shape.contains for _ in range(min(each.least, _ELEMENTS_AT_MOST))]
    found: list[Any] = []
    for at in range(max(size, len(wanted))):
        element = parts.positioned(at) if at < parts.prefix else parts.rest
        if wanted:
            element = element.make(wanted.pop().source, element.flat)
        found.append(_other_than(found, element, depth) if shape.unique else smallest(element, depth + 1))
    return found


def _other_than(found: list[Any], element: Shape, depth: int) -> Any:
    known = {str(each) for each in found}
    for each in variants(
        element, Hints(sizes=set(range(len(found) + 2)), numbers=set(range(len(found) + 2))), depth + 1
    ):
        if str(each) not in known:
            return each
    raise NothingError


def _text(shape: Shape) -> str:
    found = next((each for each in _texts(shape, Hints()) if accepts(shape.only("string"), each) is not False), None)
    if found is None:
        raise NothingError
    return found


def _texts(shape: Shape, hints: Hints) -> Iterator[str]:
    yield from (FORMATS[each] for each in shape.formats if each in FORMATS)
    for pattern in sorted(shape.patterns):
        made = text_matching(pattern)
        if made is not None:
            yield made
            least = min(shape.limit("minLength") or 0, _ELEMENTS_AT_MOST * 10)
            yield made + "a" * (least - len(made))
            yield made + made[-1:] * (least - len(made))
    least, most = shape.limit("minLength") or 0, shape.limit("maxLength")
    sizes = {least, 1 if most is None else most, *(size + by for size in hints.sizes for by in (-1, 0, 1))}
    yield from ("a" * size for size in sorted(sizes) if 0 <= size <= _ELEMENTS_AT_MOST * 10)
    yield from sorted(hints.texts)
    yield from ("a", "?!", "Zz 9", "0")


def _number(shape: Shape) -> float:
    found = next(
        (each for each in _numbers(shape, Hints()) if accepts(shape.only("integer", "number"), each) is not False), None
    )
    if found is None:
        raise NothingError
    return found


def _numbers(shape: Shape, hints: Hints) -> Iterator[float]:
    known = {0, *(bound.value for bound in (shape.lower, shape.upper) if bound), *hints.numbers, *shape.multiples}
    marks = {mark for mark in known if abs(mark) < 1e300}
    steps = (*shape.multiples, 1)
    yield from sorted(marks, key=abs)
    for mark in sorted(marks, key=abs):
        for step in steps:
            yield from (mark + step, mark - step)
            yield from _near(mark, step)
        yield from (mark + 0.5, mark - 0.5)
    yield from (2**31, -(2**31) - 1, 2**63, 10**6, 1.5)


def variants(shape: Shape, hints: Hints, depth: int = 0) -> Iterator[Any]:
    """Many values near the edges of what a shape and the hints say; not all of them are valid."""
    yield from hints.values
    yield from _given(shape)
    if shape.nullable or "null" in shape.types:
        yield None
    if shape.values is not None or depth > 3:
        return
    for branch in shape.alternatives[:_BRANCHES_AT_MOST]:
        yield from islice(variants(branch, hints, depth + 1), 60)
    if shape.alternatives:
        return
    if "string" in shape.types:
        yield from _texts(shape, hints)
    if shape.types & {"integer", "number"}:
        yield from _numbers(shape, hints)
    if "boolean" in shape.types:
        yield from (True, False)
    if "array" in shape.types:
        yield from _arrays(shape, hints, depth)
    if "object" in shape.types:
        yield from _objects(shape, hints, depth)


def _arrays(shape: Shape, hints: Hints, depth: int) -> Iterator[list[Any]]:
    sizes = {
        0,
        1,
        2,
        shape.limit("minItems") or 0,
        shape.elements.prefix,
        *(size + by for size in hints.sizes for by in (-1, 0, 1)),
    }
    most = shape.limit("maxItems")
    for size in sorted(size for size in sizes if 0 <= size <= _ELEMENTS_AT_MOST and (most is None or size <= most)):
        made = _tried(elements, shape, size, depth)
        if made is not None:
            yield made
    for value in hints.elements[:4]:
        yield from ([value] * size for size in sorted(sizes) if 0 < size <= _ELEMENTS_AT_MOST)
    some = list(islice(variants(shape.elements.rest, hints, depth + 1), 12))
    yield from ([each] for each in some)
    yield from ([each, each] for each in some[:6])
    yield some[:4]
    positions = max(shape.elements.prefix, 1, *(size for size in hints.sizes if size <= 8), 1)
    base = _tried(elements, shape, positions, depth) or []
    for at in range(min(len(base), 8)):
        element = shape.elements.positioned(at) if at < shape.elements.prefix else shape.elements.rest
        for each in islice(variants(element, hints, depth + 1), 8):
            yield [*base[:at], each, *base[at + 1 :]]


def _objects(shape: Shape, hints: Hints, depth: int) -> Iterator[dict[str, Any]]:
    base = _tried(_object, shape, depth)
    if base is None:
        return
    yield base
    members = shape.members
    full = dict(base)
    for name in islice(members.names, 60):
        value = _tried(smallest, members.named(name), depth + 1)
        if value is not None or members.named(name).accepts_null:
            full[name] = value
    if full != base:
        yield full
        yield from ({other: value for other, value in full.items() if other != name} for name in list(full)[:40])
    names = [*islice(members.names, 40), *sorted(hints.names - members.names.keys()), "x", "other"]
    for name in names[:80]:
        for value in islice(_members(members.named(name), hints, depth), 10):
            yield {**base, name: value}
    yield from _together(base, shape, sorted(hints.names)[:8], hints, depth)
    for size in sorted(hints.sizes):
        if len(base) < size + 1 <= _ELEMENTS_AT_MOST:
            yield {**base, **{f"other{at}": "a" for at in range(size + 1 - len(base))}}


def _together(
    base: dict[str, Any], shape: Shape, names: list[str], hints: Hints, depth: int
) -> Iterator[dict[str, Any]]:
    """Two and three members at once, for what depends on another."""
    values = {name: list(islice(_members(shape.members.named(name), hints, depth), 3)) for name in names}
    for size in (2, 3):
        for chosen in combinations((name for name in names if values[name]), size):
            for at in range(3 if size == 2 else 1):
                yield {**base, **{name: values[name][min(at, len(values[name]) - 1)] for name in chosen}}


def _members(shape: Shape, hints: Hints, depth: int) -> Iterator[Any]:
    value = _tried(smallest, shape, depth + 1)
    if value is not None:
        yield value
    if shape.anything:
        yield from ("a", 1, None, True, [], {})
    elif depth < 3:
        yield from islice(variants(shape, hints, depth + 1), 8)


def _tried(make: Any, *arguments: Any) -> Any:
    try:
        return make(*arguments)
    except NothingError:
        return None
