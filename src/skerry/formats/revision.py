"""Documents of a git revision, without a checkout: listed and read through `git`, which may run nothing of the repository's."""

from __future__ import annotations

import subprocess
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile

from skerry.formats.bundle import MAX_BYTES, MAX_FILES, Bundle, TooLargeError, normal, wanted

_GIT = (
    "git", "--no-pager", "--no-replace-objects", "-c", "safe.directory=*", "-c", "core.fsmonitor=false",
    "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
)  # fmt: skip
_SECONDS = 60.0
_MOST_FILES = 200_000
_LINK = b"120000"


class NoRevisionError(Exception):
    """What git says about a revision or a path that it does not have."""


class NoPathError(NoRevisionError):
    """A path that a revision does not have."""


def merge_base(repository: Path, one: str, other: str) -> str:
    """The newest commit that both come from: what `one...other` begins with."""
    found = _ask(repository, "merge-base", "--end-of-options", one, other)
    return found.decode().strip()


def of_revision(repository: Path, revision: str, path: str) -> Bundle:
    """The documents at `path` (a file, a folder, '' for all) as they stood in `revision`."""
    prefix = _ask(repository, "rev-parse", "--show-prefix").decode().strip()
    full = normal(f"{prefix}{path}")
    commit = (
        _ask(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        .decode()
        .strip()
    )
    if not commit:
        raise NoRevisionError(f"{revision!r} names no commit")
    found = _ask(
        repository, "ls-tree", "-r", "-z", "--full-tree", "--name-only", commit, "--", *([full] if full else [])
    )
    names = [name for name in found.decode("utf-8", "surrogateescape").split("\0") if name]
    if not names:
        raise NoPathError(f"{path or '.'!r} is not in {revision}")
    folder = str(Path(full).parent) if names == [full] else full
    folder = "" if folder == "." else folder
    below = [name.removeprefix(f"{folder}/") if folder else name for name in names if names == [full] or wanted(name)]
    top = Path(_ask(repository, "rev-parse", "--show-toplevel").decode().strip() or repository)

    def fetch(name: str) -> bytes | None:
        whole = normal(f"{folder}/{name}" if folder else name)
        return None if whole.startswith("../") else _content(top, f"{commit}:{whole}")

    return Bundle(f"{revision}:{folder}/" if folder else f"{revision}:", tuple(sorted(below)[:MAX_FILES]), fetch)


def export(repository: Path, revision: str, into: Path) -> None:
    """Writes the files of `repository` (a folder of a repository, or a bare one) as they stood in `revision` below `into`.

    They are written as git keeps them: no filter runs, links are left out, and so is what is larger or more than anybody reads.

    Raises:
        NoRevisionError: git does not have it.
    """
    commit = _ask(repository, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    bare = _ask(repository, "rev-parse", "--is-bare-repository").strip() == b"true"
    prefix = "" if bare else _ask(repository, "rev-parse", "--show-prefix").decode().strip()
    rows = _ask(repository, "ls-tree", "-r", "-z", "-l", "--full-tree", commit, *(["--", prefix] if prefix else []))
    wanted_ = []
    for row in rows.split(b"\0")[:_MOST_FILES]:
        about, _, name = row.partition(b"\t")
        mode, kind, blob, size, *_ = [*about.split(), b"", b"", b"", b"0"]
        path = PurePosixPath(name.decode("utf-8", "surrogateescape").removeprefix(prefix))
        sound = not path.is_absolute() and ".." not in path.parts
        known = size.isdigit()  # else `BAD`: the tree names a content that this repository does not have
        if kind == b"blob" and mode != _LINK and known and int(size) <= MAX_BYTES and sound:
            wanted_.append((blob, path))
    _write(repository, wanted_, into)


def _write(repository: Path, blobs: list[tuple[bytes, PurePosixPath]], into: Path) -> None:
    """One process of git gives all contents, one after the other."""
    command = (*_GIT, "-C", str(repository), "cat-file", "--batch", "--buffer")
    with TemporaryFile() as asked:
        asked.write(b"".join(blob + b"\n" for blob, _ in blobs))
        asked.seek(0)
        with subprocess.Popen(command, stdin=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as git:
            assert git.stdout is not None
            for _, path in blobs:
                head = git.stdout.readline().split()
                if len(head) != 3:
                    continue  # it is missing in this repository
                data = git.stdout.read(int(head[2]))
                git.stdout.read(1)
                target = into / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)


def _content(repository: Path, spec: str) -> bytes | None:
    size = _run(repository, "cat-file", "-s", spec)
    if size.returncode:
        return None
    if int(size.stdout) > MAX_BYTES:
        raise TooLargeError(spec)
    found = _run(repository, "cat-file", "blob", spec)
    return None if found.returncode else found.stdout


def _ask(repository: Path, *arguments: str) -> bytes:
    done = _run(repository, *arguments)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0].removeprefix("fatal: ")
        raise NoRevisionError(said or f"git has no {arguments[-1].removesuffix('^{commit}')!r}")
    return done.stdout


def _run(repository: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            (*_GIT, "-C", str(repository), *arguments),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NoRevisionError(f"git does not answer: {error}") from None
