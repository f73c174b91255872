"""What a step of a saga is called, and what undoes it: verbs and their opposites."""

from __future__ import annotations

from collections.abc import Sequence

from skerry.kernel.words import split


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# A verb and its opposite in a business; `{}` is the rest of the action.
_OPPOSITES = {
    "release {}": "reserve hold lock allocate block",
    "unassign {}": "assign attach link",
    "refund {}": "take charge capture pay debit withdraw bill",
    "take back {}": "credit deposit grant give transfer",
    "cancel {}": "place register book schedule submit request order issue start enrol enroll subscribe enqueue",
    "delete {}": "create make open build new",
    "remove {}": "add insert append import load include persist",
    "recreate {}": "delete remove drop clear purge destroy",
    "reopen {}": "close finish complete archive freeze",
    "reject {}": "accept approve confirm authorize authorise",
    "give back {}": "consume use redeem spend apply",
    "reverse {}": "record post book note log track",
    "restore previous {}": "update set change edit modify save store merge move rename assign replace sync refresh handle mark write",
}
# What is created but was agreed with somebody is not deleted but cancelled.
_AGREED = _set(
    "order booking reservation shipment delivery payment subscription appointment claim request ticket invoice job contract"
)
_AT_ONCE = frozenset({"batch", "bulk", "mass"})
_UNDO = {verb: opposite for opposite, verbs in _OPPOSITES.items() for verb in verbs.split()}
_ASKS = _set(
    "get find fetch read list load lookup look query search select count exists has is can check validate verify ensure resolve calculate "
    "compute all filter try"
)
_HANDLERS = _set(
    "post put patch get delete handle execute perform run dispatch invoke call process on form valid message main"
)
_TECHNICAL = _set(
    "model models entity entities object objects impl async internal data db row rows instance record records"
)
_CLASSES = _set(
    "service services view views controller handler consumer mixin command manager impl default creator resource endpoint api base "
    "listener usecase bean facade action form serializer resolver job task worker repository helper importer"
)


def action_of(function: str, entity: str) -> str:
    """`reserve stock` of a function that does so; the entity is named where the function does not (`store cargo` of `store`)."""
    verb, *rest = split(function) or ("update",)
    words = [verb, *(word for word in rest if word not in _TECHNICAL)]
    return " ".join(words) if len(words) > 1 else f"{words[0]} {spoken(entity)}"


def compensation_of(action: str) -> str:
    """What undoes an action."""
    verb, _, rest = action.partition(" ")
    if verb in _AT_ONCE:
        verb, _, rest = rest.partition(" ")
    if _UNDO.get(verb) == "delete {}" and _AGREED.intersection(rest.split()[-1:]):
        return f"cancel {rest}"
    return _UNDO[verb].format(rest) if verb in _UNDO else f"undo: {action}"


def says(function: str, entity: str) -> bool:
    """Whether a function's name is an action on an entity: a known verb, alone or with the entity's name."""
    words = split(function)
    return bool(words) and words[0] in _UNDO and (len(words) == 1 or set(split(entity)) <= set(words))


def asks(function: str) -> bool:
    """Whether the name of a function says that it only asks."""
    words = split(function)
    return bool(words) and words[0] in _ASKS


def spoken(name: str) -> str:
    """`OrderLine` as `order line`."""
    return " ".join(split(name)) or name


def title_of(names: Sequence[str]) -> str:
    """A saga's name from those of its function and the class around it: `PlaceOrder`; the class helps where the function says little."""
    words = split(names[-1])
    if len(words) < 2 or _HANDLERS.issuperset(words):
        around = [word for word in (split(names[-2]) if len(names) > 1 else ()) if word not in _CLASSES]
        words = tuple([word for word in words if word not in _HANDLERS or word == "delete"] + around) or words
    return "".join(word.capitalize() for word in words)
