"""OpenAPI documents from the model: one for each major version of each service that offers REST."""

from __future__ import annotations

from skerry.contracts.write.openapi.document import VERSIONS, document
from skerry.contracts.write.openapi.kept import kept
from skerry.contracts.write.writer import Asked, Documents, Writer
from skerry.kernel.yaml_text import yaml
from skerry.model.system import System

__all__ = ["VERSIONS", "WRITER", "document", "write"]


def write(system: System, dialect: str = "3.1") -> dict[str, str]:
    """The documents by file name: `order-service.v2.yaml`; none for a service that keeps a contract of its own."""
    return {
        f"{service.name}.{version.name}.yaml": yaml(document(system, service, version, dialect))
        for service in system.services.values()
        if "rest" in service.api.expose and not service.api.contract
        for version in service.api.versions.values()
        if any(operation.route for operation in version.operations.values())
    }


def _documents(system: System, asked: Asked) -> Documents:
    own = kept(system, asked.root)
    return Documents({**write(system, asked.openapi), **own.files}, problems=own.problems)


WRITER = Writer("openapi", "REST: an OpenAPI document for each major version of each service", _documents)
