"""The context map, sagas, access, deployment and migration: what spans services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from skerry.kernel.span import Span
from skerry.model.given import Given
from skerry.model.parsed import Parsed, ParsedAwait, ParsedSaga, ParsedStep
from skerry.model.problems import flows as codes
from skerry.model.resolve.desk import Desk
from skerry.model.system import (
    NOTHING,
    Await,
    Canary,
    Environment,
    Grant,
    OperationName,
    Placement,
    Relation,
    Role,
    Saga,
    Service,
    Step,
    TypeName,
)
from skerry.model.terms import access


def relations(parsed: Parsed, desk: Desk) -> tuple[Relation, ...]:
    """The lines of the context map."""
    found: dict[tuple[str, str], Relation] = {}
    for entry in (entry for line in parsed.map for entry in line):
        pair = (entry.key.downstream, entry.key.upstream)
        for name in pair:
            if name not in desk.tables["context"]:
                desk.unknown(("context",), name, entry.span)
        if pair[0] == pair[1]:
            desk.problem(codes.RELATION, f"`{pair[0]}` is related to itself", entry.span)
        elif pair in found:
            related = ((found[pair].span, "first here"),)
            desk.problem(
                codes.RELATION,
                f"`{entry.key}` stands in the map twice",
                entry.span,
                "one line with both relations",
                related=related,
            )
        else:
            found[pair] = Relation(*pair, entry.value.words, entry.span)
    return tuple(relation for pair, relation in found.items() if set(pair) <= set(desk.tables["context"]))


def sagas(parsed: Parsed, desk: Desk) -> dict[str, Saga]:
    """All sagas."""
    return {name: _saga(saga, parsed, desk) for name, saga in parsed.sagas.items()}


def _saga(saga: ParsedSaga, parsed: Parsed, desk: Desk) -> Saga:
    service = parsed.services.get(saga.service)
    home = service.context if service else ""
    start = desk.operation(saga.service, saga.start.value, saga.start.span) if saga.start and service else None
    steps = tuple(_step(step, home, desk) for step in saga.steps)
    otherwise = _operation(saga.otherwise, desk)
    _nothing_is_undone_after_the_pivot(saga, desk)
    return Saga(saga.name, saga.service, start, saga.deadline, steps, otherwise, saga.about, saga.span)


def _nothing_is_undone_after_the_pivot(saga: ParsedSaga, desk: Desk) -> None:
    """Told by what was written: an undo whose name is wrong is one all the same."""
    pivot = ""
    for step in saga.steps:
        if step.do and step.undo and pivot:
            instead = f"an `undo` for `{pivot}`: `undo: nothing` if it leaves nothing behind"
            desk.problem(
                codes.PIVOT,
                f"`{step.do.value}` has an undo, but comes after `{pivot}`, which has none and so decides",
                step.undo.span,
                instead,
            )
        elif step.do and not step.undo:
            pivot = pivot or step.do.value


def _operation(given: Given[str] | None, desk: Desk) -> OperationName | None:
    return desk.qualified_operation(given.value, given.span) if given else None


def _step(step: ParsedStep, home: str, desk: Desk) -> Step:
    if bool(step.do) == bool(step.wait):
        what = "a step has both `do` and `await`" if step.do else "a step has neither `do` nor `await`"
        desk.problem(codes.STEP, what, step.span, "two steps" if step.do else "`do: service.operation`")
    wait = _await(step.wait, home, desk) if step.wait else None
    harmless = step.undo is not None and step.undo.value == NOTHING
    undo = None if harmless else _operation(step.undo, desk)
    return Step(_operation(step.do, desk), undo, harmless, wait, step.retry, step.timeout, step.span)


def _await(wait: ParsedAwait, home: str, desk: Desk) -> Await:
    ok, fail = (desk.type_name(given.value, home, given.span) if given else None for given in (wait.ok, wait.fail))
    for event in (ok, fail):
        if event and wait.by:
            desk.field(wait.by.value, event, wait.by.span)
    return Await(ok, fail, wait.by.value if wait.by else "", wait.limit, wait.span)


def roles(parsed: Parsed, services: Mapping[str, Service], desk: Desk) -> dict[str, Role]:
    """Every role and what it may do."""
    found = {}
    for entry in parsed.access:
        grants = tuple(_grant(given, services, desk) for given in entry.value)
        found[entry.key] = Role(entry.key, grants, entry.span)
    return found


def _grant(given: Given[access.Rule], services: Mapping[str, Service], desk: Desk) -> Grant:
    rule, span = given.value, given.span
    target = rule.target
    name: TypeName | None = None
    about: tuple[TypeName, ...] = ()
    if isinstance(target, access.Touches) and target.of:
        owned = [each for service in services.values() for each in service.owns if each.name == target.of.name]
        context = target.of.context or (owned[0].context if len(set(owned)) == 1 else "")
        name = desk.type_name(target.of, context, span)
        about = (name,) if name else ()
    elif isinstance(target, access.Calls) and target.service != "*":
        if target.operation == "*":
            if target.service not in services:
                desk.unknown(("service",), target.service, span)
        else:
            desk.operation(target.service, target.operation, span)
        about = services[target.service].owns if target.service in services else ()
    if rule.condition:
        _condition(rule.condition, about, span, services, desk)
    return Grant(rule, name, span)


def _condition(
    condition: access.Condition, about: tuple[TypeName, ...], span: Span, services: Mapping[str, Service], desk: Desk
) -> None:
    """Fields must be those of a row that the rule is about; consent needs someone who keeps it."""
    for part in _parts(condition):
        if isinstance(part, access.Consent):
            if not any(name.name == "Consent" for service in services.values() for name in service.owns):
                desk.problem(
                    codes.CONSENT,
                    "no service owns a type `Consent`",
                    desk.find(span, "consent"),
                    "let one own it, or leave the condition out",
                )
        elif about and part.kind == "field" and all(desk.types[name].spelled_out for name in about):
            first = part.text.split(".")[0]
            if not any(desk.types[name].field(first) for name in about):
                desk.field(part.text, about[0], span)


def _parts(condition: access.Condition) -> Iterator[access.Consent | access.Value]:
    if isinstance(condition, access.Consent):
        yield condition
    elif isinstance(condition, access.Compare):
        yield condition.left
        yield condition.right
    elif isinstance(condition, access.Not):
        yield from _parts(condition.of)
    else:
        for part in condition.of:
            yield from _parts(part)


def check_deploy(parsed: Parsed, services: Mapping[str, Service], desk: Desk) -> None:
    """Scales, canaries, environments and phases."""
    scales = [parsed.deploy.kubernetes.autoscale] if parsed.deploy.kubernetes else []
    for name, placement in parsed.deploy.services.items():
        scales += [placement.autoscale.value] if placement.autoscale else []
        if placement.canary and name in services:
            _canary(placement.canary, services[name], desk)
    for scale in scales:
        if scale and scale.least > scale.most:
            desk.problem(codes.SCALE, f"min is {scale.least}, max is {scale.most}", scale.span)
    phase: dict[str, str] = {}
    for name, members in parsed.migrate.phases.items() if parsed.migrate else ():
        for member in members:
            if member in phase and parsed.migrate:
                desk.problem(
                    codes.PHASE,
                    f"{member} stands in {phase[member]} and in {name}",
                    parsed.migrate.span,
                    "leave it in one of them",
                )
            phase.setdefault(member, name)


def _canary(given: Given[Canary], service: Service, desk: Desk) -> None:
    versions = service.api.versions
    for version in given.value.shares:
        if versions and version not in versions:
            known = ", ".join(versions)
            desk.problem(
                codes.CANARY,
                f"{service.name} has no version `{version}`",
                desk.find(given.span, version),
                f"one of {known}",
            )
    total = sum((share.number for share in given.value.shares.values()), Decimal(0))
    if total > 100:
        desk.problem(codes.CANARY, f"the shares are {total}% together", given.span, "at most 100%")


def environments(parsed: Parsed, services: Mapping[str, Service], desk: Desk) -> Mapping[str, Environment]:
    """The environments; settings of services that don't exist are refused."""
    for environment in parsed.environments.values():
        for name, placement in environment.services.items():
            if name not in services:
                desk.unknown(("service",), name, _first(placement, environment.span))
    return parsed.environments


def _first(placement: Placement, otherwise: Span) -> Span:
    given = placement.replicas or placement.memory or placement.cpu
    return given.span if given else otherwise
