"""The operations of a version, by path."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.contracts.write.openapi.bare import BareRequests, BareResponses
from skerry.contracts.write.openapi.lifecycle import Lifecycle
from skerry.contracts.write.openapi.naming import summary, tag
from skerry.contracts.write.openapi.requests import Requests
from skerry.contracts.write.openapi.responses import Responses
from skerry.contracts.write.openapi.security import READING, requirements, roles
from skerry.contracts.write.openapi.shared import Object
from skerry.model.cascade import merge
from skerry.model.system import Operation, Service, System

_METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


class Operations:
    """Path items of one document."""

    def __init__(
        self,
        system: System,
        service: Service,
        life: Lifecycle,
        requests: Requests | BareRequests,
        responses: Responses | BareResponses,
    ) -> None:
        self._system, self._service, self._life = system, service, life
        self._requests, self._responses = requests, responses

    def paths(self, operations: list[Operation]) -> Object:
        """By path, in the order of the model, each with its methods in a fixed order."""
        found: dict[str, dict[str, Object]] = {}
        read = {each.route.path for each in operations if each.route and each.route.method == "GET" and each.output}
        for operation in operations:
            if operation.route:
                item = found.setdefault(operation.route.path, {})
                item[operation.route.method] = self._operation(operation, readable=operation.route.path in read)
        return {
            path: {method.lower(): item[method] for method in _METHODS if method in item}
            for path, item in found.items()
        }

    def _operation(self, operation: Operation, *, readable: bool) -> Object:
        method = operation.route.method if operation.route else ""
        guarded = readable and method in ("PUT", "PATCH", "DELETE")
        conditional = method == "GET" and operation.output is not None and operation.status == 200
        needs = requirements(self._service, operation)
        found: Object = {
            "operationId": operation.name.operation,
            "tags": [tag(operation)],
            "summary": summary(operation),
            "description": " ".join(self._about(operation)),
        }
        if self._life.ending:
            found["deprecated"] = True
            found["x-sunset"] = str(self._life.until)
        found["parameters"] = self._requests.parameters(operation, guarded=guarded, conditional=conditional)
        if body := self._requests.body(operation):
            found["requestBody"] = body
        found["responses"] = self._responses.of(
            operation, guarded=guarded, conditional=conditional, secured=bool(needs)
        )
        found["security"] = needs
        return {**found, **self._promises(operation)}

    def _about(self, operation: Operation) -> Iterator[str]:
        yield operation.about or f"{summary(operation)}."
        if operation.transitions:
            changes = [f"from {' or '.join(each.sources)} to {each.target}" for each in operation.transitions]
            yield f"Goes {', or '.join(changes)}; 409 from any other state."
        if operation.emits:
            events = " or ".join(" and ".join(f"`{event.name}`" for event in every) for every in operation.emits)
            yield f"Publishes {events}."
        granted = roles(self._system, self._service, operation)
        if granted:
            said = ", ".join(f"{role} (if {condition})" if condition else role for role, condition in granted.items())
            yield f"For {said}."

    def _promises(self, operation: Operation) -> Object:
        """What callers may rely on, so that their timeouts and retries can be checked against it."""
        calls = merge(self._service.policies.calls, operation.calls)
        slo = merge(self._service.policies.slo, operation.slo)
        method = operation.route.method if operation.route else ""
        found: Object = {}
        if calls.timeout:
            found["x-timeout-ms"] = round(calls.timeout.value.seconds * 1000)
        found["x-retryable"] = method in (*READING, "PUT", "DELETE", "POST") and (
            calls.retries is None or calls.retries.value > 0
        )
        if calls.retries:
            found["x-retries"] = calls.retries.value
        if slo.availability or slo.latency_p95:
            found["x-slo"] = {
                name: str(value.value)
                for name, value in (("availability", slo.availability), ("latency-p95", slo.latency_p95))
                if value
            }
        return found
