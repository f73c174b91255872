"""Who owns what: the CODEOWNERS file of a repository. Source: GitHub's and GitLab's references; the last pattern that matches counts."""

from __future__ import annotations

from fnmatch import fnmatchcase

from skerry.read.manifests import Texts

_PLACES = ("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
_MOST = 2_000  # patterns of one file
_MOST_BYTES = 500_000
_ANY = "**"


class CodeOwners:
    """The owners that the files of a tree name; of a workspace, those of each repository."""

    def __init__(self, texts: Texts) -> None:
        self._rules: list[tuple[list[str], str]] = []
        self._folders = texts.folders
        for root in [f"{name}/" for name in texts.tree.folders] or [""]:
            text = next(filter(None, (_text(texts, root + place) for place in _PLACES)), "")
            for line in text.splitlines()[:_MOST]:
                pattern, *owners = line.partition("#")[0].split()[:20] or [""]
                if owners and not pattern.startswith(("!", "[", "^")):
                    self._rules.append(([*filter(None, root.split("/")), *_parts(pattern)], " ".join(owners)))
        self._rules.reverse()

    def of(self, path: str) -> str:
        """Who owns what is in a folder, or a file, with spaces between several; '' where nobody is named."""
        inside = [*filter(None, path.split("/"))]
        if path in self._folders:
            inside.append("x")
        return next((owner for parts, owner in self._rules if _matches(parts, inside)), "")


def _text(texts: Texts, path: str) -> str:
    """A file's text, also from a hidden folder, which the walk leaves out; links are not followed."""
    file = texts.tree.at(path)
    try:
        if file.is_symlink() or file.parent.is_symlink() or not file.is_file():
            return ""
        with file.open("rb") as stream:
            return stream.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _parts(pattern: str) -> list[str]:
    """A pattern as git's ignore files have them, part by part: without a slash before its end it may stand anywhere."""
    parts = [part for part in pattern.split("/") if part]
    anywhere = [] if "/" in pattern.rstrip("/") else [_ANY]
    return [*anywhere, *(_ANY if part.strip("*") == "" and len(part) > 1 else part for part in parts), _ANY]


def _matches(parts: list[str], path: list[str]) -> bool:
    """Whether a path fits; `**` is any number of parts. No way is tried again but that behind the last `**`."""
    at = spot = 0
    after, begun = -1, 0
    while spot < len(path):
        if at < len(parts) and parts[at] == _ANY:
            at, after, begun = at + 1, at + 1, spot
        elif at < len(parts) and fnmatchcase(path[spot], parts[at]):
            at, spot = at + 1, spot + 1
        elif after >= 0:
            begun += 1
            at, spot = after, begun
        else:
            return False
    return all(part == _ANY for part in parts[at:])
