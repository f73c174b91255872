"""From .proto files to a descriptor set: protoc in a process of its own, within limits, in a folder that is thrown away."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from google.protobuf.descriptor_pb2 import FileDescriptorSet

from skerry.formats import problems as codes
from skerry.formats.protobuf.imports import Source
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

SECONDS = 120
MEMORY = 4 * 1024**3
_ROUNDS = 40  # one more file that does not compile is found in each
_MOST_SAID = 10  # of one file: after a few, one follows from another
_ERROR = re.compile(r"^(?P<file>[^:\n]+):(?:(?P<line>\d+):(?P<column>\d+):)? (?P<what>.+)$", re.MULTILINE)
_IMPORT = re.compile(r'^import (?:public )?"([^"]+)";', re.MULTILINE)
_MISSING = re.compile(r'^(?:Import "(?P<path>.*)" was not found or had errors\.|File not found\.)$')


@dataclass(slots=True)
class Compiled:
    """A descriptor set with imports and places of all files that compile, and what was wrong with the others."""

    data: bytes = b""
    problems: list[Problem] = field(default_factory=list)


def compile_(sources: Mapping[str, Source], label: str) -> Compiled:
    """Compiles files that import each other by these names. `label` stands before them in messages."""
    result = Compiled()
    wanted = _ordered(sources)
    with tempfile.TemporaryDirectory(prefix="skerry-proto-", ignore_cleanup_errors=True) as folder:
        root = Path(folder) / "in"
        wanted = [name for name in wanted if _put(root, sources[name], label, result.problems)]
        end = time.monotonic() + SECONDS
        for turn in range(_ROUNDS):
            if not wanted:
                break
            data, said = _protoc(Path(folder), wanted, end - time.monotonic())
            if data is not None:
                result.data = data
                break
            left = _without(wanted, said, sources, label, result.problems)
            if turn == _ROUNDS - 2:  # what stands before the last error has been compiled
                left = left[
                    : next((at for at, pair in enumerate(zip(wanted, left, strict=False)) if pair[0] != pair[1]), 0)
                ]
                result.problems.append(
                    _gave_up(label, f"{_ROUNDS - 1} files do not compile; those after them were not tried")
                )
            wanted = left
    return result


@lru_cache(maxsize=32)
def _descriptors(files: tuple[tuple[str, str], ...]) -> bytes:
    sources = {name: Source(name, text.encode(), tuple(_IMPORT.findall(text))) for name, text in files}
    compiled = compile_(sources, "")
    if compiled.problems:
        raise ValueError("; ".join(f"{each.span}: {each.what}" for each in compiled.problems))
    found = FileDescriptorSet.FromString(compiled.data)
    for each in found.file:
        each.ClearField("source_code_info")
    return found.SerializeToString(deterministic=True)


def descriptors(files: Mapping[str, str]) -> bytes:
    """The descriptor set of files that we wrote ourselves, with all that they import and without places.

    Raises:
        ValueError: they do not compile.
    """
    return _descriptors(tuple(sorted(files.items())))


def _put(root: Path, source: Source, label: str, problems: list[Problem]) -> bool:
    """Writes a file below `root`; False where the file system has no place for its name."""
    path = root / source.name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.text)
    except OSError as error:
        what = f"a file of that name cannot be compiled: {error.strerror}"
        problems.append(Problem(codes.PROTOBUF_LIMIT, what, Span(label + source.name)))
        return False
    return True


def includes() -> tuple[Path, ...]:
    """Where the well-known types and the common Google APIs lie."""
    found = []
    for package, inside in (("grpc_tools", "_proto"), ("google.api", "../..")):
        spec = find_spec(package)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            found.append((Path(place) / inside).resolve())
    return tuple(found)


def _ordered(sources: Mapping[str, Source]) -> list[str]:
    """What is imported before what imports it, so that an error is reported at its own file first."""
    done: dict[str, None] = {}
    for first in sources:
        stack = [(first, iter(sources[first].needs))]
        entered = {first}
        while stack:
            name, needs = stack[-1]
            following = next(
                (each for each in needs if each in sources and each not in done and each not in entered), None
            )
            if following is None:
                done[name] = None
                stack.pop()
            else:
                entered.add(following)
                stack.append((following, iter(sources[following].needs)))
    return [*done]


def _protoc(folder: Path, names: Iterable[str], seconds: float) -> tuple[bytes | None, str]:
    """The descriptor set, or None and what protoc says."""
    out, arguments, said = folder / "out.binpb", folder / "arguments", folder / "said"
    roots = [f"-I{path}" for path in (folder / "in", *includes())]
    flags = ["--include_imports", "--include_source_info", "--retain_options", f"--descriptor_set_out={out}"]
    arguments.write_text("\n".join([*roots, *flags, *names]), encoding="utf-8")
    command = [sys.executable, "-I", "-m", "grpc_tools.protoc", f"@{arguments}"]
    with (
        said.open("wb") as errors,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors) as child,
    ):
        _limit(child.pid)
        try:
            status = child.wait(max(seconds, 1))
        except subprocess.TimeoutExpired:
            child.kill()
            return None, ""
    if status == 0 and out.is_file():
        return out.read_bytes(), ""
    return None, said.read_text(encoding="utf-8", errors="replace")[:1_000_000].replace(f"{folder / 'in'}/", "")


def _limit(process: int) -> None:
    try:
        import resource  # noqa: PLC0415 -- not on every system

        resource.prlimit(process, resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ImportError, AttributeError, OSError, ValueError):
        return


def _without(
    wanted: list[str], said: str, sources: Mapping[str, Source], label: str, problems: list[Problem]
) -> list[str]:
    """The files that remain once those with errors, and all that import them, are taken away."""
    found = list(_said(said, sources, label))
    bad = dict.fromkeys(name for name, _ in found)
    if not bad:
        problems.append(_gave_up(label, "the compiler ended without a word, or took more than two minutes"))
        return []
    for name in bad:
        problems += [problem for other, problem in found if other == name][:_MOST_SAID]
    left: list[str] = []
    lost = set(bad)
    for name in wanted:
        culprit = next((need for need in sources[name].needs if need in lost), None)
        if name in bad:
            continue
        if culprit is None:
            left.append(name)
            continue
        lost.add(name)
        problems.append(
            Problem(codes.PROTOBUF_DEPENDENT, f"it imports {culprit}, which does not compile", Span(label + name))
        )
    return left


def _said(text: str, sources: Mapping[str, Source], label: str) -> Iterator[tuple[str, Problem]]:
    for found in _ERROR.finditer(text):
        name, what = found["file"], found["what"]
        if name not in sources or what.startswith("warning: "):
            continue
        span = Span(label + name, int(found["line"] or 0), int(found["column"] or 0))
        missing = _MISSING.match(what)
        if missing is None:
            yield name, Problem(codes.PROTOBUF_COMPILE, what, span)
        elif missing["path"] is not None and missing["path"] not in sources:
            what = f"no file {missing['path']} is found"
            yield (
                name,
                Problem(
                    codes.PROTOBUF_IMPORT,
                    what,
                    span,
                    instead="Give the folder from which its path begins, or a descriptor set with all imports (`buf build -o all.binpb`).",
                ),
            )


def _gave_up(label: str, what: str) -> Problem:
    return Problem(codes.PROTOBUF_LIMIT, what, Span(label or "."))
