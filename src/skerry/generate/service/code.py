"""Python as it is written: expressions that break where a formatter would break them, and modules that know their imports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

WIDTH = 120


@dataclass(frozen=True, slots=True)
class Made:
    """A call: `Order(id=…, items=…)`; arguments with a name ('' positional)."""

    name: str
    arguments: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Each:
    """A list made of another: `[part for name in source]`."""

    part: Expression
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class Entries:
    """A dictionary: `{"items": request.items}`."""

    entries: tuple[tuple[str, Expression], ...]


Expression = str | Made | Each | Entries


def flat(of: Expression) -> str:
    """On one line."""
    if isinstance(of, Made):
        return f"{of.name}({', '.join(_named(name, flat(value)) for name, value in of.arguments)})"
    if isinstance(of, Each):
        return f"[{flat(of.part)} for {of.name} in {of.source}]"
    if isinstance(of, Entries):
        return "{" + ", ".join(f'"{name}": {flat(value)}' for name, value in of.entries) + "}"
    return of


def lines(prefix: str, of: Expression, suffix: str = "", indent: int = 0) -> list[str]:
    """`prefix`, the expression and `suffix`, indented by so many spaces, broken where they are too wide."""
    space = " " * indent
    whole = f"{space}{prefix}{flat(of)}{suffix}"
    if len(whole) <= WIDTH or isinstance(of, str):
        return [whole]
    if isinstance(of, Made):
        return [f"{space}{prefix}{of.name}(", *_arguments(of, indent + 4), f"{space}){suffix}"]
    if isinstance(of, Entries):
        inner = [line for name, value in of.entries for line in lines(f'"{name}": ', value, ",", indent + 4)]
        return [f"{space}{prefix}{{", *inner, f"{space}}}{suffix}"]
    part = lines("", of.part, "", indent + 4)
    return [f"{space}{prefix}[", *part, f"{space}    for {of.name} in {of.source}", f"{space}]{suffix}"]


def _arguments(of: Made, indent: int) -> list[str]:
    """One a line; unnamed ones together, where they fit."""
    together = " " * indent + ", ".join(flat(value) for _, value in of.arguments)
    if len(together) <= WIDTH and not any(name for name, _ in of.arguments):
        return [together]
    comma = "," if len(of.arguments) > 1 or of.arguments[0][0] else ""
    return [line for name, value in of.arguments for line in lines(f"{name}=" if name else "", value, comma, indent)]


def tuple_of(parts: Iterable[str]) -> str:
    """`(a, b)`, `(a,)`."""
    given = list(parts)
    return f"({given[0]},)" if len(given) == 1 else f"({', '.join(given)})"


def signature(head: str, parameters: Iterable[str], tail: str, indent: int = 4) -> list[str]:
    """`async def place(self, request: CreateOrder) -> Order:`, one parameter a line where it is too wide."""
    given = list(parameters)
    space = " " * indent
    whole = f"{space}{head}({', '.join(given)}){tail}"
    if len(whole) <= WIDTH:
        return [whole]
    together = f"{space}    {', '.join(given)}"
    if len(together) <= WIDTH:
        return [f"{space}{head}(", together, f"{space}){tail}"]
    return [f"{space}{head}(", *(f"{space}    {each}," for each in given), f"{space}){tail}"]


def _named(name: str, value: str) -> str:
    return f"{name}={value}" if name else value


@dataclass(slots=True)
class Module:
    """A module being written: its docstring, what it imports, its blocks in order. `package` is the service's own."""

    about: str
    package: str
    blocks: list[str] = field(default_factory=list)
    helpers: dict[str, str] = field(default_factory=dict)
    _imports: dict[str, set[str]] = field(default_factory=dict)

    def use(self, module: str, name: str) -> str:
        """A name, imported from a module; '' imports the module itself."""
        self._imports.setdefault(module, set()).add(name)
        return name or module

    def message(self, name: str) -> str:
        """A class of the service's own messages, imported."""
        return self.use(f"{self.package}.domain.messages", name)

    def helper(self, name: str, text: str) -> str:
        """A private function, written once behind everything else."""
        self.helpers.setdefault(name, text)
        return name

    def add(self, block: str | Iterable[str]) -> None:
        """A class, a function or an assignment."""
        self.blocks.append(block if isinstance(block, str) else "\n".join(block))

    def text(self) -> str:
        """The whole module."""
        head = [f'"""{self.about}"""', "from __future__ import annotations", *self._import_groups()]
        body = [*self.blocks, *self.helpers.values()]
        return "\n\n".join(head) + "".join(f"{_gap(block)}{block}" for block in body) + "\n"

    def _import_groups(self) -> list[str]:
        groups: Mapping[int, list[str]] = {0: [], 1: [], 2: []}
        for module in sorted(self._imports, key=str.lower):
            groups[self._group(module)] += _import(module, self._imports[module])
        return ["\n".join(group) for group in groups.values() if group]

    def _group(self, module: str) -> int:
        top = module.partition(".")[0]
        if top == self.package:
            return 2
        return 0 if top in _STANDARD else 1


_STANDARD = frozenset(("asyncio", "collections", "datetime", "decimal", "pathlib", "typing", "uuid", "dataclasses"))


def _import(module: str, names: set[str]) -> list[str]:
    bare = [f"import {module}"] if "" in names else []
    wanted = sorted(names - {""}, key=_order)
    if not wanted:
        return bare
    line = f"from {module} import {', '.join(wanted)}"
    if len(line) <= WIDTH:
        return [*bare, line]
    return [*bare, f"from {module} import (", *(f"    {name}," for name in wanted), ")"]


def _order(name: str) -> tuple[int, str]:
    """Constants, classes, functions: as import sorters have it."""
    return (0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2, name)


def _gap(block: str) -> str:
    return "\n\n\n" if block.startswith(("class ", "def ", "async def ", "@")) else "\n\n"
