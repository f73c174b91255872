"""The history of a tree from `git log`: started before the sources are read, collected after them.

The repository is not trusted: git is given a configuration of ours, no hook, helper, pager, signature check or remote can be
started by it, and commits, bytes and time are bounded. Nothing is checked out, so bare and shallow repositories do as well.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from time import monotonic
from typing import IO

import msgspec

from skerry.facts.history import Commit, History
from skerry.kernel.cache import cache_folder
from skerry.kernel.problem import Code, Problem
from skerry.kernel.span import Span
from skerry.read import cache, problems

MOST_COMMITS = 50_000
_MOST_BYTES = 300_000_000
_MOST_SECONDS = 60.0
_GIT = (
    "git", "--no-pager", "--no-replace-objects",
    "-c", "safe.directory=*",  # whoever owns it: nothing of it is run
    "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never",
    "-c", "mailmap.file=/dev/null", "-c", "log.showRoot=true",
)  # fmt: skip
_LOG = (
    "log", "--no-merges", "--no-renames", "--name-only", "-z", "--no-show-signature", "--no-ext-diff", "--no-textconv",
    "--no-color", "-O/dev/null", "--no-notes", "--encoding=UTF-8", f"--max-count={MOST_COMMITS}", "--format=%x00/%ct %aE",
)  # fmt: skip


class _Stored(msgspec.Struct, array_like=True, gc=False):
    head: str
    code: bytes
    history: History


@dataclass
class Log:
    """A `git log` under way; `finish` waits for it."""

    root: Path
    head: str = ""  # the commit and the folder, which together decide the result
    remember: bool = True
    known: History | None = None
    problems: list[Problem] = field(default_factory=list)
    _process: subprocess.Popen[bytes] | None = None
    _output: IO[bytes] | None = None
    _whole: bool = True
    _begun: float = field(default_factory=monotonic)

    def finish(self) -> History:
        """The history; an empty one, with a problem noted, where there is none."""
        if self.known is not None or self._process is None or self._output is None:
            return self.known or History()
        whole = self._wait(self._process) and self._whole
        self._output.seek(0)
        with self._output as stream:
            found = parse(stream.read(_MOST_BYTES), whole)
        if self.remember and whole == self._whole:
            _save(self.root, _Stored(self.head, cache.code(), found))
        return found

    def _wait(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether it came to its end in time."""
        try:
            status = process.wait(max(0.1, _MOST_SECONDS - (monotonic() - self._begun)))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            self._note(problems.HISTORY_CUT, f"git log was stopped after {_MOST_SECONDS:.0f} s")
            return False
        if status:
            self._note(
                problems.HISTORY_CUT, f"git log ended with {status}; a damaged or partial clone, or too much to read"
            )
        return status == 0

    def _note(self, code: Code, what: str) -> None:
        self.problems.append(Problem(code, what, Span(str(self.root))))


def start(root: Path, remember: bool = True) -> Log:
    """Begin to read the history of the repository that `root` stands in (of the files below `root` alone)."""
    log = Log(root, remember=remember)
    try:
        asked = _run(root, "rev-parse", "--is-shallow-repository", "--show-prefix", "--verify", "--quiet", "HEAD")
    except FileNotFoundError:
        log._note(problems.NO_HISTORY, "git is not installed")
        return log
    except (OSError, subprocess.SubprocessError) as error:
        log._note(problems.NO_HISTORY, f"git does not answer: {error}")
        return log
    if asked.returncode:
        said = asked.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        log._note(problems.NO_HISTORY, said.removeprefix("fatal: ") or "the repository has no commit yet")
        return log
    lines = asked.stdout.decode("utf-8", "replace").split("\n")
    log.head = "\n".join(lines)
    log._whole = lines[0] == "false"
    stored = _load(root) if remember else None
    if stored is not None and stored.head == log.head and stored.code == cache.code():
        log.known = stored.history
        return log
    log._output = tempfile.TemporaryFile()  # noqa: SIM115 - `finish` closes it
    # full history: the default leaves out branches whose outcome for a folder is the same
    below = ("--relative", "--full-history", "--", ".") if any(lines[1:-2]) else ()
    log._process = subprocess.Popen(
        (*_GIT, "-C", str(root), *_LOG, *below),
        stdin=subprocess.DEVNULL, stdout=log._output, stderr=subprocess.DEVNULL, env=_environment(),
    )  # fmt: skip
    _bound_output(log._process.pid)
    return log


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = (*_GIT, "-C", str(root), *arguments)
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, env=_environment(), timeout=10, check=False
    )


def _environment() -> dict[str, str]:
    """Ours without what would lead git elsewhere or to something to run."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }


def _bound_output(process: int) -> None:
    """Let git fill no disk. Where the system can't bound another process, time alone is bounded."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows

        resource.prlimit(process, resource.RLIMIT_FSIZE, (_MOST_BYTES, _MOST_BYTES))
    except (ImportError, AttributeError, OSError, ValueError):
        return


def parse(output: bytes, whole: bool = True) -> History:
    """What `git log` printed: records begin with NUL and `/`, which no path of git can, then `seconds address`, then the paths."""
    paths: defaultdict[bytes, int] = defaultdict()
    paths.default_factory = paths.__len__
    authors: defaultdict[bytes, int] = defaultdict()
    authors.default_factory = authors.__len__
    commits, numbered, by = [], paths.__getitem__, authors.__getitem__
    for record in output.split(b"\0/")[1:]:
        head, _, names = record.partition(b"\0")
        when, _, address = head.partition(b" ")
        touched = names.strip(b"\0\n")
        if touched and when.isdigit():
            commits.append(Commit(int(when), by(address.lower()), tuple(map(numbered, touched.split(b"\0")))))
    return History(
        tuple(path.decode("utf-8", "replace") for path in paths),
        tuple(blake2b(address, digest_size=6).hexdigest() for address in authors),
        tuple(commits),
        whole and len(commits) < MOST_COMMITS,
    )


def _file(root: Path) -> Path:
    return cache_folder() / f"{blake2b(os.fsencode(root.resolve()), digest_size=12).hexdigest()}.history"


def _load(root: Path) -> _Stored | None:
    try:
        return msgspec.msgpack.decode(_file(root).read_bytes(), type=_Stored)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _save(root: Path, stored: _Stored) -> None:
    try:
        cache.write(_file(root), msgspec.msgpack.encode(stored))
    except OSError:
        return
