"""A disk that fails on purpose, below Python's own sqlite3: a VFS of SQLite that stands before the usual one, made with ctypes.

What the journal executes is what it executes in production, on the same library. The VFS counts what is done to the files of one
folder, tells them to whoever keeps a record, lets the n-th thing fail, or lets everything die there.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .files import Change, Files

FULL, READ, WRITE, FSYNC, TRUNCATE = 13, 10 | 1 << 8, 10 | 3 << 8, 10 | 4 << 8, 10 | 6 << 8
_Pointer, _Int, _Int64, _Text = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64, ctypes.c_char_p

# Names are handed on as they are: SQLite keeps the pointer, and looks behind the end of the text.
_OPEN = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Pointer, _Int, _Pointer)
_DELETE = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Int)
_CLOSE = ctypes.CFUNCTYPE(_Int, _Pointer)
_MOVE = ctypes.CFUNCTYPE(_Int, _Pointer, _Pointer, _Int, _Int64)
_CUT = ctypes.CFUNCTYPE(_Int, _Pointer, _Int64)
_SYNC = ctypes.CFUNCTYPE(_Int, _Pointer, _Int)


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`, whatever version: what is not in it is not touched."""

    _fields_ = (("version", _Int), ("close", _CLOSE), ("read", _MOVE), ("write", _MOVE), ("truncate", _CUT),
                ("sync", _SYNC), ("others", _Pointer * 13))  # fmt: skip


class _Vfs(ctypes.Structure):
    """`sqlite3_vfs`."""

    _fields_ = (("version", _Int), ("size", _Int), ("longest", _Int), ("next", _Pointer), ("name", _Text),
                ("data", _Pointer), ("open", _OPEN), ("delete", _DELETE), ("others", _Pointer * 14))  # fmt: skip


@dataclass
class Disk:
    """What is done to files below `folder`; `dies_at` is the number of the thing at which everything ends.

    `fails` says of each thing (what, file, number) with which code it fails, 0 for not. `room` are the bytes that are left.
    `sees` is told each change before it is done.
    """

    folder: Path
    dies_at: int = 0
    fails: Callable[[str, str, int], int] = lambda *_: 0
    room: int | None = None
    on_death: Callable[[], None] = lambda: None
    sees: Callable[[Change], None] = lambda _: None
    count: int = 0
    dead: bool = False
    failed: bool = False
    files: Files = field(default_factory=Files)

    def has(self, path: str) -> bool:
        return path.startswith(f"{self.folder}/")

    def reads(self, path: str) -> int:
        """The code with which a look fails, 0 if it doesn't."""
        return READ if self.dead else self._fails("read", path)

    def meets(self, change: Change) -> int:
        """The code with which this fails, 0 if it doesn't."""
        if self.dead:
            return {"write": WRITE, "sync": FSYNC}.get(change.what, TRUNCATE)
        self.sees(change)
        self.count += 1
        if self.dies_at and self.count >= self.dies_at:
            self.dead = True
            if change.what == "write":
                self.files.apply(change)  # under way when the power went: perhaps there in part
            self.on_death()
            return WRITE
        return self._fails(change.what, change.path) or self._full(change)

    def _fails(self, what: str, path: str) -> int:
        code = self.fails(what, path, self.count)
        self.failed = self.failed or code != 0
        return code

    def _full(self, change: Change) -> int:
        if self.room is None or change.what != "write":
            return 0
        grown = max(0, change.at + len(change.data) - self.files.file(change.path).length)
        if grown > self.room:
            return FULL
        self.room -= grown
        return 0


class _Shim:
    """The VFS. Files are known by the address that SQLite gave them; functions are kept from being collected."""

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        library = ctypes.CDLL(_sqlite3.__file__)
        self._register, self._unregister = library.sqlite3_vfs_register, library.sqlite3_vfs_unregister
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        for function in (self._register, self._unregister):
            function.argtypes = (_Pointer, _Int) if function is self._register else (_Pointer,)
        self._usual = library.sqlite3_vfs_find(None)
        self._real = self._usual.contents
        self._own = _Vfs()
        ctypes.memmove(ctypes.byref(self._own), self._usual, ctypes.sizeof(_Vfs))
        self._own.name, self._own.next = b"failing", None
        self._own.open, self._own.delete = _OPEN(self._opened), _DELETE(self._deleted)
        self._kept: dict[int, Any] = {}
        self._paths: dict[int, str] = {}
        self._methods: dict[int, _Methods] = {}

    def __enter__(self) -> Disk:
        self._register(ctypes.addressof(self._own), 1)
        return self.disk

    def __exit__(self, *_: object) -> None:
        self._unregister(ctypes.addressof(self._own))
        self._register(ctypes.cast(self._usual, _Pointer), 1)
        self.disk = Disk(self.disk.folder, dead=True)  # what was kept of the files is not kept any longer

    def _opened(self, _: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        code = int(self._real.open(ctypes.cast(self._usual, _Pointer), name, file, flags, out))
        path = _text(name)
        if code == 0 and self.disk.has(path):
            pointer = _Pointer.from_address(file)
            real = _Methods.from_address(pointer.value or 0)
            own = _Methods()
            ctypes.memmove(ctypes.byref(own), ctypes.byref(real), ctypes.sizeof(_Methods))
            own.close, own.read, own.write = _CLOSE(self._closed), _MOVE(self._reads), _MOVE(self._writes)
            own.truncate, own.sync = _CUT(self._truncates), _SYNC(self._syncs)
            self._kept[file], self._methods[file], self._paths[file] = own, real, path
            self.disk.files.opened(path)
            pointer.value = ctypes.addressof(own)
        return code

    def _deleted(self, _: int, name: int, sync: int) -> int:
        path = _text(name)
        code = self._asked(Change("delete", path)) if self.disk.has(path) else 0
        return code or int(self._real.delete(ctypes.cast(self._usual, _Pointer), name, sync))

    def _closed(self, file: int) -> int:
        real = self._methods.pop(file)
        self._paths.pop(file)
        _Pointer.from_address(file).value = ctypes.addressof(real)
        return int(real.close(file))

    def _reads(self, file: int, into: int, length: int, at: int) -> int:
        return self.disk.reads(self._paths[file]) or int(self._methods[file].read(file, into, length, at))

    def _writes(self, file: int, data: int, length: int, at: int) -> int:
        code = self._asked(Change("write", self._paths[file], at, ctypes.string_at(data, length)))
        return code or int(self._methods[file].write(file, data, length, at))

    def _truncates(self, file: int, length: int) -> int:
        code = self._asked(Change("truncate", self._paths[file], length))
        return code or int(self._methods[file].truncate(file, length))

    def _syncs(self, file: int, flags: int) -> int:
        return self._asked(Change("sync", self._paths[file]))  # the machine lives on: its own disk need not hear of it

    def _asked(self, change: Change) -> int:
        code = self.disk.meets(change)
        if not code:
            self.disk.files.apply(change)
        return code


def _text(name: int | None) -> str:
    return ctypes.string_at(name).decode() if name else ""


_ALL: list[_Shim] = []  # SQLite calls them until the last of their connections is collected


@contextmanager
def failing(folder: Path, **more: Any) -> Iterator[Disk]:
    """All connections that are opened meanwhile go through the disk."""
    shim = _Shim(Disk(folder, **more))
    _ALL.append(shim)
    with shim as disk:
        yield disk
