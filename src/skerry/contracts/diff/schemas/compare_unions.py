"""What differs in `anyOf` and `oneOf`, whose branches are sets: they are matched by what they accept, never by position."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from skerry.contracts.change import Action
from skerry.contracts.diff.schemas.difference import Effect, Step, effect
from skerry.contracts.diff.schemas.disjoint import disjoint
from skerry.contracts.diff.schemas.walk import Walk, moved
from skerry.formats.json_schema import Shape

_WORDS = {"one-of": ("oneOf",), "any-of": ("anyOf",)}
_MOST = 60
_WIDEST = 1000
_TWINS = 10


@dataclass(frozen=True, slots=True)
class Group:
    """A union: its kind and its branches."""

    kind: str
    branches: tuple[Shape, ...]

    @property
    def exclusive(self) -> bool:
        """Whether exactly one branch may hold, and it is not sure that never two do."""
        return self.kind == "one-of" and not _apart(self.branches)


def compare_unions(walk: Walk) -> bool:
    """Compares the unions of both sides; whether the schemas around them can be compared too."""
    was, now = _groups(walk.before), _groups(walk.after)
    if bool(was) != bool(now):
        _wrapped(walk, (was or now)[0].kind)
        return False
    for group in list(was):
        twin = next((each for each in now if each.kind == group.kind), now[0] if now else None)
        if twin is not None:
            was.remove(group)
            now.remove(twin)
            _pair(walk, group, twin)
    for action, groups, result in ((Action.REMOVED, was, Effect.WIDENED), (Action.ADDED, now, Effect.NARROWED)):
        for group in groups:
            walk.note(group.kind, Action.CHANGED, result, words=_WORDS[group.kind], traits={f"group-{action}"})
    return True


def _groups(shape: Shape) -> list[Group]:
    return [*(Group("one-of", each) for each in shape.one_of), *(Group("any-of", each) for each in shape.any_of)]


def _apart(branches: tuple[Shape, ...]) -> bool:
    """Whether no two branches can hold at once."""
    if len(branches) > _MOST:
        return False
    return all(disjoint(one, other) for at, one in enumerate(branches) for other in branches[at + 1 :])


def _wrapped(walk: Walk, kind: str) -> None:
    """A schema became a branch of a union, or the only one that is left, or something else altogether."""
    result = walk.between(walk.before, walk.after)
    if result is not Effect.NEITHER:
        was, now = (len(_branches(shape)) for shape in (walk.before, walk.after))
        walk.note(kind, moved(result), result, was, now, words=("oneOf", "anyOf"))


def _branches(shape: Shape) -> tuple[Shape, ...]:
    groups = _groups(shape)
    return groups[0].branches if groups else (shape,)


def _pair(walk: Walk, was: Group, now: Group) -> None:
    if was.kind != now.kind:
        apart = _apart(now.branches) and _apart(was.branches)
        result = effect(now.kind == "one-of" and not apart, was.kind == "one-of" and not apart)
        if result is not Effect.NEITHER:
            walk.note(now.kind, Action.CHANGED, result, was.kind, now.kind, words=("oneOf", "anyOf"))
    pairs, gone, new = matched(walk, was.branches, now.branches)
    overlap = {"overlap"} if pairs and (was.exclusive or now.exclusive) else set()
    for before, after in pairs:
        walk.go(before, after, Step.BRANCH, traits=walk.traits | overlap)
    words = _WORDS[now.kind]
    for branch in gone:
        traits = _overlapping(branch, was)
        result = Effect.NARROWED if not _covered(walk, branch, now) else Effect.WIDENED if traits else Effect.NEITHER
        if result is Effect.WIDENED and named(branch):
            traits |= {"offered"}  # readers of the text are no longer offered it, though its values still pass
        if result is not Effect.NEITHER:
            walk.note(was.kind, Action.REMOVED, result, _name(branch), None, words=words, traits=traits)
    for branch in new:
        traits = _overlapping(branch, now)
        result = Effect.WIDENED if not _covered(walk, branch, was) else Effect.NARROWED if traits else Effect.NEITHER
        if result is not Effect.NEITHER:
            walk.note(now.kind, Action.ADDED, result, None, _name(branch), words=words, traits=traits)


def _covered(walk: Walk, branch: Shape, group: Group) -> bool:
    return len(group.branches) <= _WIDEST and any(walk.lattice.includes(each, branch).sure for each in group.branches)


def _overlapping(branch: Shape, group: Group) -> set[str]:
    """That another branch may hold at the same time, which an exclusive union refuses."""
    if group.kind != "one-of" or len(group.branches) > _WIDEST:
        return set()
    return set() if all(branch is each or disjoint(branch, each) for each in group.branches) else {"overlap"}


def _name(branch: Shape) -> str:
    return branch.place.pointer.rsplit("/", 1)[-1] if named(branch) else str(branch.place)


def named(branch: Shape) -> str:
    """The name of the definition that a branch refers to, or nothing if it stands inline."""
    source = branch.source[0].raw if len(branch.source) == 1 else None
    reference = source.get("$ref") if isinstance(source, dict) else None
    return reference.rsplit("/", 1)[-1] if isinstance(reference, str) else ""


_Alike = Callable[[Shape, Shape], bool]


def matched(
    walk: Walk, was: tuple[Shape, ...], now: tuple[Shape, ...]
) -> tuple[list[tuple[Shape, Shape]], list[Shape], list[Shape]]:
    """Branches that are each other's next version though not equal, those that are gone, and new ones."""
    lattice = walk.lattice
    left, right = _unequal(was, now, lattice.same)
    _take(left, right, lattice.equal)
    ways: list[_Alike] = [
        lambda one, other: bool(named(one)) and named(one) == named(other),
        _same_tag,
        lambda one, other: lattice.includes(other, one).sure or lattice.includes(one, other).sure,
        _similar,
    ]
    pairs = [pair for way in ways for pair in _take(left, right, way)]
    return pairs, left, right


