"""Work that a queue or a clock starts: Celery, RQ, django-q, Huey, Dramatiq, APScheduler, and Django's management commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import AnyFact, Event, Job
from skerry.read.frameworks._values import evidence, split
from skerry.read.frameworks._view import Framework, View, first_string, keyword
from skerry.read.outline import Call

_QUEUED = frozenset(
    ["task", "shared_task", "job", "actor", "db_task", "background", "periodic_task", "db_periodic_task"]
)
_MODULES = (
    "celery",
    "django_rq",
    "rq",
    "huey",
    "dramatiq",
    "background_task",
    "django_q",
    "apscheduler",
    "arq",
    "django.tasks",
)
_SENDS = ("delay", "apply_async", "enqueue", "delay_on_commit", "send_with_options")
_NAMED = re.compile(r"\w+\s*=(?!=)")
_DOTTED = re.compile(r"[A-Za-z_][\w.]*$")
_SIGNATURE = re.compile(r"\.(?:s|si|signature|subtask)\(.*$", re.DOTALL)
_BEAT = re.compile(r"[\"']task[\"']\s*:\s*[\"']([\w.]+)[\"']\s*,\s*[\"']schedule[\"']\s*:\s*([^\n]+)")


def facts(view: View) -> Iterator[AnyFact]:
    """Jobs of one file, and who hands work to them."""
    yield from _tasks(view)
    yield from _commands(view)
    yield from _scheduled(view)
    for name in _SENDS:
        for call in view.calls_to(name):
            yield from _sent(view, call.receiver or call.args, call.scope, call.line)


def _tasks(view: View) -> Iterator[Job]:
    for i, scope in enumerate(view.scopes):
        for mark in scope.marks:
            last = mark.name.rpartition(".")[2]
            if (last in _QUEUED and _theirs(view, mark.name)) or last == "scheduled_job":
                name = first_string(keyword(mark.args, "name")) or scope.name
                yield Job(
                    unit=view.unit(i), line=scope.line, reader="celery", name=name, schedule=_schedule(last, mark.args)
                )
        bases = [base.rpartition(".")[2] for base in scope.bases]
        if scope.kind == "class" and any(base in {"JobRunner", "CronJobBase"} for base in bases):
            yield Job(unit=view.unit(i), line=scope.line, reader="celery", name=scope.name)


def _theirs(view: View, name: str) -> bool:
    """Whether a decorator comes from a task queue: by its module, or from an application object of this tree."""
    first, _, rest = name.partition(".")
    imports = view.declarations.imports_of(view.file, first)
    if any(i.module.split(".", 1)[0] in {m.split(".", 1)[0] for m in _MODULES} for i in imports):
        return True
    return bool(rest) and (
        "celery" in first.lower() or first in {"app", "huey", "dramatiq", "scheduler", "broker", "queue"}
    )


def _schedule(last: str, args: str) -> str:
    said = keyword(args, "run_every") or keyword(args, "schedule") or keyword(args, "cron")
    return said or (args if last in {"periodic_task", "db_periodic_task", "scheduled_job"} else "")


def _commands(view: View) -> Iterator[Job]:
    """`manage.py NAME`: a person or a clock starts it."""
    folder, _, name = view.path.rpartition("/")
    if folder.endswith("management/commands"):
        for i, scope in view.classes():
            if scope.name == "Command":
                yield Job(unit=view.unit(i), line=scope.line, reader="django", name=name.removesuffix(".py"))


def _scheduled(view: View) -> Iterator[Job]:
    for variable in view.head.fields:
        if "schedule" in variable.name.lower():
            for found in _BEAT.finditer(variable.value):
                task = view.declarations.resolve(view.file, found.group(1)).unit
                line = variable.line + variable.value[: found.start()].count("\n")
                declared = view.declarations.scope(task) if task >= 0 else None
                unit, line = (task, declared.line) if declared is not None else (view.unit(-1), line)
                yield Job(
                    unit=unit, line=line, reader="celery", name=found.group(1), schedule=found.group(2).rstrip(",} ")
                )
    for call in view.calls_to("add_periodic_task", "add_job"):
        given = [each for each in split(call.args) if not _NAMED.match(each)]
        if given:
            yield _periodic(view, call, given)


def _periodic(view: View, call: Call, given: list[str]) -> Job:
    """`add_periodic_task(30.0, sweep.s())`, `add_job(sweep, "interval")`: the task's own job where this tree has it."""
    schedule, task = given[:2] if call.name == "add_periodic_task" and len(given) > 1 else (call.args, given[0])
    name = _SIGNATURE.sub("", task)
    found = view.resolve(name, call.scope).unit if _DOTTED.match(name) else -1
    unit = found if found >= 0 else view.unit(call.scope)
    line = evidence(view, unit, call.line)
    return Job(unit=unit, line=line, reader="celery", name=name.rpartition(".")[2][:80], schedule=schedule[:80])


def _sent(view: View, written: str, scope: int, line: int) -> Iterator[Event]:
    """A call that puts a task of this tree on a queue is an event that the task handles."""
    name = split(written)[0] if written else ""
    unit = view.resolve(name, scope).unit if re.fullmatch(r"[\w.]+", name) else -1
    declared = view.declarations.scope(unit) if unit >= 0 else None
    if declared is not None and (declared.kind == "function" or declared.name.endswith("Job")):
        said = declared.name
        yield Event(unit=view.unit(scope), line=line, reader="celery", name=said, direction="raise", target=unit)
        yield Event(unit=unit, line=declared.line, reader="celery", name=said, direction="handle", target=unit)


FRAMEWORK = Framework("celery", frozenset({"python"}), (*_MODULES, "django"), facts)
