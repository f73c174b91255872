"""Sees to it that nothing outlives the supervisor, not even one that is killed: a shell that waits until the supervisor's pipe ends.

The kernel kills a process when its parent dies, if it has asked for that; what such a process has started itself lives on. `npm start`
leaves a `node` behind. So the guard knows the process groups of programs that are not ours, and kills them.
"""

from __future__ import annotations

import contextlib
import subprocess
from pathlib import Path

_SCRIPT = """
trap '' HUP INT TERM
groups=
while read -r what group; do
  case $what in
    add) groups="$groups $group" ;;
    remove) left=; for each in $groups; do [ "$each" = "$group" ] || left="$left $each"; done; groups=$left ;;
    dismissed) exit 0 ;;
  esac
done
for each in $groups; do kill -KILL "-$each"; done
rm -f -- "$1"
"""


class Guard:
    """One for a system. When the supervisor has gone without a word, it kills the groups it knows and removes `leftover`."""

    def __init__(self, leftover: Path) -> None:
        self._shell = subprocess.Popen(
            ["/bin/sh", "-c", _SCRIPT, "skerry-guard", str(leftover)], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, text=True, bufsize=1,
        )  # fmt: skip

    @property
    def pid(self) -> int:
        """Its process."""
        return self._shell.pid

    def add(self, group: int) -> None:
        """Watches over a process group."""
        self._say(f"add {group}")

    def remove(self, group: int) -> None:
        """Forgets a group that has ended: its number may become another's."""
        self._say(f"remove {group}")

    def dismiss(self) -> None:
        """Ends it; everything has been stopped."""
        self._say("dismissed")
        with contextlib.suppress(OSError):
            self._shell.communicate()

    def _say(self, line: str) -> None:
        if self._shell.stdin and not self._shell.stdin.closed:
            with contextlib.suppress(OSError):
                self._shell.stdin.write(line + "\n")
