"""Signs: words, and patterns around them, by which code, build files and settings tell of a trait."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from skerry.facts.fleet import Trait, Witness
from skerry.read.fleet.traits._files import File
from skerry.read.fleet.traits._stand import Stand
from skerry.read.manifests import Property, relaxed

_MOST_TRIED = 200  # places of one sign in one file, remarks among them
_MOST = 8  # places of one sign in one file
_LONGEST = 100  # characters of what is shown of a line


class Sign(Struct, frozen=True):
    """Code that holds one of `words`, and matches `pattern`, says `trait`; a `plain` one does so anywhere but where it is imported.

    `pattern` is compiled when a file has one of the words: most signs are of libraries that a fleet does not use.
    `kinds` are languages, none for any. `value` is the trait's, or the number of the pattern's group that has it. `strength` is the
    share of right answers where the sign stands.
    """

    trait: str
    words: tuple[str, ...]
    pattern: str
    plain: bool = False
    kinds: frozenset[str] = frozenset()
    value: str = ""
    group: int = 0
    strength: float = 1.0


class Library(Struct, frozen=True):
    """A build file that asks for one of `names` says `trait`. A name may end in `*`."""

    trait: str
    names: tuple[str, ...]
    value: str = ""
    strength: float = 0.8


class Key(Struct, frozen=True):
    """A setting whose key (lower case, dots, no hyphens) matches, with a value that matches, says `trait`.

    The trait's value is `value`, None for the setting's own.
    """

    trait: str
    key: str
    says: str = ""
    value: str | None = None
    strength: float = 1.0


def sign(
    trait: str, words: str, pattern: str = "", kinds: str = "", value: str = "", group: int = 0, strength: float = 1.0
) -> Sign:
    """A sign, with `words` and `kinds` as texts with blanks between."""
    names = tuple(words.split())
    found = pattern or rf"\b(?:{'|'.join(names)})\b"
    return Sign(trait, names, found, not pattern, frozenset(kinds.split()), value, group, strength)


def library(trait: str, names: str, value: str = "", strength: float = 0.8) -> Library:
    """A library, with `names` as a text with blanks between."""
    return Library(trait, tuple(names.split()), value, strength)


def key(trait: str, pattern: str, says: str = "", value: str | None = None, strength: float = 1.0) -> Key:
    """A setting, with its key's pattern (which has to match to the end) as a text."""
    return Key(trait, pattern, says, value, strength)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of the tables, which are more than the cache of `re` holds."""
    return re.compile(pattern)


class Family:
    """Tables of signs, looked for in all files of all nodes, each file once."""

    def __init__(
        self, reader: str, signs: Sequence[Sign] = (), libraries: Sequence[Library] = (), keys: Sequence[Key] = ()
    ):
        self._reader = reader
        self._by_word: dict[str, list[Sign]] = {}
        for each in signs:
            for word in each.words:
                self._by_word.setdefault(word, []).append(each)
        self._words = frozenset(self._by_word)
        self._exact: dict[str, list[Library]] = {}
        for row in libraries:
            for name in row.names:
                self._exact.setdefault(name, []).append(row)
        self._begun = tuple((name[:-1], each) for each in libraries for name in each.names if name.endswith("*"))
        self._keys = tuple(keys)

    def find(self, stand: Stand) -> Iterator[Trait]:
        """All traits, of calls where the file is known to make some, else of the node."""
        seen: dict[str, tuple[Trait, ...]] = {}
        for node in stand.nodes:
            for file in stand.files(node.name):
                if file.path not in seen:
                    seen[file.path] = tuple(self._in(stand, file))
                for trait in seen[file.path]:
                    yield Trait(node.name, trait.name, "", trait.value, trait.evidence)
            yield from self._asked(node.name, stand)

    def _in(self, stand: Stand, file: File) -> Iterator[Trait]:
        if file.kind == "config":
            yield from self._settings(stand.properties(file))
        elif self._words and file.kind != "build":
            yield from self._signs(file)

    def _signs(self, file: File) -> Iterator[Trait]:
        present = self._words & file.words
        for each in dict.fromkeys(sign for word in present for sign in self._by_word[word]):
            if each.kinds and file.kind not in each.kinds:
                continue
            count = 0
            for found in islice(_compiled(each.pattern).finditer(file.text), _MOST_TRIED):
                if not file.is_comment(found.start()) and not _imported(file, found.start(), each.plain):
                    value = found[each.group] or "" if each.group else each.value
                    yield self._trait(each.trait, value, file, found.start(), each.strength)
                    count += 1
                    if count >= _MOST:
                        break

    def _asked(self, node: str, stand: Stand) -> Iterator[Trait]:
        """By the libraries that build files ask for."""
        for name, place in stand.libraries(node):
            for each in (*self._exact.get(name, ()), *(each for begin, each in self._begun if name.startswith(begin))):
                yield Trait(
                    node, each.trait, "", each.value, (replace(place, reader=self._reader, strength=each.strength),)
                )

    def _settings(self, rows: Iterable[Property]) -> Iterator[Trait]:
        if not self._keys:
            return
        for row in rows:
            witness = Witness(row.path, row.line, self._reader, f"{row.written}: {row.value}"[:_LONGEST])
            yield from self._of_key(row.key, row.value, witness)

    def _of_key(self, name: str, value: str, witness: Witness) -> Iterator[Trait]:
        for each in self._keys:
            if _compiled(each.key).fullmatch(name) and (not each.says or _compiled(each.says).search(value)):
                said = value if each.value is None else each.value
                yield Trait("", each.trait, "", said, (replace(witness, strength=each.strength),))

    def settings(self, stand: Stand) -> Iterator[Trait]:
        """What manifests give to nodes as environment, by the same keys."""
        for node in stand.nodes:
            for setting in stand.ground.settings(node.name):
                name = relaxed(setting.key.replace("__", ".").replace("_", "."))
                for trait in self._of_key(name, setting.value, replace(setting.witness, reader=self._reader)):
                    yield replace(trait, node=node.name)

    def _trait(self, name: str, value: str, file: File, at: int, strength: float) -> Trait:
        return Trait("", name, "", value, (file.witness(at, self._reader, strength),))


_IMPORT = re.compile(r"\s*(import|using|from|package|namespace)\b(?!\s*\()")


def _imported(file: File, at: int, plain: bool) -> bool:
    """Whether a name only stands there to be known; for patterns this is so in C# alone, elsewhere an import may be all there is to see."""
    return (plain or file.kind == "csharp") and bool(_IMPORT.match(file.line_of(at)))


def of_calls(
    stand: Stand, traits: Iterable[Trait], beside: Callable[[File], bool] = lambda file: True
) -> Iterator[Trait]:
    """Traits seen in a file that makes calls of its own are of these calls.

    Those of other code are of all calls of the node where `beside` says so of the file, else of none that we know; those of settings
    and of libraries are of all calls.
    """
    for trait in traits:
        place = trait.evidence[0]
        targets = stand.targets(trait.node, place.path, place.line)
        file = stand.known(place.path)
        if not targets and (file is None or file.kind in {"build", "config"} or beside(file)):
            yield trait
        for target in sorted(targets):
            yield Trait(trait.node, trait.name, target, trait.value, trait.evidence)
