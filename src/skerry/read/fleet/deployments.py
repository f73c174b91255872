"""The deployments of a tree: which there are, which of them is the main one, and which is meant by a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from posixpath import commonpath

from msgspec.structs import replace

from skerry.facts.fleet import PURPOSES, Deployment
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.read.manifests import Part, Texts, deployments
from skerry.read.problems import NO_DEPLOYMENT

_MOST = 100
_MOST_SAID = 12


def deployed(texts: Texts, nodes: Iterable[Sequence[Part]]) -> tuple[Deployment, ...]:
    """Those that run something, the main one first; `nodes` are the parts of each node.

    The main one is for production by its name, or says nothing of what it is for; of several it is the one nearest to the root.
    """
    running = [{part.witness.path for part in parts if part.runs or part.among} for parts in nodes]
    found = []
    for each in deployments(texts):
        paths = set(each.paths)
        services = sum(not paths.isdisjoint(seen) for seen in running)
        if services:
            found.append(replace(each, services=services))
    return tuple(sorted(_named(found[:_MOST]), key=_place))


def _place(each: Deployment) -> tuple[int, int, str]:
    return PURPOSES.index(each.purpose), _folder(each).count("/") + bool(_folder(each)), each.name


def _folder(each: Deployment) -> str:
    return commonpath([path.rpartition("/")[0] or "." for path in each.paths]).removeprefix(".")


def _named(found: Sequence[Deployment]) -> Iterator[Deployment]:
    """Where several have one name, each with its folder before it; and with a number, if they still do."""
    often = Counter(each.name for each in found)
    taken = Counter[str]()
    for each in found:
        folder = _folder(each)
        name = f"{folder}/{each.name}" if often[each.name] > 1 and folder else each.name
        taken[name] += 1
        yield replace(each, name=f"{name}-{taken[name]}" if taken[name] > 1 else name)


def chosen(name: str, among: Sequence[Deployment]) -> Deployment | Problem:
    """The one that is meant: by its name, the end of its name, one of its files, or their folder."""
    wanted = name.removeprefix("./").rstrip("/")
    for fits in (_is_called, _ends_with, _is_made_of):
        found = [each for each in among if fits(each, wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            return _none(f"{name!r} may be {_said(found)}", "Give the whole name.")
    known = f"there is {_said(among)}" if among else "the manifests set nothing up"
    return _none(f"no deployment is called {name!r}; {known}", "`skerry read` lists them.")


def _is_called(each: Deployment, name: str) -> bool:
    return each.name == name


def _ends_with(each: Deployment, name: str) -> bool:
    return each.name.endswith((f"-{name}", f"/{name}"))


def _is_made_of(each: Deployment, name: str) -> bool:
    return name in each.paths or (bool(name) and _folder(each) == name)


def _said(found: Sequence[Deployment]) -> str:
    names = ", ".join(each.name for each in found[:_MOST_SAID])
    return names + (f" and {len(found) - _MOST_SAID} more" if len(found) > _MOST_SAID else "")


def _none(what: str, instead: str) -> Problem:
    return Problem(NO_DEPLOYMENT, what, Span("--deployment"), instead=instead)
