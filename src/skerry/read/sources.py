"""Walking a source tree that may be hostile: what is there, what it is for, and what is left out with a word about it.

Links are never followed, nothing is executed, and sizes, depth and numbers are bounded.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from skerry.facts.graph import Skipped
from skerry.kernel.problem import Code, Problem, under
from skerry.kernel.span import Span
from skerry.read import problems as codes

MOST_FILES = 200_000
MOST_BYTES = 2_000_000
MOST_SQL_BYTES = 20_000_000
_DEEPEST = 100

_LEFT_OUT = {
    "vendored": frozenset(["node_modules", "bower_components", "vendor", "third_party", "thirdparty", "site-packages"]),
    "built": frozenset(["dist", "build", "target", "out", "bin", "obj", "__pycache__", ".next", ".nuxt", "coverage"]),
}
_MANIFEST = re.compile(
    r"(?i)(.*compose.*\.ya?ml|(.*\.)?dockerfile([.-].*)?|chart\.yaml|kustomization\.ya?ml|skaffold\.ya?ml|.*\.nomad(\.hcl)?)$"
)
_BUILT = frozenset(["classes", "libs", "tmp", "generated", "Debug", "Release", "maven-status", "static", "assets"])
_JOBS = "nomad"
_MOST_LOOKED_AT = 50  # folders in one that may be an output
_TEST_FOLDER = frozenset(
    [
        "test",
        "tests",
        "testing",
        "spec",
        "specs",
        "__tests__",
        "__mocks__",
        "__fixtures__",
        "e2e",
        "fixtures",
        "testdata",
        "cypress",
        "integration-test",
    ]
)
_TEST_FILE = re.compile(
    r"(^test_.*\.py|.*_test\.(py|go)|conftest\.py|.*[.-](test|spec|e2e-spec|stories|cy)\.[cm]?[jt]sx?|.*(Test|Tests|IT|TestCase)\.(java|cs|kt)|.*Spec\.kt)$"
)
_TEST_PROJECT = re.compile(r"(?i)(^|[._-])(unit|functional|integration|acceptance|end2end|e2e)?[._-]?tests?$")
_MIGRATION = re.compile(r"(?i)^(migrations?|versions)$")
_GENERATED = re.compile(
    r".*(_pb2(_grpc)?\.py|\.pb\.go|\.g\.cs|\.designer\.cs|\.generated\.\w+|_gen\.go|\.gen\.\w+|\.min\.js|\.d\.ts)$",
    re.I,
)
_SCRIPT = re.compile(
    r"^(setup|conf|noxfile|fabfile|tasks|manage|wsgi|asgi)\.py$|.*\.config\.[cm]?[jt]s$|^(gulpfile|Gruntfile)\.js$"
)


class SourceFile(NamedTuple):
    """A file worth reading. `stamp` changes whenever the file does (size, modification time)."""

    path: str
    extension: str
    role: str
    size: int
    stamp: int


@dataclass
class SourceTree:
    """What was found under `root`, in the order of paths; `folders` are those of a workspace, by the first part of paths."""

    root: Path
    files: list[SourceFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    folders: dict[str, Path] = field(default_factory=dict)

    def at(self, path: str) -> Path:
        """Where a file or folder of the tree is."""
        name, _, inner = path.partition("/")
        return self.folders[name] / inner if name in self.folders else self.root / path

    def problem(self, code: Code, path: str, what: str) -> None:
        """Note a problem of one file or folder."""
        self.problems.append(Problem(code, what, Span(path), instead=""))


def walk(root: Path, wanted: Callable[[str, str], bool]) -> SourceTree:
    """All files below `root` that are wanted by their name and extension (lower case, with its dot)."""
    tree = SourceTree(root)
    if not root.is_dir():
        tree.problem(codes.NO_SUCH_PATH, str(root), f"`{root}` is {'a file' if root.exists() else 'not there'}")
        return tree
    for entry, path in _entries(tree):
        extension = _extension(entry.name)
        if not wanted(entry.name, extension):
            continue
        if len(tree.files) >= MOST_FILES:
            tree.problem(codes.TOO_MANY, path, f"stopped after {MOST_FILES:,} files")
            break
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError as error:  # gone since the folder was listed
            tree.problem(codes.NO_PERMISSION, path, f"the file was not read: {error.strerror}")
            continue
        if status.st_size > (MOST_SQL_BYTES if extension == ".sql" else MOST_BYTES):
            tree.skipped.append(Skipped(path, "too large"))
            tree.problem(codes.TOO_LARGE, path, f"{status.st_size / 1e6:,.1f} MB; it was left out")
            continue
        tree.files.append(SourceFile(path, extension, role(path), status.st_size, status.st_mtime_ns))
    tree.files.sort()
    return tree


def walk_all(root: Path, folders: dict[str, Path], wanted: Callable[[str, str], bool]) -> SourceTree:
    """The files of several folders as those of one tree, each under its folder's name."""
    tree = SourceTree(root, folders=folders)
    for name, folder in folders.items():
        found = walk(folder, wanted)
        tree.files += (file._replace(path=f"{name}/{file.path}") for file in found.files)
        tree.skipped += (Skipped(f"{name}/{each.path}", each.reason) for each in found.skipped)
        tree.problems += (under(name, problem) for problem in found.problems)
    tree.files.sort()
    return tree


