"""Kinds about what says nothing of which values are valid."""

from __future__ import annotations

from skerry.contracts.diff.schemas.difference import Effect
from skerry.contracts.diff.schemas.kinds.kind import (
    Kind,
    schema,
    typed,
)
from skerry.contracts.diff.schemas.kinds.logic import CAT, DOG

FORM = "form"

_TAG = {"discriminator": {"propertyName": "kind"}}

NOTES = (
    Kind(
        FORM,
        "form of a schema",
        "A schema became an enum, a union, a conjunction that it was not, or the other way, and accepts what it accepted. Schema "
        "registries refuse it all the same: they compare forms before they compare what is accepted.",
        None,
        (schema(enum=["a"]), schema(type="string", enum=["a"])),
        (schema(enum=["a"]), schema(const="a")),
        adds=Effect.NEITHER,
    ),
    Kind(
        "discriminator",
        "discriminator",
        "The member that tells the branches of a union apart. Generated clients read it before they look at anything else.",
        (schema(oneOf=[CAT, DOG]), schema(oneOf=[CAT, DOG], **_TAG)),
        None,
        (schema(oneOf=[CAT, DOG], **_TAG), schema(oneOf=[CAT, DOG], discriminator={"propertyName": "sort"})),
        adds=Effect.NEITHER,
    ),
    Kind(
        "discriminator-mapping",
        "value of a discriminator",
        "Which schema a value of the discriminator stands for.",
        (
            schema(oneOf=[CAT, DOG], **_TAG),
            schema(oneOf=[CAT, DOG], discriminator={"propertyName": "kind", "mapping": {"c": "Cat"}}),
        ),
        None,
        (
            schema(oneOf=[CAT, DOG], discriminator={"propertyName": "kind", "mapping": {"c": "Cat"}}),
            schema(oneOf=[CAT, DOG], discriminator={"propertyName": "kind", "mapping": {"c": "Dog"}}),
        ),
        adds=Effect.NEITHER,
    ),
    Kind(
        "default",
        "default",
        "What is meant when nothing is sent. Who relied on the old one gets another result from the same request.",
        (typed("string"), typed("string", default="a")),
        None,
        (typed("string", default="a"), typed("string", default="b")),
        adds=Effect.NEITHER,
    ),
    Kind(
        "stability",
        "promise of stability",
        "`x-stability-level` goes draft, alpha, beta, stable; without it a part is stable. A promise is not taken back.",
        narrowed=(typed("string", **{"x-stability-level": "stable"}), typed("string", **{"x-stability-level": "beta"})),
        adds=Effect.NEITHER,
    ),
    Kind(
        "read-only",
        "mark for reading only",
        "`readOnly`: sent by the owner alone; in requests it is ignored or refused.",
        (typed("string"), typed("string", readOnly=True)),
        adds=Effect.NEITHER,
    ),
    Kind(
        "write-only",
        "mark for writing only",
        "`writeOnly`: received by the owner alone; it is never in an answer.",
        (typed("string"), typed("string", writeOnly=True)),
        adds=Effect.NEITHER,
    ),
    Kind(
        "deprecated",
        "mark of deprecation",
        "`deprecated`: still valid, and on its way out.",
        (typed("string"), typed("string", deprecated=True)),
        adds=Effect.NEITHER,
    ),
)
