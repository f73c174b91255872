"""Whether everything that Skerry needs on this machine is here, in a version that works."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution, packages_distributions, requires

from skerry import __version__
from skerry.kernel.cache import cache_folder, size_of
from skerry.read.languages import BY_NAME, Language


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found of it, and what to do if it is missing though needed."""

    name: str
    ok: bool
    found: str
    instead: str = ""
    needed: bool = True


def examine() -> Iterator[Check]:
    """Looks at everything in turn; reads only."""
    new_enough = sys.version_info >= (3, 11)
    yield Check(
        "python", new_enough, f"{platform.python_version()} at {sys.executable}", "install Python 3.11 or newer"
    )
    yield Check("skerry", _installed(), __version__, "install it: from its folder, python -m pip install .")
    yield from _dependencies()
    yield from (_language(language) for language in BY_NAME.values())
    yield _program("git", "without it the history of a code base is left out", needed=False)
    yield _program("node", "optional: only an editor's language server needs it", needed=False)
    yield _cache()


def _installed() -> bool:
    try:
        return bool(distribution("skerry").version)
    except PackageNotFoundError:
        return False


def _dependencies() -> Iterator[Check]:
    if not _installed():
        return
    modules: dict[str, list[str]] = {}
    for module, owners in packages_distributions().items():
        for owner in owners:
            modules.setdefault(_canonical(owner), []).append(module)
    for requirement in requires("skerry") or ():
        if "extra ==" in requirement:
            continue
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        yield _dependency(name, requirement, modules.get(_canonical(name), []))


def _dependency(name: str, requirement: str, modules: list[str]) -> Check:
    instead = f"install it: python -m pip install '{requirement}'"
    try:
        version = distribution(name).version
    except PackageNotFoundError:
        return Check(name, False, "missing", instead)
    try:
        for module in modules:
            if not module.startswith("_") and _brought(name, module):
                import_module(module)
    except Exception as error:  # whatever a broken wheel does when it is loaded
        return Check(
            name,
            False,
            f"{version}, but it does not load: {error}",
            instead.replace("install '", "install --force-reinstall '"),
        )
    return Check(name, True, version)


def _brought(name: str, module: str) -> bool:
    """Whether it came with the package: some name folders that are not in it, and what is called so here is another."""
    return any(file.parts[0].partition(".")[0] == module for file in distribution(name).files or ())


def _language(language: Language) -> Check:
    """A grammar may load and still not be the one that the queries were written for; an empty file shows it."""
    try:
        language.outline(b"")
    except Exception as error:  # whatever a grammar of another version does
        instead = "install the versions that requirements.lock names"
        return Check(language.name, False, f"the grammar and the queries do not fit: {error}", instead)
    return Check(language.name, True, f"reads {' '.join(sorted(language.extensions))}")


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _program(name: str, instead: str, *, needed: bool = True) -> Check:
    where = shutil.which(name)
    if where is None:
        return Check(name, False, "not found", instead, needed)
    try:
        said = subprocess.run([where, "--version"], capture_output=True, text=True, timeout=10, check=True).stdout
    except (OSError, subprocess.SubprocessError) as error:
        return Check(name, False, f"does not run: {error}", instead, needed)
    return Check(name, True, f"{said.strip().removeprefix(name + ' version ')} at {where}", needed=needed)


def _cache() -> Check:
    folder = cache_folder()
    found = f"{size_of(folder) / 1e6:.1f} MB at {folder}" if folder.is_dir() else f"empty; will be at {folder}"
    return Check("cache", True, found, needed=False)
