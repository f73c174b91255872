"""A fork-server: imports once what every service needs, and forks services from there, so that each starts in a moment.

Orders are lines of JSON on standard input: `{"start": NAME, "module": PACKAGE, "path": SOURCE, "env": {…}, "stdout": LOG}`. Reports are
lines on standard output: `{"started": NAME, "pid": N}` and `{"ended": NAME, "code": N}` (negative: the signal). It ends when its
standard input does, and its children end with it. Nothing here starts a thread or an event loop: neither survives a fork.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import selectors
import signal
import sys
from types import FrameType
from typing import Any

PRELOADED = (
    "aiohttp", "aiosqlite", "alembic.command", "fastapi", "skerry_runtime.service.standard", "sqlalchemy.dialects.postgresql",
    "sqlalchemy.dialects.sqlite", "uvicorn.protocols.http.httptools_impl", "uvloop",
)  # fmt: skip
_PDEATHSIG = 1  # prctl(2): PR_SET_PDEATHSIG


def main() -> None:
    """Serves orders until there are no more."""
    for name in PRELOADED:
        importlib.import_module(name)
    Zygote().serve()


class Zygote:
    """Forks, and reports births and deaths."""

    def __init__(self) -> None:
        self._children: dict[int, str] = {}
        self._wake, self._woken = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(self._woken, False)
        self._rest = b""

    def serve(self) -> None:
        """Takes orders; returns in the parent only, once its input has ended."""
        signal.signal(signal.SIGCHLD, self._child)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever gives the orders
        with selectors.DefaultSelector() as selector:
            selector.register(0, selectors.EVENT_READ)
            selector.register(self._wake, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fd == self._wake:
                        self._reap()
                    elif not self._read():
                        self._end()
                        return

    def _child(self, _: int, __: FrameType | None) -> None:
        try:
            os.write(self._woken, b"x")
        except BlockingIOError:
            return  # it is awake already

    def _read(self) -> bool:
        """Carries out the orders that have come; False at the end of the input."""
        data = os.read(0, 1 << 16)
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._start(json.loads(line))
        return bool(data)

    def _start(self, order: dict[str, Any]) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._children[pid] = order["start"]
            _report({"started": order["start"], "pid": pid})
            return
        try:
            os._exit(_become(order, parent))
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)

    def _reap(self) -> None:
        with_data = True
        while with_data:
            try:
                with_data = bool(os.read(self._wake, 1024))
            except BlockingIOError:
                with_data = False
        while self._children:
            pid, how = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            if name := self._children.pop(pid, ""):
                _report({"ended": name, "code": os.waitstatus_to_exitcode(how)})

    def _end(self) -> None:
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)


def _become(order: dict[str, Any], parent: int) -> int:
    """In the child: the service, until it has ended; its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            return 1
    output = os.open(order["stdout"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.environ.update(order["env"])
    sys.path.insert(0, order["path"])
    module = importlib.import_module(f"{order['module']}.entrypoints.main")
    try:
        module.run()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


def _report(what: dict[str, Any]) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    main()
