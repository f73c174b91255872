"""The images that have no folder of a service: the plain gateway, and what composes the graph of several services."""

from __future__ import annotations

from skerry.generate.gateway.supergraph import DOCUMENT, TABLE

_IMAGE = """FROM python:3.13-slim
RUN pip install --no-cache-dir "skerry=={version}" && useradd --system --uid 10001 service
COPY {files} /etc/skerry/
USER 10001
ENV SKERRY_HOST=0.0.0.0 SKERRY_PORT=8080 PYTHONUNBUFFERED=1
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=2s --start-period=20s \\
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/health', timeout=1)"]
ENTRYPOINT ["python", "-m", "{module}", "/etc/skerry/{table}"]
"""
_VERSION = "0.1.*"


def gateway() -> str:
    """Its context is the folder of the gateway's table."""
    return _IMAGE.format(version=_VERSION, files="gateway.json", module="skerry_runtime.gateway", table="gateway.json")


def supergraph() -> str:
    """Its context is the same folder."""
    module = "skerry_runtime.faces.graphql.composed"
    return _IMAGE.format(version=_VERSION, files=f"{TABLE} {DOCUMENT}", module=module, table=TABLE)
