"""Adds decisions to the text of a file of accepted changes; what people wrote there, comments too, stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from skerry.contracts import problems
from skerry.contracts.accepted import Acceptance, parse
from skerry.contracts.change import Change
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span
from skerry.kernel.yaml_text import yaml

HEADER = "# Breaks that were decided on; `skerry contracts diff` leaves them out until their day.\n"
_LIST = re.compile(r"^accepted:[ \t]*(?P<flow>\[[ \t]*\]|~|null)?[ \t]*(?=#|$)", re.MULTILINE)
_ITEM = re.compile(r"^(?P<indent>[ ]*)- ", re.MULTILINE)
_TOP = re.compile(r"^(?:[^\s#-]|---|\.\.\.)", re.MULTILINE)


def added(place: str, text: str, decisions: Iterable[tuple[Acceptance, Change]]) -> str | Problem:
    """The text with these decisions behind those that stand there, or why that cannot be."""
    chosen = list(decisions)
    before, wrong = parse(place, text.encode()) if _LIST.search(text) and _ITEM.search(text) else ((), ())
    start = _LIST.search(text)
    if start is None and text.strip() and _TOP.search(text):
        return _unfit(place, "there is no list `accepted:` at the top of it")
    made = _inserted(text, start, chosen) if start else f"{text or HEADER}accepted:\n{_rows(chosen, '  ')}"
    after, found = parse(place, made.encode())
    given = [each.fingerprint for each in before] + [decision.fingerprint for decision, _ in chosen]
    if [each.fingerprint for each in after] != given or len(found) > len(wrong):
        return _unfit(place, "a line cannot be put behind its list")
    return made


def _inserted(text: str, start: re.Match[str], chosen: list[tuple[Acceptance, Change]]) -> str:
    """The text with rows at the end of the list, before the blank lines and comments that stand above what follows."""
    if start["flow"]:
        text = text[: start.start("flow")].rstrip(" ") + text[start.end("flow") :]
    head = text.find("\n", start.start()) + 1 or len(text)
    following = _TOP.search(text, head)
    body = text[head : following.start() if following else len(text)]
    item = _ITEM.search(body)
    kept = head + (_content(body) if following else len(body))
    before = text[:kept] if text[:kept].endswith("\n") else text[:kept] + "\n"
    return before + _rows(chosen, item["indent"] if item else "  ") + text[kept:]


def _content(body: str) -> int:
    """Where the last line of a list ends that is neither blank nor a comment."""
    end = at = 0
    for line in body.splitlines(keepends=True):
        at += len(line)
        if line.strip() and not line.lstrip().startswith("#"):
            end = at
    return end


def _rows(chosen: list[tuple[Acceptance, Change]], indent: str) -> str:
    values = [
        {
            "fingerprint": decision.fingerprint,
            "reason": " ".join(decision.reason.split()),
            "owner": " ".join(decision.owner.split()),
            "until": str(decision.until),
            "rule": change.rule.id,
            "change": " ".join(change.message.split()),
        }
        for decision, change in chosen
    ]
    lines = [line for value in values for line in _row(value)]
    return "".join(f"{indent}{line}\n" for line in lines)


def _row(value: dict[str, str]) -> list[str]:
    lines = yaml(value).splitlines()
    return [("  " if at else "- ") + line for at, line in enumerate(lines)]


def _unfit(place: str, what: str) -> Problem:
    return Problem(problems.UNFIT, what, Span(place), instead="Write the decision into it by hand.")