def _unequal(was: tuple[Shape, ...], now: tuple[Shape, ...], same: _Alike) -> tuple[list[Shape], list[Shape]]:
    """What is left of both when those that are written alike are gone; unions of thousands of branches are common in no API."""
    by_text: dict[str, list[Shape]] = {}
    for shape in now:
        by_text.setdefault(_text(shape), []).append(shape)
    left, gone = [], set[Shape]()
    for shape in was:
        there = by_text.get(_text(shape), [])
        twin = next((each for each in there[:_TWINS] if each not in gone and same(shape, each)), None)
        if twin is None:
            left.append(shape)
        else:
            gone.add(twin)
    return left, [shape for shape in now if shape not in gone]


def _text(shape: Shape) -> str:
    return repr([part.raw for part in shape.source])


def _take(left: list[Shape], right: list[Shape], alike: _Alike) -> list[tuple[Shape, Shape]]:
    """Takes the pairs that are alike out of both lists."""
    if len(left) * len(right) > _MOST * _MOST:
        return []
    found = []
    for one in list(left):
        other = next((each for each in right if alike(one, each)), None)
        if other is not None:
            left.remove(one)
            right.remove(other)
            found.append((one, other))
    return found


def _same_tag(one: Shape, other: Shape) -> bool:
    """A member that both need and that has the same single value tells branches apart."""
    for name in sorted(one.members.required & other.members.required):
        was, now = one.members.named(name).values, other.members.named(name).values
        if was is not None and len(was) == 1 and was == now:
            return True
    return False


def _similar(one: Shape, other: Shape) -> bool:
    """The same types, and if they are objects, half of all their members in common."""
    if one.types != other.types or one.values is not None or other.values is not None:
        return False
    was, now = set(one.members.names), set(other.members.names)
    return 2 * len(was & now) >= len(was | now)


def compare_discriminator(walk: Walk) -> None:
    """The property that tells branches apart, and its values."""
    was, now = walk.before.discriminator, walk.after.discriminator
    words = ("discriminator",)
    if was is None or now is None:
        if was is not now:
            walk.note(
                "discriminator",
                Action.ADDED if now else Action.REMOVED,
                Effect.NEITHER,
                was and was[0],
                now and now[0],
                words=words,
            )
        return
    if was[0] != now[0]:
        walk.note("discriminator", Action.CHANGED, Effect.NEITHER, was[0], now[0], words=words)
    for value in dict.fromkeys((*was[1], *now[1])):
        old, new = was[1].get(value), now[1].get(value)
        if old != new:
            action = Action.ADDED if old is None else Action.REMOVED if new is None else Action.CHANGED
            walk.note(
                "discriminator-mapping",
                action,
                Effect.NEITHER,
                old and f"{value}: {old}",
                new and f"{value}: {new}",
                words=words,
            )


def compare_logic(walk: Walk) -> None:
    """`not`, and `if` with `then` and `else`."""
    gone, new = list(walk.before.nots), list(walk.after.nots)
    _take(gone, new, walk.lattice.equal)
    for was, now in zip(list(gone), list(new), strict=False):
        gone.remove(was)
        new.remove(now)
        turned = walk.between(was, now)
        result = effect(turned.widens, turned.narrows)
        walk.note("not", moved(result), result, words=("not",))
    for _ in gone:
        walk.note("not", Action.REMOVED, Effect.WIDENED, words=("not",))
    for _ in new:
        walk.note("not", Action.ADDED, Effect.NARROWED, words=("not",))
    _conditionals(walk)


def _conditionals(walk: Walk) -> None:
    was, now = walk.before.conditionals, walk.after.conditionals
    if len(was) == len(now) == 1 and walk.lattice.equal(was[0].condition, now[0].condition):
        for word, old, new in (("then", was[0].then, now[0].then), ("else", was[0].otherwise, now[0].otherwise)):
            result = walk.between(old, new)
            if result is not Effect.NEITHER:
                action = Action.ADDED if old.anything else Action.REMOVED if new.anything else moved(result)
                walk.note(word, action, result, words=(word,))
    elif len(was) == len(now):
        for old_one, new_one in zip(was, now, strict=True):
            if not all(walk.lattice.equal(*pair) for pair in zip(old_one, new_one, strict=True)):
                walk.note("if", Action.CHANGED, Effect.BOTH, words=("if",))
    elif len(was) < len(now):
        walk.note("if", Action.ADDED, Effect.NARROWED if not was else Effect.BOTH, words=("if",))
    else:
        walk.note("if", Action.REMOVED, Effect.WIDENED if not now else Effect.BOTH, words=("if",))
