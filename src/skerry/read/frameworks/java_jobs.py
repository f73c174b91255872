"""Work that a clock starts in Java: `@Scheduled`, EJB timers, Quartz jobs, JobRunr."""

from __future__ import annotations

from collections.abc import Iterable

from skerry.facts.kinds import Job
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import argument, pieces
from skerry.read.frameworks._view import Framework, View

_NAME = "java_jobs"
_TIMED = ("Scheduled", "Schedule", "Recurring")
_KEYS = ("cron", "fixedDelayString", "fixedRateString", "fixedDelay", "fixedRate", "every", "interval")
_QUARTZ = ("Job", "QuartzJobBean", "InterruptableJob", "StatefulJob", "Tasklet")


def facts(view: View) -> Iterable[Job]:
    """Jobs of the file."""
    for i, scope, found in view.marked(*_TIMED):
        given = next((value for value in (argument(found.args, key) for key in _KEYS) if value), "")
        schedule = text(view, given, i) or given or found.args
        yield Job(unit=view.unit(i), line=found.line, reader=_NAME, name=scope.name, schedule=schedule)
    if any(
        item.module.startswith(("org.quartz", "org.springframework.scheduling.quartz")) for item in view.head.imports
    ):
        for i, scope in view.classes():
            if view.extends(i, *_QUARTZ) and scope.kind == "class":
                handlers = [
                    n for n, s in enumerate(view.scopes) if s.parent == i and s.name in {"execute", "executeInternal"}
                ]
                unit = view.unit(next(iter(handlers), i))
                yield Job(unit=unit, line=scope.line, reader=_NAME, name=scope.name)
    for call in view.calls_to("scheduleRecurrently", "addTriggerTask", "addCronTask"):
        given = " ".join(text(view, piece, call.scope) for piece in pieces(call.args)).strip()
        yield Job(unit=view.unit(call.scope), line=call.line, reader=_NAME, name=call.name, schedule=given)


FRAMEWORK = Framework(_NAME, frozenset({"java"}), (), facts)
