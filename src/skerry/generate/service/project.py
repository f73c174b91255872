"""What stands around the package: how it is built, packed, checked and read about."""

from __future__ import annotations

from skerry.contracts.write.events import events, heard, published
from skerry.generate.service.naming import snake
from skerry.generate.service.shape import Shapes
from skerry.model.system import Service, System


def dunder_main(package: str) -> str:
    """`python -m PACKAGE`."""
    return f'"""`python -m {package}`."""\n\nfrom {package}.entrypoints.main import run\n\nrun()\n'


def pyproject(service: Service, package: str, about: str) -> str:
    """How it is built and checked."""
    said = about.replace("\\", "\\\\").replace('"', '\\"')
    return f'''[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "{service.name}"
version = "0.1.0"
description = "{said}"
requires-python = ">=3.11"
dependencies = ["skerry>=0.1"]

[project.scripts]
{service.name} = "{package}.entrypoints.main:run"

[tool.hatch.build.targets.wheel]
packages = ["src/{package}"]

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["src"]

[tool.mypy]
strict = true
files = ["src"]
mypy_path = "src"

[tool.ruff]
line-length = 120
src = ["src"]

[tool.ruff.lint]
select = ["E", "F", "I", "UP", "B", "SIM", "RUF"]
ignore = ["E501"]
'''


def dockerfile(package: str) -> str:
    """An image that runs as nobody in particular, and says whether it is well."""
    return f'''FROM python:3.13-slim AS build
WORKDIR /build
COPY . .
RUN pip wheel --no-cache-dir --wheel-dir /wheels .

FROM python:3.13-slim
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir /wheels/*.whl && rm -r /wheels && useradd --system --uid 10001 service
USER 10001
ENV SKERRY_HOST=0.0.0.0 SKERRY_PORT=8080 PYTHONUNBUFFERED=1
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=2s --start-period=20s \\
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/health', timeout=1)"]
CMD ["python", "-m", "{package}"]
'''


def readme(system: System, shapes: Shapes, package: str) -> str:
    """What a new colleague reads first."""
    service = shapes.service
    context = system.contexts.get(service.context)
    parts = [
        f"# {service.name}",
        f"A service of {system.name}" + (f", in the context {context.name}." if context else "."),
    ]
    if context and context.does:
        parts.append(f"It does {', '.join(context.does)}.")
    if service.owns:
        parts.append(f"It owns {', '.join(name.name for name in service.owns)}; nobody else writes them.")
    parts.append(_table(shapes))
    known = events(system)
    said = [f"- publishes `{known[name].address}`" for name in published(service) if name in known]
    said += [f"- hears `{known[name].address}`" for name in heard(system, service) if name in known]
    if said:
        parts.append("\n".join(["## Events", "", *said]))
    parts.append(_where(package))
    return "\n\n".join(part for part in parts if part) + "\n"


def _table(shapes: Shapes) -> str:
    rows = [
        f"| `{snake(each.operation.name.operation)}` | {f'`{each.operation.route}`' if each.operation.route else 'from within'} "
        f"| {each.kind} |"
        for each in shapes.all
    ]
    return (
        "\n".join(["## Operations", "", "| method | where | what it does by default |", "|---|---|---|", *rows])
        if rows
        else ""
    )


def _where(package: str) -> str:
    return f"""## Where things are

- `src/{package}/behaviour.py` is yours: override an operation there, and no generator touches it.
- `src/{package}/service_layer/defaults.py` is what happens otherwise; `domain/` has the types, `adapters/` the tables and clients.
- Everything else is written by `skerry generate service`; edits are kept and merged, or you are told where they disagree.

## Try it

```sh
pip install --editable . pytest
pytest
python -m {package}          # on http://127.0.0.1:8080, with a database in a file; `/ready` says what is missing
```

It is configured by environment variables: `SKERRY_PORT`, `DATABASE_URL`, `SKERRY_BUS`, `SKERRY_SAGAS`, `SKERRY_REGISTRY`,
`OTEL_EXPORTER_OTLP_ENDPOINT`."""
