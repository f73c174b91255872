"""All files of a service."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from skerry.contracts.write.openapi import document
from skerry.contracts.write.protobuf import LOCK
from skerry.contracts.write.python.module import classes_of, module_of
from skerry.contracts.write.scope import Scope
from skerry.generate.generator import Asked, Generated, Tree
from skerry.generate.service import graphql, project
from skerry.generate.service.at_hand import Unsaid
from skerry.generate.service.callees import Callee, callees
from skerry.generate.service.clients import clients, messages
from skerry.generate.service.columns import Table, tables
from skerry.generate.service.defaults import defaults
from skerry.generate.service.grpc import grpc
from skerry.generate.service.main import behaviour, main
from skerry.generate.service.migrations import migrations
from skerry.generate.service.naming import CLASSES, package, pascal
from skerry.generate.service.operations import operations
from skerry.generate.service.readme import readme
from skerry.generate.service.sagas import sagas
from skerry.generate.service.sensitive import unseen
from skerry.generate.service.shape import Shapes
from skerry.generate.service.slice import service_json
from skerry.generate.service.tables import tables_module
from skerry.generate.service.tests import conftest, test_service
from skerry.generate.service.views import views
from skerry.kernel.yaml_text import yaml
from skerry.model.system import NOTHING, Saga, Service, System

_SAGAS = "sagas.lock"


def services(system: System, asked: Asked) -> Generated:
    """The files of all services that are ours to write, below `services/NAME/`."""
    trees: list[Tree] = []
    notes: list[str] = []
    for service in system.services.values():
        if asked.services and service.name not in asked.services:
            continue
        if service.runs:
            notes += [f"{service.name}: runs as it is, so nothing is written for it"] if asked.services else []
            continue
        root = f"services/{service.name}"
        made = _Service(system, service, lambda path, root=root: asked.before(f"{root}/{path}"))  # type: ignore[misc]
        trees.append(Tree(root, made.files(), frozenset(made.yours)))
        notes += [_note(each) for each in (*made.unsaid, *made.unsaid_of_sagas)]
        notes += unseen(made.shapes)
    return Generated(tuple(trees), tuple(notes))


def _note(unsaid: Unsaid) -> str:
    fields = ", ".join(unsaid.fields)
    return f"{unsaid.operation}: nothing says {fields} in {unsaid.target}; a plain value stands there until {unsaid.decided} decides"


@dataclass(slots=True)
class _Service:
    system: System
    service: Service
    before: Callable[[str], str]
    yours: list[str] = field(default_factory=list)
    unsaid: tuple[Unsaid, ...] = ()
    unsaid_of_sagas: tuple[Unsaid, ...] = ()
    name: str = ""
    shapes: Shapes = field(init=False)
    classes: Scope = field(init=False)
    called: tuple[Callee, ...] = ()
    found: tuple[Table, ...] = ()

    def __post_init__(self) -> None:
        self.name = package(self.service.name)
        self.shapes = Shapes(self.system, self.service)
        self.classes = classes_of(self.system, self.service, _taken(self.system, self.service))
        self.called = callees(self.system, self.service)
        self.found = tables(self.shapes, self.classes)

    def files(self) -> dict[str, str]:
        """Each by its path in the service's folder; what would be empty is not there."""
        texts = {**dict(self._package()), **dict(self._beside())}
        return {path: text for path, text in texts.items() if text}

    def _package(self) -> Iterator[tuple[str, str]]:
        base = f"src/{self.name}"
        yield f"{base}/__init__.py", f'"""{self.service.name}: {self._about()}"""\n'
        yield f"{base}/__main__.py", project.dunder_main(self.name)
        yield f"{base}/py.typed", "\n"
        yield f"{base}/service.json", service_json(self.shapes, self.classes, self.name)
        yield f"{base}/domain/__init__.py", '"""What the service speaks of."""\n'
        about = f"The types of {self.service.name} of {self.system.name}: what it takes, gives and publishes."
        yield f"{base}/domain/messages.py", module_of(self.system, self.classes, about)
        yield from self._service_layer(f"{base}/service_layer")
        yield from self._adapters(f"{base}/adapters")
        yield f"{base}/entrypoints/__init__.py", '"""How the service is started."""\n'
        yield f"{base}/entrypoints/main.py", main(self.shapes, self.called, self.found, self.name)
        yield f"{base}/behaviour.py", behaviour(self.service, self.unsaid, self.name)
        self.yours.append(f"{base}/behaviour.py")
        for path, text in migrations(self.found, lambda path: self.before(f"{base}/{path}")).items():
            yield f"{base}/{path}", text
        for version in self.service.api.versions.values():
            if any(each.route for each in version.operations.values()) and not self.service.api.contract:
                yield f"{base}/contract/{version.name}.yaml", yaml(document(self.system, self.service, version))
        if subgraph := graphql.document(self.system, self.service):
            yield f"{base}/contract/{subgraph.file}", subgraph.text
        yield from grpc(self.system, self.service, base, self.before(LOCK))

    def _service_layer(self, base: str) -> Iterator[tuple[str, str]]:
        yield f"{base}/__init__.py", '"""What the service does."""\n'
        yield f"{base}/operations.py", operations(self.shapes, self.classes, self.name)
        text, self.unsaid = defaults(self.shapes, self.classes, self.called, self.name)
        yield f"{base}/defaults.py", text
        own = [each for each in self.system.sagas.values() if each.service == self.service.name]
        versions, lock = saga_versions(own, self.before(_SAGAS))
        text, self.unsaid_of_sagas = sagas(self.shapes, self.classes, self.called, self.name, versions)
        yield f"{base}/sagas.py", text
        yield f"{base}/views.py", views(self.shapes, self.name)
        self._lock = lock

    def _adapters(self, base: str) -> Iterator[tuple[str, str]]:
        yield (
            f"{base}/__init__.py",
            '"""What the service reaches the outside with: its database, and the services that it calls."""\n',
        )
        if self.found:
            yield f"{base}/tables.py", tables_module(self.service, self.found, self.name)
        if self.called:
            yield f"{base}/clients.py", clients(self.service, self.called, self.name)
        for callee in self.called:
            yield f"{base}/{callee.messages}.py", messages(self.system, callee)

    def _beside(self) -> Iterator[tuple[str, str]]:
        bus = self.system.policies.events.bus
        yield "pyproject.toml", project.pyproject(self.service, self.name, self._about(), bus.value if bus else "")
        yield "Dockerfile", project.dockerfile(self.service, self.name)
        yield "README.md", readme(self.system, self.shapes, self.called, self.name)
        yield "tests/conftest.py", conftest(self.system, self.called, self.name)
        yield "tests/test_service.py", test_service(self.shapes, self.name)
        yield _SAGAS, self._lock

    _lock: str = ""

    def _about(self) -> str:
        context = self.system.contexts.get(self.service.context)
        does = ", ".join(context.does) if context else ""
        return (
            self.service.about or (context.about if context else "") or does or f"a service of {self.system.name}"
        ).rstrip(".") + "."


