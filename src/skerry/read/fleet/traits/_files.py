"""What there is to read about a node: its code, build files and settings, each file's text taken apart once for all families."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from posixpath import basename

from skerry.facts.fleet import Witness

_LANGUAGES = {
    ".java": "java", ".kt": "java", ".groovy": "java", ".scala": "java", ".cs": "csharp", ".go": "go", ".py": "python",
    ".js": "node", ".mjs": "node", ".cjs": "node", ".jsx": "node", ".ts": "node", ".tsx": "node", ".vue": "node",
    ".rb": "ruby", ".php": "php", ".rs": "rust", ".cpp": "c", ".cc": "c", ".c": "c", ".h": "c", ".ex": "elixir",
}  # fmt: skip
_BUILD = re.compile(
    r"^(pom\.xml|build\.gradle(\.kts)?|package\.json|go\.mod|requirements[\w.-]*\.(txt|in)|pyproject\.toml|Pipfile|setup\.py|"
    r".*\.csproj|.*\.fsproj|Directory\.Build\.props|composer\.json|Gemfile|Cargo\.toml|mix\.exs)$"
)
_CONFIG = re.compile(r".*\.(ya?ml|properties|toml|conf|cfg|ini|config|env|xml|json)$|^\.env.*$")
_BROWSER = re.compile(r"(?:^|/)(?:static|wwwroot|public|assets)/|\.min\.js$")  # scripts that a service only hands out
_NO_CONFIG = re.compile(
    r"package-lock\.json|.*-lock\.json|.*compose.*\.ya?ml|Chart\.yaml|tsconfig.*|.*\.schema\.json|composer\.lock"
)
_WORD = re.compile(r"[A-Za-z_]\w+")
_TOKEN = re.compile(r"@?[A-Za-z][\w./+-]*")
_COMMENT = re.compile(r"\s*(//|#|\*|/\*|--|<!--|;)")
_SHOWN = 100  # characters of a line


def kind_of(path: str) -> str:
    """`build`, `config`, or the language of code; '' for what nobody asks about."""
    name = basename(path)
    if _BUILD.match(name):
        return "build"
    extension = "." + name.rpartition(".")[2].lower()
    if extension in _LANGUAGES:
        return "" if _LANGUAGES[extension] == "node" and _BROWSER.search(path) else _LANGUAGES[extension]
    return "config" if _CONFIG.match(name) and not _NO_CONFIG.match(name) else ""


class File:
    """A file of a node. `kind` is `build`, `config`, or the language of code."""

    def __init__(self, path: str, kind: str, text: str) -> None:
        self.path = path
        self.kind = kind
        self.text = text

    @cached_property
    def words(self) -> frozenset[str]:
        """The identifiers in the text."""
        return frozenset(_WORD.findall(self.text))

    @cached_property
    def tokens(self) -> dict[str, int]:
        """Names as they stand in build files (`spring-boot-starter-web`, `@nestjs/core`), and where each stands first."""
        found: dict[str, int] = {}
        for match in _TOKEN.finditer(self.text):
            found.setdefault(match[0], match.start())
        return {name: at for name, at in found.items() if not self.is_comment(at)}

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def line(self, at: int) -> int:
        """The line of a position, counted from 1."""
        return bisect_right(self._starts, at)

    def at(self, line: int) -> int:
        """Where a line begins, counted from 1; the end of the text for one behind it."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self.text)

    def line_of(self, at: int) -> str:
        """The text of the line around a position."""
        start = self._starts[self.line(at) - 1]
        return self.text[start : (self.text.find("\n", start) + 1 or len(self.text) + 1) - 1]

    def witness(self, at: int, reader: str, strength: float = 1.0) -> Witness:
        """A position as a place, with the line that stands there."""
        return Witness(self.path, self.line(at), reader, " ".join(self.line_of(at).split())[:_SHOWN], strength)

    def is_comment(self, at: int) -> bool:
        """Whether a position is in a comment, as far as its line and the blocks that begin a line tell."""
        start = self._starts[self.line(at) - 1]
        if (found := _COMMENT.match(self.text, start)) and found.start(1) <= at and found[1] != "<!--":
            return not (found[1] == "#" and self.kind == "csharp")
        if self.kind in {"build", "config"}:
            return self.text.rfind("<!--", 0, at) > self.text.rfind("-->", 0, at)
        opened = self.text.rfind("/*", 0, at)
        return (
            opened > self.text.rfind("*/", 0, at)
            and not self.text[self._starts[self.line(opened) - 1] : opened].strip()
        )
