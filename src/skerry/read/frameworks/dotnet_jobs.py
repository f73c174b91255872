"""Work that a clock or the host starts in .NET: hosted services, Quartz and Hangfire jobs, timer-triggered functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skerry.facts.kinds import Job
from skerry.read.frameworks._constants import text
from skerry.read.frameworks._marks import argument, mark, pieces
from skerry.read.frameworks._view import Framework, View, strings
from skerry.read.outline import Call

_NAME = "dotnet_jobs"
_SERVICES = {"BackgroundService": "ExecuteAsync", "IHostedService": "StartAsync"}
_JOBS = {"IJob": "Execute", "IInvocable": "Invoke", "AsyncBackgroundJob": "ExecuteAsync"}
_CRON = re.compile(r"Cron\.\w+(?:\([^)]*\))?")


def facts(view: View) -> Iterable[Job]:
    """Jobs of the file."""
    for i, scope in view.classes():
        if scope.kind == "class" and not any(m.name == "abstract" for m in scope.marks):
            yield from _by_base(view, i)
    for variable in view.head.fields:
        found = mark(variable.marks, "TimerTrigger")
        if found is not None:
            schedule = text(view, argument(found.args, "schedule"), variable.scope) or found.args
            name = view.scopes[variable.scope].name if variable.scope >= 0 else variable.name
            yield Job(unit=view.unit(variable.scope), line=found.line, reader=_NAME, name=name, schedule=schedule)
    for call in view.calls_to("AddOrUpdate"):
        if "RecurringJob" in call.receiver or "RecurringJob" in view.type_of(call.receiver, call.scope):
            yield _recurring(view, call)


def _by_base(view: View, i: int) -> Iterator[Job]:
    bases = {name.rpartition(".")[2] for name in view.base_names(i)}
    for base, method in (*_SERVICES.items(), *_JOBS.items()):
        if base in bases:
            handler = next((n for n, s in enumerate(view.scopes) if s.parent == i and s.name == method), i)
            name = view.scopes[i].name
            yield Job(unit=view.unit(handler), line=view.scopes[handler].line, reader=_NAME, name=name)
            return


def _recurring(view: View, call: Call) -> Job:
    """Hangfire: `RecurringJob.AddOrUpdate<Report>("report", r => r.Run(), Cron.Daily)`."""
    cron = _CRON.search(call.args)
    literals = strings(call.args)
    name = call.types.strip("<>") or (literals[0] if literals else call.name)
    last = next(iter(pieces(call.args)[-1:]), "")
    schedule = cron.group() if cron else text(view, last, call.scope)
    return Job(unit=view.unit(call.scope), line=call.line, reader=_NAME, name=name, schedule=schedule)


FRAMEWORK = Framework(_NAME, frozenset({"csharp"}), (), facts)