def _taken(system: System, service: Service) -> frozenset[str]:
    """The names of classes that the modules of a service have themselves: those of its sagas, too."""
    return CLASSES | {pascal(saga.name) for saga in system.sagas.values() if saga.service == service.name}


def saga_versions(own: list[Saga], before: str) -> tuple[dict[str, int], str]:
    """The number of each saga's shape, and the lock that remembers it: a saga whose steps have changed is another version.

    Sagas that are under way end in the version they began in, so a process of the old version has to go on until they have.
    """
    known = {words[0]: (int(words[1]), words[2]) for line in before.splitlines() if len(words := line.split()) == 3}
    found: dict[str, int] = {}
    lines = []
    for saga in own:
        shape = _shape(saga)
        number, last = known.get(saga.name, (0, ""))
        found[saga.name] = number if last == shape else number + 1
        lines.append(f"{saga.name} {found[saga.name]} {shape}\n")
    return found, "".join(lines)


def _shape(saga: Saga) -> str:
    """What makes two definitions the same: the steps, what undoes them, what is waited for."""
    steps = [
        [
            str(step.do or ""),
            str(step.undo or (NOTHING if step.harmless else "")),
            str(step.wait.ok if step.wait else ""),
            str(step.wait.fail if step.wait else ""),
        ]
        for step in saga.steps
    ]
    text = json.dumps([steps, str(saga.otherwise or ""), str(saga.start or "")])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
