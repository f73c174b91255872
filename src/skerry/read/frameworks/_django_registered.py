"""Views that a project's own decorator hangs on a model, `@register_model_view(Site, "edit")`, as NetBox has it.

What serves them is an include of a call with the model's label and name. Both meet at the model: routes are declared in it as a group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.kinds import Endpoint
from skerry.read.declarations import Declarations
from skerry.read.derived import Derived
from skerry.read.frameworks._python_views import methods
from skerry.read.frameworks._values import split
from skerry.read.frameworks._view import View, first_string, keyword, strings
from skerry.read.outline import Mark

_FLAG = re.compile(r"\b\w+\s*=\s*False\b")
_SERVED = re.compile(r"[A-Za-z_][\w.]*\(\s*[\"']\w+[\"']\s*,\s*[\"']\w+[\"'].*\)", re.DOTALL)


def registered(view: View) -> Iterator[Endpoint]:
    """The views of a file that a decorator of this tree registers under a model."""
    for i, scope in view.classes():
        for mark in scope.marks:
            given = split(mark.args)
            if given and not given[0].startswith(('"', "'")) and _is_own(view, mark):
                model = view.resolve(given[0], -1).unit
                if model in _labels(view.declarations).values() and _is_view(view, i):
                    yield from _endpoints(view, i, mark, model)


def hung_on_model(view: View, written: str) -> tuple[int, str] | None:
    """The model and the group that `get_model_urls("dcim", "site", detail=False)` includes, None if it is no such call."""
    if not _SERVED.fullmatch(written):
        return None
    label, name = strings(written)[:2]
    unit = _labels(view.declarations).get((label, name.lower()), -1)
    return (unit, _group(written)) if unit >= 0 else None


def _endpoints(view: View, scope: int, mark: Mark, model: int) -> Iterator[Endpoint]:
    given = split(mark.args)
    name = (
        first_string(given[1]) if len(given) > 1 and given[1][:1] in "\"'" else first_string(keyword(mark.args, "name"))
    )
    said = keyword(mark.args, "path")
    path = first_string(said) if said else name
    for verb, handler in methods(view, view.unit(scope)).items():
        yield Endpoint(
            unit=handler, line=mark.line, reader="django", strength=0.8, method=verb, name=name, at=model,
            path=f"/{path}/" if path else "/", group=_group(mark.args),
        )  # fmt: skip


def _group(args: str) -> str:
    """Registered and served parts belong together where they set the same switches."""
    return ",".join(re.sub(r"\s", "", flag) for flag in sorted(_FLAG.findall(args))) or "*"


def _is_own(view: View, mark: Mark) -> bool:
    unit = view.resolve(mark.name, -1).unit
    return unit >= 0 and view.declarations.units[unit].kind == "function"


def _is_view(view: View, scope: int) -> bool:
    return any(base.endswith("View") for base in (view.scopes[scope].name, *view.base_names(scope)))


@Derived
def _labels(declarations: Declarations) -> dict[tuple[str, str], int]:
    """Application label and lower-case name of each model, by the folders of `models`."""
    found: dict[tuple[str, str], int] = {}
    for unit, u in enumerate(declarations.units):
        if u.kind == "class" and u.language == "python" and "/models" in u.path and u.parent >= 0:
            label = u.path.partition("/models")[0].rpartition("/")[2]
            found.setdefault((label, u.name.lower()), unit)
    return found
