"""Two descriptor sets of 3,000 files: one field renamed, and every file changed; `buf breaking` beside it where it is installed."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from google.protobuf import descriptor_pb2 as pb

from benchmarks.measure import run, table
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.protobuf import FORMAT
from skerry.formats.bundle import of_file

FILES, MESSAGES, FIELDS = 3_000, 6, 8
_KINDS = (
    pb.FieldDescriptorProto.TYPE_STRING,
    pb.FieldDescriptorProto.TYPE_INT64,
    pb.FieldDescriptorProto.TYPE_BOOL,
    pb.FieldDescriptorProto.TYPE_BYTES,
)
_TIMES = 3


def main() -> None:
    """Make them, compare them, say how long it takes."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, changed in (("before", 0), ("one", 1), ("all", FILES)):
            (root / f"{name}.binpb").write_bytes(_made(changed).SerializeToString())
        size = (root / "before.binpb").stat().st_size / 1e6
        print(f"{FILES:,} files, {FILES * MESSAGES * FIELDS:,} fields, {size:.1f} MB each")
        rows = [(f"skerry, {what}", *_ours(root, name)) for what, name in _CASES]
        if buf := shutil.which("buf", path=str(Path(sys.executable).parent)) or shutil.which("buf"):
            rows += [(f"buf, {what}", *_theirs(buf, root, name)) for what, name in _CASES]
        print(table(("", "changes", "seconds"), rows))


_CASES = (("one field renamed", "one"), ("a field of each file renamed", "all"))


def _ours(root: Path, name: str) -> tuple[str, str]:
    best, count = 1e9, 0
    for _ in range(_TIMES):
        start = time.perf_counter()
        found = FORMAT.compare(of_file(root / "before.binpb"), of_file(root / f"{name}.binpb"), Options())
        best, count = min(best, time.perf_counter() - start), len(found.changes)
    return f"{count:,}", f"{best:.2f}"


def _theirs(buf: str, root: Path, name: str) -> tuple[str, str]:
    config = json.dumps({"version": "v2", "breaking": {"use": ["WIRE_JSON"]}})
    command = [
        buf,
        "breaking",
        str(root / f"{name}.binpb"),
        "--against",
        str(root / "before.binpb"),
        "--config",
        config,
    ]
    found = run(["sh", "-c", '"$@" || test $? = 100', "sh", *command])  # it ends with 100 where something breaks
    return "", f"{found.wall:.2f}"


def _made(changed: int) -> pb.FileDescriptorSet:
    """Files of which each imports the one before; a field is renamed in the last `changed` of them."""
    return pb.FileDescriptorSet(file=(_file(at, renamed=at >= FILES - changed) for at in range(FILES)))


def _file(at: int, *, renamed: bool) -> pb.FileDescriptorProto:
    file = pb.FileDescriptorProto(name=f"p{at // 20}/v1/f{at}.proto", package=f"p{at // 20}.v1", syntax="proto3")
    if at % 20:
        file.dependency.append(f"p{at // 20}/v1/f{at - 1}.proto")
    file.message_type.extend(_messages(at, renamed=renamed))
    service = file.service.add(name=f"S{at}Service")
    service.method.add(name="Get", input_type=f".{file.package}.M{at}x0", output_type=f".{file.package}.M{at}x1")
    return file


def _messages(at: int, *, renamed: bool) -> Iterator[pb.DescriptorProto]:
    for number in range(MESSAGES):
        message = pb.DescriptorProto(name=f"M{at}x{number}")
        for field in range(1, FIELDS + 1):
            name = f"renamed_{field}" if renamed and number == field == 1 else f"field_{field}"
            kind = _KINDS[(field + number) % len(_KINDS)]
            json_name = name.replace("_", " ").title().replace(" ", "")
            message.field.add(
                name=name, number=field, type=kind, json_name=json_name[0].lower() + json_name[1:],
                label=pb.FieldDescriptorProto.LABEL_OPTIONAL,
            )  # fmt: skip
        yield message
