"""The imports of .proto files, found without a compiler, and which file of a bundle each of them means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from skerry.formats.bundle import Bundle, TooLargeError, normal, of_file

_HIGHEST = 8  # folders above a file
_TOKEN = re.compile(
    rb"""//[^\n]*|/\*.*?\*/                                                # comments
    |(?<![\w.])import\s+(?:(?:public|weak|option)\s+)?(?P<path>"[^"\\\n]*"|'[^'\\\n]*')
    |"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'                               # other strings""",
    re.DOTALL | re.VERBOSE,
)


def rooted(path: Path) -> Bundle:
    """A .proto file as a bundle that begins at the folder its imports are relative to: its own, or the nearest
    above that has most of them."""
    own = of_file(path)
    wanted = [each for _, _, each in imports(_head(own, path.name)) if not each.startswith("google/protobuf/")]
    folders = [*path.absolute().parents][:_HIGHEST]
    root = max(folders, key=lambda each: sum((each / name).is_file() for name in wanted), default=None)
    if root is None or root == folders[0] or not wanted:
        return own
    above = of_file(root / path.name)
    return Bundle(above.label, (path.absolute().relative_to(root).as_posix(),), above.fetch)


def _head(bundle: Bundle, name: str) -> bytes:
    try:
        return bundle.fetch(name) or b""
    except TooLargeError:
        return b""


@dataclass(frozen=True, slots=True)
class Source:
    """A .proto file whose imports are names of the bundle; `needs` are those, in their order."""

    name: str
    text: bytes
    needs: tuple[str, ...] = ()


@dataclass(slots=True)
class Sources:
    """All files that are needed, those of the bundle first asked for; `too_large` could not be taken."""

    found: dict[str, Source] = field(default_factory=dict)
    too_large: list[str] = field(default_factory=list)


def usable(name: str) -> bool:
    """Whether protoc takes a name for that of a file, and for one inside the folder: no flag, no list of flags, no way out."""
    odd = any(letter in '":' or ord(letter) < 32 for letter in name)
    return not odd and normal(name) == name and not name.startswith(("/", "..", "-", "@"))


def imports(text: bytes) -> Iterator[tuple[int, int, str]]:
    """Start, end and path (without its quotes) of each import."""
    for found in _TOKEN.finditer(text):
        if found["path"] is not None:
            yield found.start("path") + 1, found.end("path") - 1, found["path"][1:-1].decode("utf-8", "replace")


def collect(bundle: Bundle, names: list[str], largest: int, most: int) -> Sources:
    """The files `names` and all that they import in the bundle. `largest` and `most` are bytes of one and of all."""
    result = Sources()
    finder = _Finder(bundle, frozenset(names))
    todo, total = [*reversed(names)], 0
    while todo:
        name = todo.pop()
        if name in result.found:
            continue
        text = finder.text(name)
        if text is None or len(text) > largest or total + len(text) > most:
            result.too_large.append(name)
            continue
        total += len(text)
        source = _linked(name, text, finder)
        result.found[name] = source
        todo += [need for need in reversed(source.needs) if need not in result.found]
    return result


class _Finder:
    """Finds what an import means: below the importing file's folder, or any folder above it, or at the end of a known name."""

    def __init__(self, bundle: Bundle, names: frozenset[str]) -> None:
        self._bundle = bundle
        self._texts: dict[str, bytes | None] = {}
        self._by_end: dict[str, list[str]] = {}
        self._names = names
        for name in sorted(names, key=lambda each: (len(each), each)):
            self._by_end.setdefault(PurePosixPath(name).name, []).append(name)

    def text(self, name: str) -> bytes | None:
        """The text of a file; None where there is none, or where it is too large."""
        if name not in self._texts:
            try:
                self._texts[name] = self._bundle.fetch(name)
            except TooLargeError:
                self._texts[name] = None
        return self._texts[name]

    def find(self, path: str, importer: str) -> str | None:
        """The name in the bundle of what `importer` imports as `path`."""
        folders = [str(folder) for folder in PurePosixPath(importer).parents]
        for folder in (".", *folders):
            name = normal(f"{folder}/{path}")
            if name == importer or not usable(name):
                continue
            if name in self._names or self.text(name) is not None:
                return name
        ends = (name for name in self._by_end.get(PurePosixPath(path).name, ()) if name.endswith(f"/{path}"))
        return next(ends, None)


def _linked(name: str, text: bytes, finder: _Finder) -> Source:
    """The file with each import under the name that the bundle has for it, so that one root serves all."""
    parts, needs, at = [], [], 0
    for start, end, path in imports(text):
        target = finder.find(path, name)
        if target is None:
            continue
        needs.append(target)
        parts += [text[at:start], target.encode()]
        at = end
    return Source(name, b"".join((*parts, text[at:])), tuple(dict.fromkeys(needs)))
