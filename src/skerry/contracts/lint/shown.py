"""The smallest documents, for the examples of rules."""

from __future__ import annotations

from textwrap import dedent, indent


def api(text: str, version: str = "3.1.0") -> str:
    """An OpenAPI document of these parts."""
    head = f'swagger: "{version}"' if version.startswith("2") else f"openapi: {version}"
    return f"{head}\n{dedent(text).strip()}\n"


def operation(text: str, at: str = "/orders", method: str = "get") -> str:
    """An OpenAPI document with one operation."""
    return api(f"paths:\n  {at}:\n    {method}:\n{indent(dedent(text).strip(), ' ' * 6)}\n")


def schema(text: str, version: str = "3.1.0") -> str:
    """An OpenAPI document with one schema."""
    return api(f"components:\n  schemas:\n    Order:\n{indent(dedent(text).strip(), ' ' * 6)}\n", version)


def events(text: str) -> str:
    """An AsyncAPI document of these parts."""
    return f"asyncapi: 3.0.0\n{dedent(text).strip()}\n"


def proto(text: str, package: str = "acme.orders.v1") -> str:
    """A file of Protocol Buffers."""
    return f'syntax = "proto3";\npackage {package};\n{dedent(text).strip()}\n'
