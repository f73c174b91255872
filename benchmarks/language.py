"""How long a large model takes: 500 services in about 7,000 lines, each step in CPU time. Aim: load and resolve in 0.3 s.

Run: PYTHONPATH=src python benchmarks/language.py
"""

from __future__ import annotations

import time
from collections.abc import Callable

import yaml

from skerry.model import format_text, load_texts
from skerry.model.bind import Binding
from skerry.model.document import read
from skerry.model.language import MODEL
from skerry.model.schema import schema

SERVICES = 500
AIM = 0.3


def model(services: int = SERVICES) -> str:
    """A model with an API, a store, calls, types and events for every service."""
    lines = ["arch: 1", "system: large", "contexts:"]
    lines += [f"  c{number}: {{ kind: core, team: t{number} }}" for number in range(services // 5)]
    lines.append("services:")
    for number in range(services):
        lines += _service(number, (number + 7) % services)
    lines.append("types:")
    for context in range(services // 5):
        lines.append(f"  c{context}:")
        for number in range(context * 5, context * 5 + 5):
            lines.append(f"    E{number}: {{ id: uuid, name: text, total: money, note: text? }}")
            lines.append(f"    E{number}Created: {{ id: uuid, at: datetime }}")
    return "\n".join(lines) + "\n"


def _service(number: int, other: int) -> list[str]:
    return [
        f"  s{number}:",
        f"    context: c{number // 5}",
        f'    code: ["src/s{number}/**"]',
        f"    owns: [E{number}]",
        f"    stores: {{ main: {{ postgres: d{number}, outbox: true }} }}",
        "    api:",
        "      v1:",
        f"        POST /e{number}: create(E{number}) -> 201 E{number}; emits E{number}Created",
        f"        GET /e{number}/{{id}}: get -> E{number}",
        f"        GET /e{number}?page: list -> E{number}[]",
        f"    calls: {{ s{other}: {{ get: {{ timeout: 200ms }} }} }}",
        f"    load: {{ peak: {number + 1} rps, p95: 250ms }}",
    ]


def events(text: str) -> None:
    """The least that reading with places takes: the parser's events, thrown away."""
    for _ in yaml.parse(text, yaml.CLoader):
        pass


def seconds(step: Callable[[], object], rounds: int = 5) -> float:
    """The least CPU time of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        step()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    text = model()
    start = time.process_time()
    loaded = load_texts([("large", text)])
    first = time.process_time() - start
    assert not loaded.problems
    assert len(loaded.system.services) == SERVICES
    root = read(text, "large").root
    total = seconds(lambda: load_texts([("large", text)]))
    print(f"{text.count(chr(10)):,} lines, {SERVICES} services")
    print(f"PyYAML's events alone, in C          {seconds(lambda: events(text)):6.3f} s")
    print(f"PyYAML's C loader alone, no places   {seconds(lambda: yaml.load(text, yaml.CSafeLoader)):6.3f} s")
    print(f"nodes with places                    {seconds(lambda: read(text, 'large')):6.3f} s")
    print(f"nodes to values                      {seconds(lambda: Binding().read(MODEL, root)):6.3f} s")
    print(f"all: load and resolve                {total:6.3f} s   {'ok' if total <= AIM else 'too slow'}, aim {AIM} s")
    print(f"the same, the first time             {first:6.3f} s")
    print(f"schema                               {seconds(lambda: schema(loaded), 2):6.3f} s")
    print(f"format                               {seconds(lambda: format_text(text), 2):6.3f} s")


if __name__ == "__main__":
    main()
