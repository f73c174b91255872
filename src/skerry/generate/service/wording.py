"""What an operation does by default, in a sentence that a colleague would write: from its name, what it is about, and its kind."""

from __future__ import annotations

from collections.abc import Callable

from skerry.contracts.write.openapi.requests import pages
from skerry.generate.service.naming import said
from skerry.generate.service.shape import REMOVING, Kind, Shape, collection
from skerry.kernel.words import plural, singular, split
from skerry.model.system import TypeDef

_GETTING = frozenset(("get", "find", "show", "fetch", "read", "load", "retrieve", "look", "view", "one", "details"))
_SAME = 4  # letters that a verb and its noun begin with alike: `reserve` a `reservation`
_VOWELS, _SPOKEN_U = tuple("aeiou"), ("uni", "use", "usa", "eu", "one")


def about(shape: Shape) -> str:
    """What an operation does, in a sentence or two: what the model says, or what follows from it; then its changes of state."""
    changes = [f"{' or '.join(each.sources)} to {each.target}" for each in shape.operation.transitions]
    return " ".join([sentence(shape), *([f"From {', or from '.join(changes)}."] if changes else [])])


def sentence(shape: Shape) -> str:
    """The first of them."""
    if shape.operation.about:
        return f"{shape.operation.about.rstrip('.')}."
    return f"{_WAYS[shape.kind](shape)}{_heard(shape)}."


def _page(shape: Shape) -> str:
    of = f"{'A page of' if pages(shape.operation) else 'All'} {_many(shape)}{_of_parent(shape)}"
    names = [f"`{each.name}`" for each in shape.query]
    return f"{of}, narrowed by {_and(names)}" if names else of


def _get(shape: Shape) -> str:
    verb, rest = _parts(shape)
    if verb in _GETTING or not shape.operation.route:
        return f"One {_noun(shape)}" if verb in _GETTING else f"{_capital(shape)}: gives the {_noun(shape)} as it is"
    about_what = " ".join((verb, *rest))
    return f"The {about_what} of {_a(_owner(shape) or _noun(shape))}"


def _create(shape: Shape) -> str:
    return f"{_verb(shape, 'Make')}{_for_parent(shape)}"


def _add(shape: Shape) -> str:
    verb, _ = _parts(shape)
    several = f"{verb.capitalize()} several {_many(shape)} at once"
    return f"{several}, {_for_parent(shape).strip()}" if _for_parent(shape) else several


def _change(shape: Shape) -> str:
    return _verb(shape, "Change")


def _put(shape: Shape) -> str:
    owner = _owner(shape)
    return f"Set the {_noun(shape)}{f' of {_a(owner)}' if owner else ''}, whether or not there was one"


def _move(shape: Shape) -> str:
    return _verb(shape, "Move")


def _remove(shape: Shape) -> str:
    verb, _ = _parts(shape)
    return _verb(shape, "Remove") + ("" if verb in REMOVING else ", which removes it")


def _answer(shape: Shape) -> str:
    return f"{_capital(shape)}; nothing is stored" if shape.operation.output else _capital(shape)


_WAYS: dict[Kind, Callable[[Shape], str]] = {
    Kind.PAGE: _page, Kind.GET: _get, Kind.CREATE: _create, Kind.ADD: _add, Kind.CHANGE: _change, Kind.PUT: _put, Kind.MOVE: _move,
    Kind.REMOVE: _remove, Kind.ANSWER: _answer,
}  # fmt: skip


def _verb(shape: Shape, otherwise: str) -> str:
    """`Place an order`; `Make a reservation` where the name says it already; `Announce parcel: make a message` where it says another."""
    (verb, rest), noun = _parts(shape), _noun(shape)
    own = noun.split(" ")
    if rest and not {singular(word) for word in rest} & set(own):
        return f"{_capital(shape)}: {otherwise.lower()} {_a(noun)}"
    alike = any(verb[:_SAME] == word[:_SAME] for word in own)
    return f"{otherwise if alike else verb.capitalize()} {_a(noun)}"


def _heard(shape: Shape) -> str:
    return f", once `{shape.reaction.event.name}` is heard" if shape.reaction else ""


def _parts(shape: Shape) -> tuple[str, tuple[str, ...]]:
    """The first word of an operation's name, and the others."""
    verb, *rest = split(shape.operation.name.operation) or ("do",)
    return verb, tuple(rest)


def _capital(shape: Shape) -> str:
    return said(shape.operation.name.operation).capitalize()


def _noun(shape: Shape) -> str:
    return _said(shape.entity) if shape.entity else "value"


def _many(shape: Shape) -> str:
    *before, last = _noun(shape).split(" ")
    return " ".join([*before, plural(last)])


def _owner(shape: Shape) -> str:
    """What a path is about before it comes to the entity: the customer of `/customers/{id}/preferences`."""
    if shape.parent:
        return _said(shape.parent.entity)
    route = shape.operation.route
    if route is None or not route.parameters:
        return ""
    name = route.parameters[0]
    bare = name.removesuffix("Id").removesuffix("_id")
    return said(bare) if bare and bare not in (name, "id") else said(collection(route.path, name))


def _of_parent(shape: Shape) -> str:
    owner = _owner(shape)
    return f" of {_a(owner)}" if owner else ""


def _for_parent(shape: Shape) -> str:
    owner = _owner(shape)
    return f" for {_a(owner)}" if owner and owner != _noun(shape) else ""


def _said(of: TypeDef) -> str:
    return said(of.name.name)


def _a(noun: str) -> str:
    """`an order`, `a user`."""
    return f"{'an' if noun.startswith(_VOWELS) and not noun.startswith(_SPOKEN_U) else 'a'} {noun}"


def _and(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
