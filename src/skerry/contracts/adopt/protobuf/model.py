"""The text of a model with one service, its numbers, and what it keeps: it is written as .proto files again and compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from skerry.contracts.adopt.adopter import Adopted, Wanted
from skerry.contracts.adopt.protobuf.operations import Operations
from skerry.contracts.adopt.protobuf.terms import Terms, Unsaid, printed
from skerry.contracts.change import Change, Level
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.protobuf import FORMAT
from skerry.contracts.write import numbers
from skerry.contracts.write.protobuf import declared, write
from skerry.formats.bundle import Bundle, of_texts
from skerry.formats.protobuf import Schema, read
from skerry.formats.protobuf.options import extended
from skerry.kernel.garbage import uncollected
from skerry.kernel.problem import Severity
from skerry.model.load import load_texts
from skerry.model.write import Draft, DraftContext, DraftService
from skerry.model.write import write as model_text

_VERSION = re.compile(r"(?:^|\.)(v[0-9]+)(?:[a-z]+[0-9]*)?\Z")


def adopt(bundle: Bundle, wanted: Wanted) -> Adopted:
    """The service behind .proto files. It keeps them as its contract where the model can't say all of them."""
    found = read(bundle)
    if any(problem.severity is Severity.ERROR for problem in found.problems) or not found.schema.files:
        return Adopted("", problems=found.problems)
    with uncollected():
        terms = Terms(found.schema, Unsaid(found.schema))
        operations = Operations(terms)
        for each in _own(found.schema):
            terms.named(each)
        terms.finish()
        _options(terms)
        alone = _text(terms, operations, replace(wanted, contract=""))
        lock = _lock(alone, terms)
        lost, broken = _lost(bundle, alone, lock)
        if broken:
            terms.unsaid.places["the whole"] = broken
    kept = bool(wanted.contract and (lost or terms.unsaid.places))
    return Adopted(
        _text(terms, operations, wanted) if kept else alone,
        len(operations.routes),
        len(terms.types),
        kept,
        lost,
        terms.unsaid.places,
        problems=found.problems,
        numbers=lock,
    )


def _own(schema: Schema) -> list[str]:
    """The messages and enums at the top of the files that were asked for."""
    files = [schema.file(name) for name in schema.files]
    messages = [each.full_name for file in files for each in file.messages]
    return messages + [each.full_name for file in files for each in file.enums]


def _options(terms: Terms) -> None:
    """The syntax of a file, and options that extensions define, such as `google.api.http`: they stay in the document."""
    for name in terms.schema.files:
        if (syntax := terms.schema.file(name).syntax) != "proto3":
            terms.unsaid.note(name, (), f"it is written in {syntax}")
        for where, what in extended(terms.schema.proto(name)):
            terms.unsaid.note(name, where, f"options of {what} that extensions define")


def _text(terms: Terms, operations: Operations, wanted: Wanted) -> str:
    home = wanted.context or wanted.service.removesuffix("-service")
    service = DraftService(
        wanted.service,
        home,
        operations=operations.routes,
        version=_version(terms.schema),
        expose=("grpc",),
        contract=wanted.contract,
        style="bare",
        auth={"mtls": ()},
    )
    types: dict[str, dict[str, Mapping[str, str] | str]] = {}
    for name, of in sorted(printed(terms.types)):
        types.setdefault(terms.contexts.get(name, home), {})[name] = of
    contexts = tuple(DraftContext(each, kind="supporting") for each in dict.fromkeys((home, *sorted(types))))
    return model_text(Draft(wanted.service, contexts=contexts, services=(service,), types=types))


def _version(schema: Schema) -> str:
    """The major version that a package's name ends with; else the first."""
    packages = [schema.file(name).package for name in schema.files]
    return next((match[1] for package in packages if (match := _VERSION.search(package))), "v1")


def _lock(text: str, terms: Terms) -> str:
    """The numbers of the document, under the names that are written from the model."""
    system = load_texts([("adopted.arch.yaml", text)]).system
    entries = {}
    for package, name in declared(system):
        known = {each: numbers.Entry(number) for each, number in terms.numbers.get(name, {}).items()}
        gone = {each: numbers.Entry(number, reserved=True) for each, number in terms.reserved.get(name, {}).items()}
        entries[f"{package}.{name}".lstrip(".")] = {**gone, **known}
    return numbers.text(numbers.Lock({of: known for of, known in entries.items() if known}))


def _lost(bundle: Bundle, text: str, lock: str) -> tuple[tuple[Change, ...], str]:
    """What would break for callers, on the wire and in JSON, if they met what is written from the model; and why that can't be told."""
    written = write(load_texts([("adopted.arch.yaml", text)]).system, lock)
    after = of_texts({name: file.encode() for name, file in written.files.items()})
    compared = FORMAT.compare(bundle, after, Options(witnesses=False))
    wrong = next((each.what for each in compared.problems if each.severity is Severity.ERROR), "")
    broken = f"what is written from the model does not compile: {wrong}" if wrong else ""
    if not written.files:
        return (), "messages without a procedure: nothing is written for them"
    return tuple(change for change in compared.changes if change.level is Level.BREAKING), broken
