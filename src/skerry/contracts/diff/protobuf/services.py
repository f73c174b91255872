"""Services that are on both sides, procedure by procedure."""

from __future__ import annotations

from skerry.contracts.change import Subject
from skerry.contracts.diff.protobuf import rules
from skerry.contracts.diff.protobuf.found import At, Found
from skerry.contracts.diff.protobuf.sides import Placed, Side
from skerry.formats.protobuf.values import Method, Service


def compare(was: Side, now: Side, found: Found) -> None:
    """All services of the same full name."""
    for name, before in was.services.items():
        after = now.services.get(name)
        if after is not None and before != after:
            _service(before, after, found)


def _service(before: Placed[Service], after: Placed[Service], found: Found) -> None:
    was = {each.name: each for each in before.value.methods}
    now = {each.name: each for each in after.value.methods}
    service = before.value.full_name
    new = [each for name, each in now.items() if name not in was]
    for name, each in was.items():
        operation = f"{service}/{name}"
        other, place = now.get(name), At(before.file, each.where)
        if other is not None:
            _method(operation, each, other, place, At(after.file, other.where), found)
            continue
        like = next((it.name for it in new if (it.input, it.output) == (each.input, each.output)), "")
        said = f"procedure `{operation}` was removed" + (f"; `{like}` looks like it under another name" if like else "")
        found.add(
            rules.RPC_REMOVED, f"{service}.{name}", said, was=place, now=At(after.file, after.value.where, name=True),
            subject=Subject(operation), details={"renamed_to": f"{service}.{like}"} if like else None,
        )  # fmt: skip
    for each in new:
        found.add(
            rules.RPC_ADDED, f"{service}.{each.name}", f"procedure `{service}/{each.name}` was added",
            now=At(after.file, each.where), subject=Subject(f"{service}/{each.name}"),
        )  # fmt: skip


def _method(operation: str, was: Method, now: Method, before: At, after: At, found: Found) -> None:
    for rule, what, values in (
        (rules.RPC_REQUEST, "its request", (was.input, now.input)),
        (rules.RPC_RESPONSE, "its response", (was.output, now.output)),
        (rules.RPC_CLIENT_STREAMING, "a stream of requests", (was.client_streams, now.client_streams)),
        (rules.RPC_SERVER_STREAMING, "a stream of responses", (was.server_streams, now.server_streams)),
        (rules.RPC_IDEMPOTENCY, "its idempotency level", (was.idempotency, now.idempotency)),
    ):
        if values[0] != values[1]:
            shown = [str(value).lower() if isinstance(value, bool) else f"`{value}`" for value in values]
            said = f"procedure `{operation}`: {what} was {shown[0]} and is {shown[1]}"
            path = operation.replace("/", ".")
            found.add(rule, path, said, was=before, now=after, values=values, subject=Subject(operation))
