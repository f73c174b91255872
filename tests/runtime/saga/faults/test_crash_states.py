"""Every state in which a crash can leave the disk, at every change of the journal's files, while 1,000 sagas are under way.

One life without a fault is recorded, and each state is made from the record. `SKERRY_JOURNAL=1000` (`make journal`) takes that many sagas;
the default is a dozen.
"""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path

import pytest

from .careless import carelessly
from .recording import Recording, recorded
from .recovery import Found, Recovery
from .size import ALL, DOZEN, some

SHARES = 20  # of a large recording, so that one sees how far it is


def test_every_state_of_the_disk_is_before_or_after_a_commit_and_all_sagas_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL + 1)  # a thousand sagas that fail on purpose have a lot to say
    recording, found = recorded(tmp_path / "recorded", some(ALL or DOZEN)), Found()
    for part in shared(recording, tmp_path) if ALL else [Recovery(recording, tmp_path).all()]:
        found += part
        sys.stdout.write(f"{found.moments} of {len(recording.moments)} commits, {len(found.wrongs)} wrong\n")
    sys.stdout.write(said(recording, found))
    assert not found.wrongs, "\n".join(found.wrongs[:20])
    assert found.moments == len(recording.moments) == found.lives.total()
    assert found.states["torn"] > 100


def test_control_a_journal_that_does_not_sync_loses_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    carelessly(monkeypatch)
    found = Recovery(recorded(tmp_path / "recorded", some(1)), tmp_path).all()
    assert any("lost: is neither before nor after" in wrong for wrong in found.wrongs)


def shared(recording: Recording, folder: Path) -> Iterator[Found]:
    """What each share has found; there is a process for each core."""
    context = get_context("fork")  # so that each has the recording as it is
    workers, ends = os.cpu_count() or 1, list[Connection]()
    for worker in range(workers):
        mine = [Recovery(recording, folder / str(share), share, SHARES) for share in range(worker, SHARES, workers)]
        read, write = context.Pipe(duplex=False)
        context.Process(target=_reports, args=(mine, write), daemon=True).start()
        write.close()
        ends.append(read)
    while ends:
        (first, *_) = wait(ends)
        assert isinstance(first, Connection)
        try:
            yield first.recv()
        except EOFError:  # it has reported on all of its shares
            ends.remove(first)


def _reports(recoveries: list[Recovery], to: Connection) -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    for recovery in recoveries:
        to.send(recovery.all())


def said(recording: Recording, found: Found) -> str:
    """The figures, for the docs."""
    changes = sum(len(moment.changes) for moment in recording.moments)
    states = ", ".join(f"{count:,} {how}" for how, count in sorted(found.states.items()))
    lives = ", ".join(f"{count:,} {how}" for how, count in sorted((found.lives + found.more).items()))
    return (
        f"{len(recording.ids):,} sagas, {len(recording.moments):,} commits, {changes:,} changes of files; "
        f"states after a crash: {found.states.total():,} ({states}); "
        f"from which all sagas were followed to their end: {found.lives.total():,} ({lives}); "
        f"{len(found.wrongs)} wrong; {found.seconds:.0f} s of processor time\n"
    )
