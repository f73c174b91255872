"""What a format offers whose documents can be adopted: a value `ADOPTER` in its module here, or behind an entry point."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from skerry.contracts.change import Change
from skerry.formats.bundle import Bundle
from skerry.kernel.problem import Problem
from skerry.model.load import load_texts


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the service is to be called, its context, and the path of the document as the model will name it ('' to leave it out)."""

    service: str
    context: str = ""
    contract: str = ""


@dataclass(frozen=True, slots=True)
class Adopted:
    """A model of one service.

    `kept` says that the document stays the contract: `lost` is what would break if it were written from the model alone. `unsaid`
    are the parts that the language has no words for, by place; `left_out` the operations whose route it can't spell. `numbers` is
    the lock of the numbers that fields have on the wire ('' where they have none).
    """

    text: str
    operations: int = 0
    types: int = 0
    kept: bool = False
    lost: tuple[Change, ...] = ()
    unsaid: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    numbers: str = ""

    @property
    def whole(self) -> bool:
        """Whether the model says all of the document."""
        return not (self.lost or self.left_out or self.unsaid)


@dataclass(frozen=True, slots=True)
class Adopter:
    """A format: its name, `claims(name, head)` as the front ends of comparisons have it, and how a document becomes a model."""

    name: str
    claims: Callable[[str, bytes], bool]
    adopt: Callable[[Bundle, Wanted], Adopted]


def counted(text: str) -> tuple[int, int]:
    """How many operations and types a model has that was just made."""
    system = load_texts([("adopted.arch.yaml", text)]).system
    operations = sum(len(service.operations) for service in system.services.values())
    return operations, len(system.types)


def found(modules: Iterator[object]) -> tuple[Adopter, ...]:
    """The adopters of these modules."""
    adopters = (getattr(module, "ADOPTER", None) for module in modules)
    return tuple(adopter for adopter in adopters if isinstance(adopter, Adopter))
