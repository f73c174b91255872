"""Every state in which a crash can leave the disk, at every change of the journal's files, while 1,000 sagas are under way.

One life without a fault is recorded; each state is made from the record. `SKERRY_JOURNAL=1000` (`make journal`) takes that many sagas
and goes on from every commit; the default is a dozen, every state of its disk, and every eighth commit.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from .recording import Recording, recorded
from .recovery import Found, Recovery
from .size import ALL, DOZEN, some


def test_every_state_of_the_disk_is_before_or_after_a_commit_and_all_sagas_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL + 1)  # a thousand sagas that fail on purpose have a lot to say
    began = time.monotonic()
    recording = recorded(tmp_path / "recorded", some(ALL or DOZEN))
    found = (
        looked_through(recording, tmp_path, os.cpu_count() or 1)
        if ALL
        else Recovery(recording, tmp_path, further=8).all()
    )
    sys.stdout.write(said(recording, found, time.monotonic() - began))
    assert not found.wrongs, "\n".join(found.wrongs[:20])
    assert found.moments == len(recording.moments)
    assert found.states["torn"] > 100


def looked_through(recording: Recording, folder: Path, shares: int) -> Found:
    """With a process for each share."""
    context, found = get_context("fork"), Found()  # each has the recording as it is
    ends = []
    for share in range(shares):
        recovery = Recovery(recording, folder / str(share), share, shares)
        read, write = context.Pipe(duplex=False)
        context.Process(target=_reports, args=(recovery, write), daemon=True).start()
        write.close()
        ends.append(read)
    for read in ends:
        found += read.recv()
    return found


def _reports(recovery: Recovery, to: Any) -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    to.send(recovery.all())


def said(recording: Recording, found: Found, seconds: float) -> str:
    """The figures, for the docs."""
    changes = sum(len(moment.changes) for moment in recording.moments)
    states = ", ".join(f"{count:,} {how}" for how, count in sorted(found.states.items()))
    lives = ", ".join(f"{count:,} {how}" for how, count in sorted(found.lives.items()))
    return (
        f"{len(recording.ids):,} sagas, {len(recording.moments):,} commits, {changes:,} changes of files; "
        f"states after a crash: {states}; lives after it, each to the end of all sagas: {lives}; "
        f"{len(found.wrongs)} wrong; {seconds:.0f} s\n"
    )
