"""Contexts, the context map, systems outside, types and the profile, as statements."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.architecture.trait import Key, Trait, part
from skerry.model.system import Context, System, TypeDef


def traits(system: System) -> Iterator[Trait]:
    """All of them, in the order of the text."""
    yield Trait(Key("system", "name", ""), "the name of the system", system.name, system.span)
    if system.shared_owner:
        key = Key("system", "shared-owner", "")
        yield Trait(key, "the team that looks after the shared types", system.shared_owner, system.span)
    for rule in dict.fromkeys(system.profile.comply):
        yield Trait(Key("obligation", "itself", rule), f"the obligation {rule}", "", system.profile.span)
    for context in system.contexts.values():
        yield from _context(context)
    for relation in system.relations:
        name = f"{relation.downstream} -> {relation.upstream}"
        yield Trait(part("relation", name), f"the relation {name}", "", relation.span)
        kinds = ", ".join(sorted(relation.kinds))
        yield Trait(
            Key("relation", "kind", name), f"the kind of {name}", kinds, relation.span, of=part("relation", name)
        )
    yield from _outside(system)
    for definition in system.types.values():
        yield from _type(definition)
    if system.migration:
        for phase, services in system.migration.phases.items():
            key = Key("migration", "phase", phase)
            yield Trait(key, f"the phase {phase}", ", ".join(services), system.migration.span)


def _outside(system: System) -> Iterator[Trait]:
    for external in system.external.values():
        own = part("external", external.name)
        yield Trait(own, f"the external system {external.name}", "", external.span)
        for kind, text in (("protocol", external.protocol), ("contract", external.contract)):
            if text or kind == "protocol":
                key = Key("external", kind, external.name)
                yield Trait(key, f"the {kind} of {external.name}", text, external.span, of=own)


def _context(context: Context) -> Iterator[Trait]:
    own = part("context", context.name)
    yield Trait(own, f"the context {context.name}", "", context.span)
    for kind, text in (("kind", context.kind), ("team", context.team)):
        if text or kind == "kind":
            key = Key("context", kind, context.name)
            yield Trait(key, f"the {kind} of the context {context.name}", text, context.span, of=own)
    for does in dict.fromkeys(context.does):
        key = Key("context", "responsibility", f"{context.name}: {does}")
        yield Trait(key, f"the responsibility {does!r} of {context.name}", "", context.span, of=own)
    for word, meaning in context.words.items():
        key = Key("context", "word", f"{context.name}: {word}")
        yield Trait(key, f"the word {word} in {context.name}", meaning, context.span, of=own)
    for rule in dict.fromkeys(context.comply):
        key = Key("obligation", "itself", f"{context.name}: {rule}")
        yield Trait(key, f"the obligation {rule} of {context.name}", "", context.span, of=own)


def _type(definition: TypeDef) -> Iterator[Trait]:
    name = str(definition.name)
    own = part("type", name)
    yield Trait(own, f"the type {name}", "", definition.span)
    if definition.alias:
        yield Trait(Key("type", "alias", name), f"the type {name}", str(definition.alias), definition.span, of=own)
    for field in definition.fields:
        full = f"{name}.{field.name}"
        yield Trait(Key("type", "field", full), f"the field {full}", str(field.type), field.span, of=own)
    for transition in dict.fromkeys(
        f"{source} => {each.target}" for each in definition.states for source in each.sources
    ):
        key = Key("type", "transition", f"{name}: {transition}")
        yield Trait(key, f"the transition {transition} of {name}", "", definition.span, of=own)
