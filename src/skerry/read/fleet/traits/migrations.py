"""Whether a node changes its own schema step by step, and with what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Trait, Witness
from skerry.read.fleet.traits._signs import Family, library, sign
from skerry.read.fleet.traits._stand import Stand

_FAMILY = Family(
    "migrations",
    (
        sign("migrates-schema", "MigrateAsync Migrate EnsureCreated AddMigration",
            r"\.Database\s*\.\s*Migrate(?:Async)?\s*\(|\bAddMigration<", "csharp", "ef"),
        sign("migrates-schema", "migrate goose AutoMigrate", r"\bmigrate\.New\w*\s*\(|\bgoose\.Up|\.AutoMigrate\s*\(", "go"),
    ),
    (
        library("migrates-schema", "flyway-core flyway-mysql org.flywaydb*", "flyway"),
        library("migrates-schema", "liquibase-core", "liquibase"),
        library("migrates-schema", "alembic Flask-Migrate flask-migrate", "alembic"),
        library("migrates-schema", "knex db-migrate umzug node-pg-migrate", "node"),
        library("migrates-schema", "golang-migrate/migrate* github.com/golang-migrate* github.com/pressly/goose*", "go"),
    ),
)  # fmt: skip
_FILE = re.compile(
    r"(?i)(?:^|/)(db/migration/V[\d_.]+__|migrations?/\d{3,}\w*\.(?:py|sql|js|ts|cs|rb)|prisma/migrations/|db/changelog/|alembic/versions/|db/migrate/)"
)


def find(stand: Stand) -> Iterator[Trait]:
    """From code and libraries, and from the folders where the tools look for their steps."""
    yield from _FAMILY.find(stand)
    for node in stand.nodes:
        first = next((file for file in stand.ground.files(node.name) if _FILE.search(file.path)), None)
        if first is not None:
            yield Trait(node.name, "migrates-schema", "", "steps", (Witness(first.path, 0, "migrations"),))
