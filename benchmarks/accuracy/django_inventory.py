"""What Django itself says a project has, as JSON on standard output: run it inside the project's own environment.

    DJANGO_SETTINGS_MODULE=settings python django_inventory.py PACKAGE_PREFIX… > inventory.json

Only models, views and signals whose module begins with one of the prefixes are listed. No database is needed.
"""

from __future__ import annotations

import gc
import inspect
import json
import re
import sys

import django
from django.apps import apps
from django.dispatch import Signal
from django.urls import URLPattern, get_resolver


def models(prefixes: tuple[str, ...]) -> list[dict[str, object]]:
    """Every installed model with its table, columns and relations."""
    found = []
    for model in apps.get_models():
        meta = model._meta
        if not model.__module__.startswith(prefixes) or meta.proxy:
            continue
        relations = {
            f.name: f.related_model._meta.label
            for f in (*meta.local_fields, *meta.local_many_to_many)
            if f.is_relation and isinstance(f.related_model, type)
        }
        columns = sorted(f.name for f in (*meta.local_fields, *meta.local_many_to_many))
        found.append({"name": meta.label, "table": meta.db_table, "columns": columns, "relations": relations})
    return sorted(found, key=lambda row: str(row["table"]))


def endpoints(prefixes: tuple[str, ...]) -> list[dict[str, object]]:
    """Every route with its view, holes written `{name}`; the twins that end in a format (`.json`) are left out."""
    found = {}
    for path, pattern in _patterns(get_resolver().url_patterns, ""):
        view = pattern.callback
        cls = getattr(view, "view_class", None) or getattr(view, "cls", None)
        target = cls or inspect.unwrap(view)
        module = getattr(target, "__module__", "") or ""
        if module.startswith(prefixes) and "format}" not in path:
            name = getattr(target, "__qualname__", type(target).__name__)
            found[path, name] = {"path": path, "view": name.rpartition(".")[2]}
    return [found[key] for key in sorted(found)]


def _patterns(patterns, prefix):
    for pattern in patterns:
        path = prefix + _plain(str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield "/" + path.lstrip("/"), pattern
        else:
            yield from _patterns(pattern.url_patterns, path)


def _plain(text: str) -> str:
    """A route or a regular expression with its holes as `{name}`."""
    out, at = "", 0
    for hole in _holes(text):
        out += text[at : hole[0]] + "{" + hole[2] + "}"
        at = hole[1]
    text = out + text[at:]
    return (
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", text)
        .replace("^", "")
        .replace("$", "")
        .replace("\\Z", "")
        .replace("\\", "")
    )


def _holes(text):
    for start in re.finditer(r"\((?:\?P<(\w+)>|(?!\?))", text):
        depth, at = 0, start.start()
        while at < len(text):
            depth += (text[at] == "(") - (text[at] == ")")
            at += 1
            if depth == 0:
                break
        if text[: start.start()].count("(") == text[: start.start()].count(")"):
            yield start.start(), at, start.group(1) or "arg"


def signals(prefixes: tuple[str, ...]) -> list[dict[str, object]]:
    """Every Signal that a module of the project declares, with the functions that are connected."""
    found = []
    known = {id(s): s for s in gc.get_objects() if issubclass(type(s), Signal)}
    for module in list(sys.modules.values()):
        if (getattr(module, "__name__", "") or "").startswith(prefixes):
            for name, value in vars(module).items():
                if id(value) in known and name in _own_names(module):
                    found.append({"name": name, "module": module.__name__})
    return sorted(found, key=lambda row: (row["module"], row["name"]))


def _own_names(module) -> set[str]:
    try:
        return set(re.findall(r"^(\w+)\s*=\s*(?:[\w.]+\.)?Signal\(", inspect.getsource(module), re.MULTILINE))
    except (OSError, TypeError):
        return set()


def main() -> None:
    django.setup()
    prefixes = tuple(sys.argv[1:])
    json.dump(
        {"models": models(prefixes), "endpoints": endpoints(prefixes), "signals": signals(prefixes)},
        sys.stdout,
        indent=1,
    )


if __name__ == "__main__":
    main()
