"""A disk that fails on purpose, below Python's own sqlite3: a VFS of SQLite that stands before the usual one, made with ctypes.

What the journal executes is what it executes in production, on the same library. The VFS counts what is done to the files of one
folder, lets the n-th thing fail, or lets everything die there; and it knows what of each file was synced, so that it can say what
a power cut would leave: that, and of the rest any part of any write, in sectors.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FULL, READ, WRITE, FSYNC, TRUNCATE = 13, 10 | 1 << 8, 10 | 3 << 8, 10 | 4 << 8, 10 | 6 << 8
SECTOR = 512  # bytes that reach a disk together
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
class File:
    """One file: what has reached the disk, and the writes since, in their order; `None` cuts it to that length."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Bytes, as whoever reads it sees it."""
        found = len(self.synced)
        for at, data in self.pending:
            found = min(found, at) if data is None else max(found, at + len(data))
        return found

    def sync(self) -> None:
        for change in self.pending:
            _apply(self.synced, *change)
        self.pending.clear()

    def after_power_cut(self, dice: random.Random) -> bytes:
        """What is there when the power is back: each write that was not synced is there, is not, or is so in part."""
        found = bytearray(self.synced)
        for at, data in self.pending:
            fate = dice.choice(("there", "lost", "torn"))
            if fate == "there" or (fate == "torn" and data is None):
                _apply(found, at, data)
            elif fate == "torn" and data is not None:
                for start in range(0, len(data), SECTOR):
                    if dice.random() < 0.5:
                        _apply(found, at + start, data[start : start + SECTOR])
        return bytes(found)


def _apply(content: bytearray, at: int, data: bytes | None) -> None:
    if data is None:
        del content[at:]
        return
    content.extend(bytes(max(0, at + len(data) - len(content))))
    content[at : at + len(data)] = data


@dataclass
class Disk:
    """What is done to files below `folder`; `dies_at` is the number of the thing at which everything ends.

    `fails` says of each thing (what, file, number) with which code it fails, 0 for not. `room` are the bytes that are left.
    """

    folder: Path
    dies_at: int = 0
    fails: Callable[[str, str, int], int] = lambda *_: 0
    room: int | None = None
    on_death: Callable[[], None] = lambda: None
    count: int = 0
    dead: bool = False
    failed: bool = False
    did: list[str] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)

    def has(self, path: str) -> bool:
        return path.startswith(f"{self.folder}/")

    def meets(self, what: str, path: str) -> int:
        """The code with which this fails, 0 if it doesn't."""
        if self.dead:
            return {"read": READ, "write": WRITE, "sync": FSYNC}.get(what, TRUNCATE)
        if what != "read":
            self.count += 1
            self.did.append(what)
        if self.dies_at and self.count >= self.dies_at:
            self.dead = True
            self.on_death()
            return WRITE
        code = self.fails(what, path, self.count)
        self.failed = self.failed or code != 0
        return code

    def survivors(self, dice: random.Random | None) -> dict[str, bytes]:
        """Name and content of each file: after the end of the process, or, with dice, after a power cut."""
        found = {}
        for path, file in self.files.items():
            kept = bytearray(file.synced)
            for change in file.pending:
                _apply(kept, *change)
            found[Path(path).name] = bytes(kept) if dice is None else file.after_power_cut(dice)
        return found


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
            if path not in self.disk.files:
                self.disk.files[path] = File(bytearray(Path(path).read_bytes()))
            pointer.value = ctypes.addressof(own)
        return code

    def _deleted(self, _: int, name: int, sync: int) -> int:
        path = _text(name)
        if self.disk.has(path):
            if code := self.disk.meets("delete", path):
                return code
            self.disk.files.pop(path, None)
        return int(self._real.delete(ctypes.cast(self._usual, _Pointer), name, sync))

    def _closed(self, file: int) -> int:
        real = self._methods.pop(file)
        self._paths.pop(file)
        _Pointer.from_address(file).value = ctypes.addressof(real)
        return int(real.close(file))

    def _reads(self, file: int, into: int, length: int, at: int) -> int:
        return self.disk.meets("read", self._paths[file]) or int(self._methods[file].read(file, into, length, at))

    def _writes(self, file: int, data: int, length: int, at: int) -> int:
        path, disk = self._paths[file], self.disk
        written, content = disk.files[path], ctypes.string_at(data, length)
        if code := disk.meets("write", path):
            if disk.dead and disk.count == disk.dies_at:
                written.pending.append((at, content))  # under way when the power went: perhaps there in part
            return code
        if disk.room is not None:
            grown = max(0, at + length - written.length)
            if grown > disk.room:
                return FULL
            disk.room -= grown
        written.pending.append((at, content))
        return int(self._methods[file].write(file, data, length, at))

    def _truncates(self, file: int, length: int) -> int:
        path = self._paths[file]
        if code := self.disk.meets("truncate", path):
            return code
        self.disk.files[path].pending.append((length, None))
        return int(self._methods[file].truncate(file, length))

    def _syncs(self, file: int, flags: int) -> int:
        path = self._paths[file]
        if code := self.disk.meets("sync", path):
            return code
        self.disk.files[path].sync()  # the machine goes on living, so its own disk need not hear of it
        return 0


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
