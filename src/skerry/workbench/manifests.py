"""The manifests below folders, or in a file, and the schemas that they are held to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

from skerry.formats import problems as codes
from skerry.formats.bundle import Bundle, TooLargeError, of_file, of_folder
from skerry.formats.kubernetes import kustomize
from skerry.formats.kubernetes.documents import Read, documents
from skerry.formats.kubernetes.manifests import Manifests
from skerry.formats.kubernetes.resource import Resource
from skerry.formats.kubernetes.schemas import Schemas
from skerry.formats.kubernetes.schemas.builtin import builtin, versions
from skerry.formats.kubernetes.schemas.cel import can_evaluate
from skerry.formats.kubernetes.schemas.crds import of_crds, of_json
from skerry.formats.kubernetes.schemas.known import Custom
from skerry.formats.text import Text, read
from skerry.kernel.problem import Problem
from skerry.kernel.span import Span

_SUFFIXES = (".yaml", ".yml", ".json")
_ASIDE = frozenset(["test", "tests", "testdata", "__tests__", "fixtures"])  # their manifests are meant to be wrong
_VERSION = re.compile(r"1\.\d+")
_TEMPLATE = b"{{"


def manifests_of(paths: Sequence[Path], schemas: Sequence[str] = ()) -> Manifests | None:
    """The objects that stand in these folders and files; None where nothing looks like one.

    `schemas` are paths, or a version of Kubernetes.
    """
    rows = [_read(path) for path in paths]
    resources = tuple(each for row in rows for each in row.resources)
    problems = tuple(each for row in rows for each in row.problems)
    if not resources and not problems:
        return None
    repeated = tuple(each for row in rows for each in row.repeated)
    return Manifests(resources, repeated, problems, schemas_of(schemas, resources))


def schemas_of(given: Iterable[str], resources: Iterable[Resource] = ()) -> Schemas:
    """The schemas that somebody names, those of CRDs among the objects themselves, and of one version of Kubernetes: the newest."""
    custom: dict[tuple[str, str], Custom] = {}
    problems: list[Problem] = []
    version = ""
    for each in given:
        if _VERSION.fullmatch(each):
            version = each
        else:
            custom.update(_schemas(Path(each), problems))
    custom.update(of_crds(resources))
    found = builtin(version)
    if version and found is None:
        known = ", ".join(versions()) or "none: `pip install 'skerry[kubernetes]'`"
        what = f"there are no schemas of Kubernetes {version}"
        problems.append(Problem(codes.UNREADABLE, what, Span("--schemas"), instead=f"there are {known}"))
    return Schemas(found, custom, tuple(problems))


def missing_extra() -> str:
    """What is not judged because the extra is not installed, in a line; '' where all is there."""
    if versions() and can_evaluate():
        return ""
    return "built-in kinds are not held to their schemas, nor CEL rules asked: `pip install 'skerry[kubernetes]'`"


def is_manifest(path: Path) -> bool:
    """Whether a file looks like one that holds objects of Kubernetes."""
    try:
        with path.open("rb") as stream:
            return path.suffix.lower() in _SUFFIXES and _is_manifest(stream.read(1_000_000))
    except OSError:
        return False


def _is_manifest(data: bytes) -> bool:
    return b"apiVersion" in data and b"kind" in data


def _read(path: Path) -> Read:
    """What stands in a file, or below a folder as kustomizations build it."""
    bundle = of_file(path) if path.is_file() else of_folder(path)
    kustomizations: dict[str, Text] = {}
    objects: dict[str, tuple[Resource, ...]] = {}
    repeated: list[Problem] = []
    problems: list[Problem] = []
    for name in _names(bundle):
        data = _bytes(bundle, name)
        if data is None:
            continue
        if PurePosixPath(name).name in kustomize.FILES:
            text, wrong = read(bundle.place(name), data)
            problems += [each for each in wrong if each.code is not codes.REPEATED]
            if text is not None and isinstance(text.value, dict):
                kustomizations[str(PurePosixPath(name).parent)] = text
        elif _is_manifest(data):
            found = documents(bundle.place(name), data)
            objects[name] = found.resources
            repeated += found.repeated
            problems += (
                () if _TEMPLATE in data else found.problems
            )  # a template is no manifest before something has filled it in
    return Read(kustomize.Tree(kustomizations, objects).built(), tuple(repeated), tuple(problems))


def _names(bundle: Bundle) -> Iterator[str]:
    """The files that may be manifests: not those of tests, and not those of Helm charts, which are templates."""
    charts = {
        str(PurePosixPath(name).parent)
        for name in bundle.names
        if PurePosixPath(name).name in {"Chart.yaml", "Chart.yml"}
    }
    for name in bundle.names:
        file = PurePosixPath(name)
        aside = bool(_ASIDE & set(file.parts[:-1])) or any(str(each) in charts for each in file.parents)
        if name.lower().endswith(_SUFFIXES) and (bundle.alone or not aside):
            yield name


def _bytes(bundle: Bundle, name: str) -> bytes | None:
    try:
        return bundle.fetch(name)
    except TooLargeError:
        return None


def _schemas(path: Path, problems: list[Problem]) -> Iterator[tuple[tuple[str, str], Custom]]:
    if not path.exists():
        problems.append(
            Problem(codes.UNREADABLE, "it is not there", Span(str(path)), instead="name a file or folder of schemas")
        )
        return
    bundle = of_file(path) if path.is_file() else of_folder(path)
    count = 0
    for name in bundle.names:
        data = _bytes(bundle, name)
        if data is None or not name.lower().endswith(_SUFFIXES):
            continue
        if b"CustomResourceDefinition" in data:
            found = documents(bundle.place(name), data)
            problems.extend(found.problems)
            rows = list(of_crds(found.resources))
        else:
            text, _ = read(bundle.place(name), data)
            named = of_json(str((path / name if path.is_dir() else path).resolve()), text.value) if text else None
            rows = [named] if named else []
        count += len(rows)
        yield from rows
    if not count:
        what = "no schemas are in it"
        instead = "CRDs as `kubectl get crd -o yaml` prints them, or JSON Schemas called GROUP/kind_version.json"
        problems.append(Problem(codes.UNKNOWN, what, Span(str(path)), instead=instead))
