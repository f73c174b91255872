"""Which file an import of TypeScript or JavaScript means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import dirname, join, normpath

from skerry.read.outline import HERE, Import
from skerry.read.places import Places

_EXTENSIONS = (".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs")
_COMPILED = (".js", ".jsx", ".mjs", ".cjs")
_CUSTOMARY = frozenset(
    {"@", "~", "src", "app", "lib", "server"}
)  # first segments that many projects bind without saying so


def imported(item: Import, here: str, places: Places) -> Sequence[str]:
    """The file of a module: relative, by a tsconfig's paths, by a package of this tree, or by custom."""
    module = item.module.split("?", 1)[0]
    if not item.line:
        return []  # a dotted name, not an import: modules have no such names here
    if module == HERE:
        return [here]
    if module.startswith("."):
        return _file(normpath(join(dirname(here), module)), places)
    for base in _bases(module, here, places):
        found = _file(normpath(base), places)
        if found:
            return found
    return []


def _file(path: str, places: Places) -> list[str]:
    """The source that a module's path stands for: as written, compiled from, with an extension, or an index."""
    stem, dot, extension = path.rpartition(".")
    stems = [stem, path] if dot + extension in _COMPILED else [path]
    inside = [f"{path}/index", f"{path}/src/index", f"{path}/lib/index"] if path != "." else ["index"]
    candidates = [s + e for s in stems for e in _EXTENSIONS] + [s + e for s in inside for e in _EXTENSIONS[:5]]
    return [found] if (found := places.module(path, [path, *candidates])) else []


def _bases(module: str, here: str, places: Places) -> Iterator[str]:
    """Paths that a bare module name may stand for, the most particular first."""
    segments = module.split("/")
    for folder in _upwards(here):
        for n in range(len(segments), -1, -1):
            target = places.aliases.get(f"{folder}|{'/'.join(segments[:n])}")
            if target is not None:
                yield _put(target, "/".join(segments[n:]))
    for n in range(len(segments), 0, -1):
        target = places.aliases.get("/".join(segments[:n]))
        if target is not None:
            rest = "/".join(segments[n:])
            yield from (join(target, rest), join(target, "src", rest.removeprefix("dist/"))) if rest else (target,)
    if segments[0] in _CUSTOMARY and len(segments) > 1:
        for folder in _upwards(here):
            yield join(folder, module)
            yield join(folder, "src", *segments[1:])


def _put(target: str, rest: str) -> str:
    return target.replace("*", rest, 1) if "*" in target else join(target, rest) if rest else target


def _upwards(path: str) -> Iterator[str]:
    while path:
        path = dirname(path)
        yield path
