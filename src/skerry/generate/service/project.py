"""What stands around the package: how it is started, built, checked and packed."""

from __future__ import annotations

from skerry.generate.service.grpc import offered
from skerry.model.system import Service

_EXTRAS = {"kafka", "rabbitmq"}  # of skerry, with the client


def dunder_main(package: str) -> str:
    """`python -m PACKAGE`."""
    return f'"""`python -m {package}`."""\n\nfrom {package}.entrypoints.main import run\n\nrun()\n'


def pyproject(service: Service, package: str, about: str, bus: str = "") -> str:
    """How it is built and checked; `bus` is what carries its events."""
    wanted = [bus] if bus in _EXTRAS else []
    wanted += ["grpc"] if offered(service) else []
    extras = f"[{','.join(wanted)}]" if wanted else ""
    said = about.replace("\\", "\\\\").replace('"', '\\"')
    return f'''[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "{service.name}"
version = "0.1.0"
description = "{said}"
requires-python = ">=3.11"
dependencies = ["skerry{extras}>=0.1"]

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


def dockerfile(service: Service, package: str) -> str:
    """An image that runs as nobody in particular, and says whether it is well."""
    ports = "8080 50051" if offered(service) else "8080"
    return f'''FROM python:3.13-slim AS build
WORKDIR /build
COPY . .
RUN pip wheel --no-cache-dir --wheel-dir /wheels .

FROM python:3.13-slim
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir /wheels/*.whl && rm -r /wheels && useradd --system --uid 10001 service \\
    && install --directory --owner service /var/lib/skerry/audit /var/lib/skerry/data
USER 10001
ENV SKERRY_HOST=0.0.0.0 SKERRY_PORT=8080 PYTHONUNBUFFERED=1
EXPOSE {ports}
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=2s --start-period=20s \\
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/health', timeout=1)"]
ENTRYPOINT ["python", "-m", "{package}"]
'''
