"""The audit log of a service: who has touched tagged data, what of it, from where, why, and what came of it.

A room of its own, with no framework in it: `record` is the format, `segment` the files, `log` the thread that writes them, `entry` what
is written about a request, `origin` where a request comes from.
"""

from skerry_runtime.audit.entry import Entry
from skerry_runtime.audit.log import AuditLog, Unwritten
from skerry_runtime.audit.origin import ORIGIN, Origin

__all__ = ["ORIGIN", "AuditLog", "Entry", "Origin", "Unwritten"]
