"""The same small shop in every language must read as the same shop. A language is one folder under stories/, and nothing else."""

from pathlib import Path

import pytest

from skerry.kernel.words import split
from skerry.read.languages import BY_EXTENSION, CLASSES, Language
from skerry.read.outline import Outline
from skerry.read.places import Places
from skerry.read.roots import aliases, is_manifest

STORIES = Path(__file__).parent / "stories"


class Shop:
    """The outlines of one story, asked by words, so that `place_order`, `PlaceOrder` and `placeOrder` are one name."""

    def __init__(self, root: Path) -> None:
        self.outlines: dict[str, Outline] = {}
        self.languages: dict[str, Language] = {}
        for path in sorted(p for p in root.rglob("*") if p.suffix in BY_EXTENSION):
            name = path.relative_to(root).as_posix()
            self.languages[name] = BY_EXTENSION[path.suffix]
            self.outlines[name] = self.languages[name].outline(path.read_bytes())
        manifests = {p.relative_to(root).as_posix(): p.read_text() for p in root.rglob("*") if is_manifest(p.name)}
        packages = {path: outline.head.package for path, outline in self.outlines.items()}
        self.places = Places(packages, aliases(manifests))

    def file_of(self, name: str) -> str:
        """The file that declares a class."""
        return next(path for path, o in self.outlines.items() for s in o.head.scopes if _is(s.name, name))

    def functions(self, of: str) -> set[str]:
        """The methods of a class, also those that stand outside of its braces."""
        found = set()
        for outline in self.outlines.values():
            for scope in outline.head.scopes:
                outside = scope.parent < 0 and bool(scope.bases) and _is(scope.bases[0], of)
                inside = scope.parent >= 0 and _is(outline.head.scopes[scope.parent].name, of)
                if scope.kind == "function" and (inside or outside):
                    found.add(_words(scope.name))
        return found

    def means(self, path: str) -> set[str]:
        """The files that the imports of a file mean."""
        imports = self.outlines[path].head.imports
        return {found for item in imports for found in self.languages[path].imported(item, path, self.places)}

    def called(self, path: str, function: str) -> set[str]:
        """What is called or created in a function."""
        outline = self.outlines[path]
        scopes = [i for i, s in enumerate(outline.head.scopes) if _is(s.name, function)]
        calls = [c for c in outline.body.calls if c.scope in scopes]
        return {_words(part) for c in calls for part in (c.name, *c.receiver.split("."))}


def _words(name: str) -> str:
    return " ".join(split(name))


def _is(name: str, words: str) -> bool:
    return _words(name) == words


@pytest.fixture(scope="module", params=sorted(p.name for p in STORIES.iterdir() if p.is_dir()))
def shop(request: pytest.FixtureRequest) -> Shop:
    return Shop(STORIES / request.param)


def test_every_file_is_read_without_a_syntax_error(shop: Shop) -> None:
    assert shop.outlines
    assert {path: o.broken for path, o in shop.outlines.items() if o.broken} == {}


@pytest.mark.parametrize("name", ["customer", "product", "order", "order item", "order service", "payment client"])
def test_the_classes_are_there(shop: Shop, name: str) -> None:
    kinds = [s.kind for o in shop.outlines.values() for s in o.head.scopes if _is(s.name, name)]
    assert set(kinds) & CLASSES


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        ("order service", "place"),
        ("order service", "find"),
        ("order service", "close stale"),
        ("payment client", "charge"),
    ],
)
def test_the_functions_stand_in_their_classes(shop: Shop, owner: str, name: str) -> None:
    assert name in shop.functions(owner)


@pytest.mark.parametrize("entity", ["customer", "product", "payment client"])
def test_the_service_imports_what_it_needs(shop: Shop, entity: str) -> None:
    assert shop.file_of(entity) in shop.means(shop.file_of("order service"))


def test_nothing_is_imported_that_is_not_there(shop: Shop) -> None:
    for path in shop.outlines:
        assert shop.means(path) <= set(shop.outlines)
    assert shop.file_of("order service") not in shop.means(shop.file_of("payment client"))


def test_placing_an_order_calls_what_the_story_says(shop: Shop) -> None:
    called = shop.called(shop.file_of("order service"), "place")
    assert {"charge", "order", "order item", "order placed"} <= called


def test_the_charge_is_made_at_an_address(shop: Shop) -> None:
    outline = shop.outlines[shop.file_of("payment client")]
    assert any("charges" in text.value for text in outline.body.texts)
