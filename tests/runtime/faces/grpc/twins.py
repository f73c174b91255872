"""Two services of the shop, each on a database of its own: what one is asked over REST, the other is asked over gRPC."""

from __future__ import annotations

import importlib
import runpy
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from skerry_runtime.faces.grpc.testing import Said, Spoken
from skerry_runtime.service.testing import Answer, Tested, tested

SERVICES = Path(__file__).parents[4] / "examples/shop/services"
ANSWERS: dict[str, Any] = {}  # of what all that run call: several may at a time
KEPT = ("idempotency-replayed", "location", "etag")
CODES = {400: "INVALID_ARGUMENT", 404: "NOT_FOUND", 409: "FAILED_PRECONDITION", 412: "ABORTED", 422: "INVALID_ARGUMENT",
         428: "INVALID_ARGUMENT"}  # fmt: skip


def folder(service: str) -> Path:
    return SERVICES / service / "src" / service.replace("-", "_")


@contextmanager
def started(
    service: str, place: Path, changed: Callable[[type[Any]], type[Any]] = lambda kind: kind
) -> Iterator[Tested]:
    """A service as it is generated: the warehouse with what is its own, orders with the defaults, which take prices as they come.

    `changed` makes another behaviour of it.
    """
    source = str(folder(service).parent)
    if source not in sys.path:
        sys.path.append(source)
    main = importlib.import_module(f"{folder(service).name}.entrypoints.main")
    own = "behaviour" if service == "inventory-service" else "service_layer.defaults"
    module = importlib.import_module(f"{folder(service).name}.{own}")
    behaviour = changed(getattr(module, own.rpartition(".")[2].capitalize()))
    ANSWERS.update(runpy.run_path(str(SERVICES / service / "tests/conftest.py"))["ANSWERS"])
    place.mkdir(exist_ok=True)
    with tested(lambda: main.service(behaviour), place, ANSWERS) as running:
        yield running


@dataclass
class Twins:
    """`rest` and `spoken` are asked the same; `both` says what each answers, in the same words."""

    rest: Tested
    spoken: Spoken

    def both(self, version: str, operation: str, values: Mapping[str, Any], key: str = "", **headers: str) -> Any:
        return self.over_rest(version, operation, values, key, **headers), self.over_grpc(
            version, operation, values, key, **headers
        )

    def over_rest(self, version: str, operation: str, values: Mapping[str, Any], key: str, **headers: str) -> Any:
        served = self.rest.service.routes.served[operation, version]
        path, rest = f"/{version}{served.route.path}", dict(values)
        for each in served.route.parameters:
            if each.place == "path":
                path = path.replace(f"{{{each.name}}}", quote(str(rest.pop(each.name)), safe=""))
        told = {"idempotency-key": key} if key else {}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        if served.route.method == "GET":
            return said(self.rest.get(f"{path}?{urlencode(rest)}", **told))
        return said(self.rest.request(served.route.method, path, rest if served.taken else None, told))

    def over_grpc(self, version: str, operation: str, values: Mapping[str, Any], key: str, **headers: str) -> Any:
        found = self.spoken.call(version, operation, values, key, **headers)
        return heard(found)


def said(answer: Answer) -> Any:
    """What REST answers: the code of gRPC, the value or what was wrong, what stands beside it."""
    beside = {name: answer.headers[name] for name in KEPT if name in answer.headers}
    if answer.status >= 400:
        problem = answer.json()
        fields = tuple(each["pointer"] for each in problem.get("errors", ()))
        return CODES[answer.status], problem["type"].rpartition("/")[2], problem.get("detail"), len(fields), beside
    return "OK", plain(answer.json() if answer.body else None), beside


def heard(found: Said) -> Any:
    """The same of what gRPC says."""
    beside = {name: found.metadata[name] for name in KEPT if name in found.metadata}
    if found.code != "OK":
        return found.code, found.kind, found.detail, len(found.fields), beside
    return "OK", plain(found.value), beside


def plain(value: Any, name: str = "") -> Any:
    """A value without the moment at which it was made, and amounts as numbers."""
    if isinstance(value, dict):
        return {each: plain(inner, each) for each, inner in value.items() if each != "at"}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return Decimal(value) if name == "amount" else value
