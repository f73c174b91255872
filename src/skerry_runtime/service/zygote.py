"""A fork server: imports once what every service needs, and forks services off when it is told to, each within a moment.

It reads JSON lines from its standard input and writes JSON lines to its standard output:
- `{"start": NAME, "package": FOLDER, "env": {…}, "stdout": FILE}` forks a child that becomes this service (`env` is added to the zygote's
  own; what the child prints goes to the file): `{"born": NAME, "pid": N}`, or `{"failed": NAME, "why": …}`;
- with `"module": MODULE` and `"arguments": […]` the child is that module's `main` instead, with these arguments;
- `{"signal": NAME, "number": 15}` sends a child a signal;
- a child's end is told as `{"died": NAME, "pid": N, "code": N}` (negative: the signal).
At the end of its input, or when its parent dies, it kills its children and ends; when it dies itself, the kernel kills them.
There is no thread and no event loop in it: what is forked begins clean.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

HEAVY = (
    "aiohttp", "alembic.command", "alembic.runtime.migration", "eventsourcing.domain", "eventsourcing.persistence", "fastapi",
    "httptools", "msgspec", "opentelemetry.sdk.trace", "pydantic", "sqlalchemy.dialects.sqlite.pysqlite", "uvicorn",
    "uvicorn.lifespan.off", "uvicorn.protocols.http.httptools_impl", "uvloop", "yaml", "skerry_runtime.bus", "skerry_runtime.clients",
    "skerry_runtime.saga", "skerry_runtime.service.runner", "skerry_runtime.service.standard", "skerry_runtime.store",
    "skerry_runtime.telemetry", "pydantic.v1", "skerry_runtime.bus.sqlite",
)  # fmt: skip
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
Said = Mapping[str, Any]


def main() -> int:
    """Serves until its input ends. Arguments: further modules that are imported first."""
    parent = os.getppid()
    _dies_with(parent, signal.SIGTERM)
    _preload(sys.argv[1:])
    return Zygote().run()


def _preload(further: Sequence[str] = ()) -> None:
    """Imports what is there; what is missing is an extra that nobody has installed, or a room that is not built."""
    gc.disable()  # what is imported stays; to collect what little does not would leave holes, which children fill: each a page of their own
    sys.modules.setdefault("pygments", None)  # type: ignore[arg-type]  # 4 MB: Alembic's templates would colour their errors with it
    for name in (*HEAVY, *further):
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    if sys.modules["pygments"] is None:
        del sys.modules["pygments"]
    gc.freeze()  # a collection in a child would write to every page that it shares with the others


class Zygote:
    """The loop: input, and children that end."""

    def __init__(self) -> None:
        self._children: dict[int, str] = {}
        self._wake, self._woken = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        self._rest = b""

    def run(self) -> int:
        """Serves; returns when the input ends or it is told to stop."""
        signal.set_wakeup_fd(self._woken, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, _stop)
        signal.signal(signal.SIGINT, _stop)
        _say({"ready": os.getpid()})
        try:
            while self._turn():
                pass
        except _Stopped:
            pass
        self._end()
        return 0

    def _turn(self) -> bool:
        ready, _, _ = select.select([0, self._wake], [], [])
        if self._wake in ready:
            os.read(self._wake, 4096)
        self._buried()
        return 0 not in ready or self._heard(os.read(0, 65_536))

    def _heard(self, data: bytes) -> bool:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if line.strip():
                self._obey(line)
        return bool(data)

    def _obey(self, line: bytes) -> None:
        try:
            said = json.loads(line)
            if "start" in said:
                self._start(said)
            elif "signal" in said:
                self._signal(str(said["signal"]), int(said.get("number", signal.SIGTERM)))
        except (ValueError, KeyError, OSError) as error:
            _say({"failed": line.decode(errors="replace")[:200], "why": f"{type(error).__name__}: {error}"})

    def _start(self, said: Said) -> None:
        name, package = str(said["start"]), str(said["package"])
        zygote, environment = os.getpid(), {str(key): str(value) for key, value in dict(said.get("env", {})).items()}
        output = str(said.get("stdout", os.devnull))
        words = [str(each) for each in (said.get("module", ""), *said.get("arguments", ()))]
        pid = os.fork()
        if pid == 0:
            _become(package, words, environment, output, zygote)
        self._children[pid] = name
        _say({"born": name, "pid": pid})

    def _signal(self, name: str, number: int) -> None:
        for pid in [pid for pid, known in self._children.items() if known == name]:
            os.kill(pid, number)

    def _buried(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            _say({"died": self._children.pop(pid, ""), "pid": pid, "code": os.waitstatus_to_exitcode(status)})

    def _end(self) -> None:
        for each in (signal.SIGTERM, signal.SIGINT):  # told twice, it still buries its children
            signal.signal(each, signal.SIG_IGN)
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)
        for pid in list(self._children):
            os.waitpid(pid, 0)


class _Stopped(BaseException):
    """It was told to stop."""


def _stop(*_: Any) -> NoReturn:
    raise _Stopped


def _become(package: str, words: Sequence[str], environment: Mapping[str, str], output: str, zygote: int) -> NoReturn:
    """The child: a service or another module, and nothing of the zygote but what it has imported."""
    code = 1
    try:
        _dies_with(zygote, signal.SIGKILL)
        gc.enable()
        signal.set_wakeup_fd(-1)
        for each in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
            signal.signal(each, signal.SIG_DFL)
        os.setpgid(0, 0)  # Ctrl-C is for whoever started the zygote, which stops its services in order
        _redirected(output)
        os.environ.update(environment)
        os.chdir(package)
        code = _program(words) if words[0] else _service(package)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _service(package: str) -> int:
    runner = importlib.import_module("skerry_runtime.service.runner")
    return int(runner.main(runner.found(package)))


def _program(words: Sequence[str]) -> int:
    sys.argv = list(words)
    return int(importlib.import_module(words[0]).main())


def _redirected(output: str) -> None:
    """Standard input is nothing; what is printed goes to the file."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    Path(output).parent.mkdir(parents=True, exist_ok=True)
    log = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    os.close(nothing)
    os.close(log)


def _dies_with(parent: int, number: int) -> None:
    """Has the kernel send this process a signal when its parent dies; ends at once if that has happened already."""
    ctypes.CDLL(None, use_errno=True).prctl(_DEATH_SIGNAL, int(number))
    if os.getppid() != parent:
        os._exit(0)


def _say(what: Said) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main())
