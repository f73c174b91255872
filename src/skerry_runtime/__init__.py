"""What generated services import, and what a hand-written one enjoys. The façade grows with its rooms."""

from skerry_runtime.operations import (
    Call,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Refused,
    Unavailable,
    Undone,
    made_id,
)

__all__ = ["Call", "Conflict", "Forbidden", "Invalid", "NotFound", "Refused", "Unavailable", "Undone", "made_id"]
