"""The rules of changes of a model: how bad it is that a kind of statement comes, goes, or says something else."""

from __future__ import annotations

from typing import NamedTuple

from skerry.contracts.architecture.examples import EXAMPLES, Example
from skerry.contracts.change import Action, Direction, Level, Rule

_B, _D, _S = Level.BREAKING, Level.DANGEROUS, Level.SAFE


class _Row(NamedTuple):
    """How bad it is that it comes, goes or changes; None where it cannot (what is always there only changes)."""

    area: str
    kind: str
    what: str
    added: Level | None
    removed: Level | None
    changed: Level | None
    about: str


_ROWS = (
    _Row("system", "name", "The name of the system", None, None, _S, "Names of documents and packages follow it."),
    _Row("system", "shared-owner", "The team of the shared types", _S, _D, _D, "Somebody has to answer for what all use."),
    _Row("obligation", "itself", "An obligation", _S, _D, None, "What the system or a context has to comply with."),
    _Row("context", "itself", "A context", _S, _D, None, "A boundary within which words have one meaning."),
    _Row("context", "kind", "The kind of a context", None, None, _S, "Core, supporting or generic: where the best people go."),
    _Row("context", "team", "The team of a context", _S, _D, _D, "Somebody else answers for it."),
    _Row("context", "responsibility", "A responsibility", _S, _D, None, "What a context does; what no context does is nobody's."),
    _Row("context", "word", "A word of a context", _S, _S, _D, "A word that means something else misleads."),
    _Row("relation", "itself", "A line of the context map", _S, _S, None, "Who depends on whom."),
    _Row("relation", "kind", "How two contexts relate", None, None, _S, "Who follows whom, and what stands between them."),
    _Row("external", "itself", "An external system", _S, _S, None, "A system that is not ours."),
    _Row("external", "protocol", "The protocol of an external system", None, None, _D, "Clients of it speak another protocol."),
    _Row("external", "contract", "The document of an external system", _S, _D, _D, "What is known of it stands elsewhere."),
    _Row("type", "itself", "A type", _S, _D, None, "The changes of contracts say whom it breaks."),
    _Row("type", "alias", "What a type stands for", _D, _D, _D, "The changes of contracts say whom it breaks."),
    _Row("type", "field", "A field", _S, _D, _D, "The changes of contracts say whom it breaks."),
    _Row("type", "transition", "A transition between states", _S, _D, None, "What is in a state may have no way out of it."),
    _Row("migration", "phase", "A phase of the migration", _S, _S, _S, "Which services leave the old system in which order."),
    _Row("service", "itself", "A service", _S, _B, None, "Whoever calls it or hears it has nothing left."),
    _Row("service", "context", "The context of a service", None, None, _D, "It is part of another boundary, and of its language."),
    _Row("service", "team", "The team of a service", _S, _D, _D, "Somebody else answers for it."),
    _Row("service", "runs", "How a service is started", _S, _S, _S, "Command, image, port or language."),
    _Row("service", "load", "The load of a service", _S, _S, _S, "What it is sized for."),
    _Row("store", "itself", "A store", _S, _D, None, "Its data has to go somewhere before."),
    _Row("store", "engine", "The engine of a store", None, None, _D, "Data has to be moved, and queries written anew."),
    _Row("store", "database", "The database of a store", None, None, _D, "Data has to be moved."),
    _Row("store", "outbox", "An outbox", None, None, _D, "Without it an event can be lost, or tell of what never happened."),
    _Row("store", "encrypted", "Encryption of a store", None, None, _D, "Security that is weakened is to be looked at."),
    _Row("store", "event-sourced", "Event sourcing of an entity", _D, _D, None, "The state of what exists has to be carried over."),
    _Row("data", "class", "The class of a field", _S, _D, _D, "Masks, regions and times to keep hang on it."),
    _Row("api", "style", "A style of API", _S, _B, None, "REST, gRPC or GraphQL: whoever speaks it has nothing left to call."),
    _Row("api", "role", "A role at the door", _D, _B, None, "Added: more callers get in. Removed: those who hold it are refused."),
    _Row("api", "document", "The document of a service", _S, _D, _D, "What is known of the service stands elsewhere."),
    _Row("version", "itself", "A version of an API", _S, _B, None, "Whoever still calls it is refused."),
    _Row("version", "sunset", "The sunset of a version", _D, _S, _D, "An end that comes earlier than was said breaks plans of others."),
    _Row("operation", "itself", "An operation", _S, _B, None, "Whoever calls it is refused."),
    _Row("operation", "route", "The route of an operation", _S, _B, _B, "Whoever calls the old one is refused."),
    _Row("operation", "input", "What an internal operation takes", _D, _D, _D, "Callers inside have to follow."),
    _Row("operation", "output", "What an internal operation gives", _S, _D, _D, "Callers inside have to follow."),
    _Row("operation", "transition", "A state change by an operation", _S, _D, None, "What could be done in a state can be no more."),
    _Row("operation", "emits", "What an operation emits", _S, _D, _D, "Who waits for an event may wait in vain."),
    _Row("event", "published", "A published event", _S, _B, None, "Whoever hears it waits in vain."),
    _Row("event", "heard", "What a service does on an event", _S, _D, _D, "What it did before happens no more."),
    _Row("view", "itself", "A read model", _S, _D, None, "Whoever reads it has to look elsewhere."),
    _Row("view", "source", "The source of a read model", None, None, _D, "It has to be rebuilt."),
    _Row("view", "key", "The key of a read model", None, None, _D, "It has to be rebuilt."),
    _Row("view", "lag", "The lag of a read model", _S, _S, _D, "Readers may see older data."),
    _Row("call", "itself", "A synchronous call", _D, _S, None, "The caller is down when the called is."),
    _Row("call", "reads", "What a caller reads", _S, _D, _S, "Without it, any change of the answer may break the caller."),
    _Row("call", "cycle", "A circle of calls", _D, _S, None, "None of them answers without the others."),
    _Row("ownership", "entity", "The owner of an entity", _S, _D, _D, "Data moves to another service."),
    _Row("ownership", "shared", "A database of several services", _D, _S, _D, "A table that two services write ties them together unseen."),
    _Row("saga", "itself", "A saga", _S, _D, None, "Sagas under way have to end first."),
    _Row("saga", "service", "Where a saga runs", None, None, _D, "Sagas under way have to end first."),
    _Row("saga", "start", "The start of a saga", None, None, _D, "It begins with something else."),
    _Row("saga", "deadline", "The deadline of a saga", _D, _S, _D, "What takes longer is given up."),
    _Row("saga", "else", "The end of a saga that fails", _S, _D, _D, "What failed stays as it is, or ends otherwise."),
    _Row("saga", "order", "The order of steps", None, None, _D, "Sagas under way have done their steps in the old order."),
    _Row("step", "itself", "A step of a saga", _D, _D, None, "Sagas under way have not met it, or have it behind them."),
    _Row("step", "undo", "A compensation", _S, _D, _D, "What the step did stays when the saga fails."),
    _Row("step", "retry", "How a step is tried again", _S, _S, _S, "How often, and after how long."),
    _Row("step", "timeout", "How long a step may take", _D, _S, _D, "What takes longer has failed."),
    _Row("step", "await", "How a saga waits", None, None, _D, "It goes on, or fails, with other events."),
    _Row("policy", "calls", "A policy of calls", _S, _D, _D, "Timeouts, retries, breakers, mutual TLS: how a failure spreads."),
    _Row("policy", "events", "A policy of events", _S, _D, _D, "Bus, key, delivery and dead letters: what subscribers build on."),
    _Row("policy", "versions", "A policy of versions", _S, _D, _D, "How versions are told apart, and how long an old one is kept."),
    _Row("policy", "slo", "A promise to callers", _S, _D, _D, "Less is promised than callers were built for, or more than before."),
    _Row("policy", "audit", "A policy of audits", _S, _D, _D, "What is written down of who saw what."),
    _Row("policy", "data", "A policy of data", _S, _D, _D, "How long data is kept, where, how it is masked and encrypted."),
    _Row("environment", "itself", "An environment", _S, _S, None, "Where services run."),
    _Row("deploy", "setting", "A setting of deployment", _S, _S, _S, "Replicas, memory, autoscaling, canaries."),
    _Row("role", "itself", "A role", _D, _B, None, "Removed: those who hold it are refused."),
    _Row("role", "grant", "A grant", _D, _B, _B, "Narrowed: those who may no longer are refused."),
)  # fmt: skip
_GRANT = _ROWS[-1]
_WORDS = {Action.ADDED: "was added", Action.REMOVED: "was removed", Action.CHANGED: "changed",
          Action.NARROWED: "was narrowed", Action.WIDENED: "was widened"}  # fmt: skip


def _rule(row: _Row, action: Action, level: Level) -> Rule:
    shown = EXAMPLES.get((row.area, row.kind), Example())
    before, after = shown.sides(action)
    title = f"{row.what} {_WORDS[action]}"
    return Rule(Direction.BOTH, f"model-{row.area}", row.kind, action, level, title, row.about, before, after)


def _made(row: _Row) -> list[Rule]:
    levels = {Action.ADDED: row.added, Action.REMOVED: row.removed, Action.CHANGED: row.changed}
    return [_rule(row, action, level) for action, level in levels.items() if level]


RULES = (
    *(rule for row in _ROWS for rule in _made(row)),
    _rule(_GRANT, Action.NARROWED, _B),
    _rule(_GRANT, Action.WIDENED, _D),
)
RULE = {(rule.area.removeprefix("model-"), rule.kind, rule.action): rule for rule in RULES}
