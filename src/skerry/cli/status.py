"""What `skerry` exits with; the same for every command."""

from __future__ import annotations

CLEAN = 0
FINDINGS = 1
USAGE = 2
INTERNAL = 3
INTERRUPTED = 130
PIPE_CLOSED = 141

MEANINGS = {
    CLEAN: "clean: the result was printed, nothing was found",
    FINDINGS: "findings: there is something to act on",
    USAGE: "wrong usage, or a model that cannot be read",
    INTERNAL: "internal error: please report it",
    INTERRUPTED: "interrupted",
    PIPE_CLOSED: "nobody reads the output any more",
}
