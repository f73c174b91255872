"""Does something in a process that lives as long as it takes: the memory that it needs goes with it.

A forked service shares memory with its siblings until it writes to it, and CPython writes to whatever it looks at, since references are
counted. What runs once, like migrations, would leave its traces in every service for its whole life.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import NoReturn

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


class Failed(Exception):
    """It raised one of the errors that were expected; the text is that error's."""


def possible() -> bool:
    """Whether a process can be forked here: on Linux, as long as there is no second thread, whose locks a fork would keep."""
    return sys.platform.startswith("linux") and threading.active_count() == 1


def apart(job: Callable[[], None], expected: tuple[type[Exception], ...]) -> None:
    """Does a job in a fork of this process, which dies with this one, and waits for it.

    Raises:
        Failed: it raised one of the expected errors, or, after its traceback, any other; or it was killed.
    """
    source, target = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if not child:
        os.close(source)
        _done(job, expected, target, parent)
    os.close(target)
    with os.fdopen(source, encoding="utf-8") as said:
        why = said.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code:
        raise Failed(why or (f"it was killed by signal {-code}" if code < 0 else f"it ended with {code}"))


def _done(job: Callable[[], None], expected: tuple[type[Exception], ...], target: int, parent: int) -> NoReturn:
    code = 1
    try:
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, int(signal.SIGKILL))
        if os.getppid() == parent:
            job()
            code = 0
    except expected as error:
        os.write(target, str(error).encode())
    except BaseException as error:
        traceback.print_exc()
        os.write(target, f"{type(error).__name__}: {error}".encode())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