def _extension(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


def _entries(tree: SourceTree) -> Iterator[tuple[os.DirEntry[str], str]]:
    """Regular files below the root with their relative paths, folder by folder."""
    waiting = [("", 0)]
    while waiting:
        folder, depth = waiting.pop()
        try:
            entries = sorted(os.scandir(tree.root / folder), key=lambda e: e.name)
        except OSError as error:
            tree.problem(codes.NO_PERMISSION, folder or ".", f"the folder was not read: {error.strerror}")
            continue
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if _is_refused(tree, entry, path):
                continue
            if entry.is_dir(follow_symlinks=False):
                reason = _left_out(entry.name, tree.root / path) or ("too deep" if depth >= _DEEPEST else "")
                if reason:
                    tree.skipped.append(Skipped(path + "/", reason))
                else:
                    waiting.append((path, depth + 1))
            elif entry.is_file(follow_symlinks=False):
                yield entry, path


def _is_refused(tree: SourceTree, entry: os.DirEntry[str], path: str) -> bool:
    """Whether an entry is a link, or has a name that no text can hold."""
    if not _is_text(entry.name):
        shown = os.fsencode(path).decode("utf-8", "replace")
        tree.problem(codes.NAME, shown, "it was left out")
        tree.skipped.append(Skipped(shown, "its name is not UTF-8"))
        return True
    if entry.is_symlink() and _leads_to_folder(entry):
        tree.problem(codes.LOOP, path, "a link to a folder was not followed")
    return entry.is_symlink()


def _leads_to_folder(link: os.DirEntry[str]) -> bool:
    try:
        return link.is_dir()
    except OSError:  # a link to itself
        return False


def _is_text(name: str) -> bool:
    """False for a name with bytes that are not UTF-8, which Python shows as lone surrogates."""
    return name.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in name)


def _left_out(name: str, folder: Path) -> str:
    """Why a folder is not entered, '' if it is."""
    if name.startswith("."):
        return "hidden"
    if name in {"venv", "env"} and (folder / "pyvenv.cfg").exists():
        return "virtual environment"
    return next((why for why, names in _LEFT_OUT.items() if name in names and _is_output(name, folder)), "")


def _is_output(name: str, folder: Path) -> bool:
    """`build`, `bin`, `out` and the like may be a package of ours: Python and Go packages and tracked sources say so."""
    if name in {"build", "bin", "out", "target", "dist", "coverage", "obj"}:
        marks = ("__init__.py", "index.ts", "main.go", "package-info.java")
        return not (any((folder / mark).exists() for mark in marks) or _holds_manifests(folder))
    return True


def _holds_manifests(folder: Path) -> bool:
    """Whether a folder, or one directly in it, has a compose file, Dockerfile or job that somebody wrote, and nothing that a build left."""
    names = _names(folder)
    if _BUILT & set(names):
        return False
    inside = [folder / name for name in names if "." not in name][:_MOST_LOOKED_AT]
    jobs = [folder / _JOBS / name for name in _names(folder / _JOBS) if _JOBS in names and "." not in name]
    return any(_MANIFEST.match(name) for name in names) or any(
        _MANIFEST.match(name) for each in (*inside, *jobs[:_MOST_LOOKED_AT]) for name in _names(each)
    )


def _names(folder: Path) -> list[str]:
    """What is directly in a folder, sorted; nothing for what is none or can't be read, or is a link."""
    try:
        return sorted(entry.name for entry in os.scandir(folder)) if not folder.is_symlink() else []
    except OSError:
        return []


def role(path: str) -> str:
    """What a file is for, as its name tells: source, test, generated, migration, script."""
    folder, _, name = path.rpartition("/")
    around = _role_of_folder(folder)
    if around == "test" or _TEST_FILE.match(name):
        return "test"
    if _GENERATED.match(name):
        return "generated"
    return around or ("script" if _SCRIPT.match(name) else "source")


@lru_cache(maxsize=4096)
def _role_of_folder(path: str) -> str:
    folders = path.split("/")
    if any(f.lower() in _TEST_FOLDER or _TEST_PROJECT.search(f) for f in folders):
        return "test"
    return "migration" if any(_MIGRATION.match(f) for f in folders) else ""


def text_of(tree: SourceTree, file: SourceFile) -> bytes | None:
    """A file's bytes as UTF-8, None (with a problem noted) where that can't be had."""
    try:
        with tree.at(file.path).open("rb") as stream:
            data = stream.read(MOST_SQL_BYTES + 1)
    except OSError as error:
        tree.problem(codes.NO_PERMISSION, file.path, f"the file was not read: {error.strerror}")
        return None
    return as_utf8(tree, file.path, data)


def as_utf8(tree: SourceTree, path: str, data: bytes) -> bytes | None:
    """Bytes in UTF-8 without a byte order mark; None for what is no text."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        tree.problem(codes.ENCODING, path, "read as UTF-16")
        return data.decode("utf-16", "replace").encode()
    if b"\0" in data[:8192]:
        tree.skipped.append(Skipped(path, "binary"))
        tree.problem(codes.NOT_TEXT, path, "it was left out")
        return None
    data = data.removeprefix(b"\xef\xbb\xbf")
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError as error:
            tree.problem(codes.ENCODING, path, f"byte {error.start} is not UTF-8; read as Latin-1")
            return data.decode("latin-1").encode()
    return data
