"""All files of one side: read one by one, when something about them is asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from google.protobuf import descriptor_pb2 as pb
from google.protobuf.message import DecodeError

from skerry.formats.protobuf import build, wire
from skerry.formats.protobuf.values import File, Where
from skerry.kernel.span import Span

_NAME = (1,)  # of a message, an enum or a service, in SourceCodeInfo


class Schema:
    """Files by name, as bytes until they are needed. `files` are those compared, `imported` those they only use.

    `broken` are those that turned out to be no descriptors when they were needed; they are as good as empty.
    """

    def __init__(self, files: Mapping[str, bytes], imported: Mapping[str, bytes], labels: Mapping[str, str]) -> None:
        """`labels` are what stands before a file's name in messages."""
        self.files = files
        self.imported = imported
        self.broken: list[str] = []
        self._labels = labels
        self.proto = cache(self._proto)
        self.head = cache(self._head)
        self.file = cache(self._file)
        self._places = cache(self._places_of)

    def span(self, name: str, where: Where = ()) -> Span:
        """The place of what stands at a path in a file; of the nearest thing around it that has one."""
        path = self._labels.get(name, "") + name
        places = self._places(name)
        for end in range(len(where), 0, -1):
            if found := places.get(where[:end]):
                return Span(path, *found)
        return Span(path)

    def name_span(self, name: str, where: Where) -> Span:
        """The place of the name of a message, an enum or a service."""
        return self.span(name, where + _NAME)

    @cached_property
    def packages(self) -> Mapping[str, tuple[str, ...]]:
        """The files of each package."""
        found: dict[str, list[str]] = {}
        for name in self.files:
            found.setdefault(self.head(name).package, []).append(name)
        return {package: tuple(names) for package, names in found.items()}

    def named(self, path: str) -> str:
        """The name of the file that a span's path means."""
        return self._by_path.get(path, path)

    def dependents(self, names: Iterable[str]) -> list[str]:
        """The compared files that need these, directly or not, the nearest first."""
        found: dict[str, None] = {}
        todo = deque(names)
        seen = set(todo)
        while todo:
            for user in self._users.get(todo.popleft(), ()):
                if user not in seen:
                    seen.add(user)
                    found[user] = None
                    todo.append(user)
        return [*found]

    def declaring(self, full_name: str) -> list[str]:
        """The files whose package a full name may belong to, imported ones too."""
        packages = {full_name[:at] for at in range(len(full_name)) if full_name[at] == "."} | {""}
        short = full_name.rpartition(".")[2].encode()
        return [
            name
            for name in (*self.files, *self.imported)
            if self.head(name).package in packages and short in self._bytes(name)
        ]

    @cached_property
    def _users(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self.files:
            for needed in self.head(name).imports:
                found.setdefault(needed, []).append(name)
        return found

    @cached_property
    def _by_path(self) -> Mapping[str, str]:
        return {self._labels.get(name, "") + name: name for name in self.files}

    def _bytes(self, name: str) -> bytes:
        return self.files[name] if name in self.files else self.imported[name]

    def _head(self, name: str) -> wire.Head:
        return wire.head(self._bytes(name))

    def _proto(self, name: str) -> pb.FileDescriptorProto:
        try:
            return pb.FileDescriptorProto.FromString(self._bytes(name))
        except DecodeError:
            self.broken.append(name)
            return pb.FileDescriptorProto(name=name)

    def _file(self, name: str) -> File:
        return build.file(self.proto(name))

    def _places_of(self, name: str) -> dict[Where, tuple[int, int, int, int]]:
        found: dict[Where, tuple[int, int, int, int]] = {}
        for each in self.proto(name).source_code_info.location:
            span = each.span
            end_line = span[2] if len(span) == 4 else span[0]
            found.setdefault(tuple(each.path), (span[0] + 1, span[1] + 1, end_line + 1, span[-1] + 1))
        return found
