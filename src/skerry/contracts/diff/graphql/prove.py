"""Proofs of what breaks: of the candidates for each change, the first that graphql-core accepts on one side and refuses on the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Any

from skerry.contracts.change import Change, Ground, Level, Proof, Unproven
from skerry.contracts.diff.format import Options
from skerry.contracts.diff.graphql.definitions import definitions
from skerry.contracts.diff.graphql.rules import inputs, outputs
from skerry.contracts.diff.graphql.witness import Candidate, candidates
from skerry.formats.graphql.core import Core, CoreError
from skerry.formats.graphql.excerpt import words
from skerry.formats.graphql.schema import Schema
from skerry.formats.graphql.values import Kind

_MOST = 300  # proofs in one comparison; each may look at some hundred types
_MOST_OPERATIONS, _MOST_DEFINITIONS = 2, 3


def proven(changes: Iterable[Change], before: Schema, after: Schema, options: Options) -> tuple[Change, ...]:
    """The changes with a witness where they break and one is found; else with the reason."""
    found = tuple(changes)
    if not options.witnesses:
        return found
    wanted = [at for at, change in enumerate(found) if _wants(change)]
    tried = {at: _candidates(found[at], before, after) for at in wanted[:_MOST]}
    spoken = words(str(each.payload) for some in tried.values() for each in some)
    cores = Core(before, spoken), Core(after, spoken)
    return tuple(
        replace(change, proof=_proof(change, tried.get(at), cores, before)) if _wants(change) else change
        for at, change in enumerate(found)
    )


def _wants(change: Change) -> bool:
    return change.level is Level.BREAKING and change.proof.ground is not Ground.WITNESS


def _candidates(change: Change, before: Schema, after: Schema) -> list[Candidate]:
    return [
        *islice(candidates(change, before, after), _MOST_OPERATIONS),
        *map(Candidate, islice(definitions(change, before, after), _MOST_DEFINITIONS)),
    ]


def _proof(change: Change, tried: list[Candidate] | None, cores: tuple[Core, Core], before: Schema) -> Proof:
    if tried is None:
        return Proof(Ground.RULE, unproven=Unproven.NOT_SOUGHT)
    try:
        for each in tried:
            if (refused := _refused(each, cores)) is not None:
                return Proof(Ground.WITNESS, each.payload, each.accepted, each.because or refused)
    except CoreError:
        return Proof(Ground.RULE, unproven=Unproven.NO_VALIDATOR)
    return Proof(Ground.RULE, unproven=_reason(change, before))


def _refused(each: Candidate, cores: tuple[Core, Core]) -> str | None:
    """What the one side says against what the other accepts; None where it is no proof."""
    good, bad = cores if each.accepted == "before" else cores[::-1]
    payload: Any = each.payload
    if not isinstance(payload, str):
        operation, data = payload["operation"], payload["data"]
        return "" if good.gives(operation, data) and not bad.gives(operation, data) else None
    owner, is_value, value = payload.partition(": ")
    if is_value and owner.isidentifier():
        return f"this is no {owner}" if good.takes(owner, value) and not bad.takes(owner, value) else None
    if good.refusals(payload):
        return None
    return next(iter(bad.refusals(payload)), None)


def _reason(change: Change, before: Schema) -> Unproven:
    """Why there is none."""
    of = before.type(change.path)
    if change.rule is inputs.ONE_OF_ADDED and of is not None and of.kind is not Kind.INPUT:
        return Unproven.NO_DATA
    return Unproven.CODE if change.rule is outputs.OUT_VALUE_REMOVED else Unproven.NOT_FOUND
