"""A rule as it is written: one module. Its docstring is its page, its examples are its tests; nothing has to be registered."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType

from skerry.kernel.finding import Confidence, Persona
from skerry.kernel.problem import Severity
from skerry.rules.case import Case
from skerry.rules.hit import Answer

Example = str | Mapping[str, str]
Check = Callable[[Case], Iterator[Answer]]
_PART = re.compile(r"^(Why|Instead|When|Source): ", re.MULTILINE)


class Needs(StrEnum):
    """What a rule looks at: without it the rule has not been asked."""

    FLEET = "a model or a fleet"
    CALLS = "a model, a fleet or traces"
    MODEL = "a model"
    OBSERVED = "a fleet (--on)"
    CODE = "code (--on)"
    MANIFESTS = "manifests (--on)"


@dataclass(frozen=True, slots=True)
class About:
    """What the module of a rule declares of it. `spec` names the mistakes and practices of the specification that it stands for."""

    severity: Severity
    needs: Needs = Needs.FLEET
    confidence: Confidence = Confidence.HIGH
    persona: Persona = Persona.REGULAR
    spec: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `why`, `instead`, `when` (the definition, with thresholds) and `source` are paragraphs of its page.

    An example is a model in the architecture language, whose first two lines may be left out, or a small tree of files.
    """

    id: str
    family: str
    title: str
    why: str
    instead: str
    when: str
    source: str
    about: About
    check: Check
    sound: Example
    broken: Example


def rule_of(module: ModuleType, family: str) -> Rule:
    """The rule that a module is."""
    title, parts = page(inspect.cleandoc(module.__doc__ or ""))
    name = module.__name__.rpartition(".")[2].replace("_", "-")
    named = {part.lower(): parts.get(part, "") for part in ("Why", "Instead", "When", "Source")}
    return Rule(
        name, family, title, about=module.ABOUT, check=module.check, sound=module.SOUND, broken=module.BROKEN, **named
    )


def as_model(example: str) -> str:
    """The whole text of a model that is given as an example."""
    text = example.strip() + "\n"
    return text if text.startswith("arch:") else f"arch: 1\nsystem: example\n{text}"


def page(text: str) -> tuple[str, dict[str, str]]:
    """The first line of a docstring without its stop, and its paragraphs that begin with `Why: `, `Instead: `, `When: ` and `Source: `."""
    title, _, rest = text.partition("\n")
    found = _PART.split(rest)
    return title.strip().rstrip("."), {name: _line(body) for name, body in zip(found[1::2], found[2::2], strict=True)}


def _line(text: str) -> str:
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))
