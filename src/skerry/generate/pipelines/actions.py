"""The actions that a pipeline takes from others, each pinned by its commit: a tag can be moved, a commit can't."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skerry.kernel.yaml_text import Noted

Step = dict[str, Any]
_CHECKOUT = ("actions/checkout", "3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1")
_PYTHON = ("actions/setup-python", "5fda3b95a4ea91299a34e894583c3862153e4b97", "v7.0.0")
_COSIGN = ("sigstore/cosign-installer", "6f9f17788090df1f26f669e9d70d6ae9567deba6", "v4.1.2")


def checkout(*, history: bool = False) -> Step:
    """The files, without credentials in them; with all commits where something is held against an earlier one."""
    return _uses(_CHECKOUT, {"persist-credentials": False, **({"fetch-depth": 0} if history else {})})


def python() -> Step:
    """The interpreter."""
    return _uses(_PYTHON, {"python-version": "3.13"})


def cosign() -> Step:
    """What signs images, and looks at signatures."""
    return _uses(_COSIGN)


def run(name: str, command: str, env: Mapping[str, str] | None = None) -> Step:
    """A step of commands. What comes from outside goes through `env`: in the text of a command it could be one itself."""
    return {"name": name, **({"env": dict(env)} if env else {}), "run": command}


def _uses(action: tuple[str, str, str], options: Mapping[str, Any] | None = None) -> Step:
    name, commit, version = action
    return {"uses": Noted(f"{name}@{commit}", version, beside=True), **({"with": dict(options)} if options else {})}
