"""What can be seen of an object whose document does not parse: kind, name, labels, images, variables and addresses, line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from skerry.read.manifests.kubernetes.values import Placed

_KIND = re.compile(r"^kind:\s*[\"']?(\w+)", re.M)
_VERSION = re.compile(r"^apiVersion:\s*[\"']?([\w./-]+)", re.M)
_NAME = re.compile(r"^metadata:[ \t]*\n(?:[ \t].*\n|\n)*?[ \t]+name:[ \t]*[\"']?([\w.-]+)", re.M)
_BLOCK = re.compile(
    r"^([ \t]*)(matchLabels|selector|labels):[ \t]*\n((?:\1[ \t]+[\w./-]+:[ \t]*[\w.-]+[ \t]*\n)+)", re.M
)
_PAIR = re.compile(r"([\w./-]+):[ \t]*[\"']?([\w.-]+)")
_IMAGE = re.compile(r"^[ \t-]*image:\s*[\"']?([\w./:@-]+)", re.M)
_VARIABLE = re.compile(
    r"^[ \t]*-[ \t]*name:[ \t]*[\"']?([\w.]+)[\"']?[ \t]*\n[ \t]*value:[ \t]*[\"']?([^\s\"']+)", re.M
)
_PORT = re.compile(r"\b(containerPort|port):[ \t]*(\d{1,5})\b")


def seen(text: str, lines: Sequence[int] = (), offset: int = 0) -> Placed:
    """An object as if its document had held only that."""
    text += "\n"

    def placed(at: int, **values: object) -> Placed:
        line = text.count("\n", 0, at) + 1 + offset
        found = Placed(lines[min(line, len(lines)) - 1] if lines else line)
        found.update(values)
        return found

    def first(pattern: re.Pattern[str]) -> str:
        found = pattern.search(text)
        return found[1] if found else ""

    kind = _KIND.search(text)
    blocks = {found[2]: dict(_PAIR.findall(found[3])) for found in _BLOCK.finditer(text)}
    ports = _PORT.findall(text)
    body = placed(
        kind.start() if kind else 0,
        apiVersion=first(_VERSION),
        kind=first(_KIND),
        metadata={"name": first(_NAME)},
    )
    if body["kind"] == "Service":
        body["spec"] = {"selector": blocks.get("selector", {}), "ports": [{"port": int(p)} for _, p in ports]}
        return body
    image = _IMAGE.search(text)
    if image:
        variables = [placed(v.start(), name=v[1], value=v[2]) for v in _VARIABLE.finditer(text)]
        main = placed(
            image.start(),
            name=body["metadata"]["name"],
            image=image[1],
            env=variables,
            ports=[{"containerPort": int(p)} for key, p in ports if key == "containerPort"],
        )
        body["spec"] = {"template": {"metadata": {"labels": blocks.get("labels", {})}, "spec": {"containers": [main]}}}
    return body
