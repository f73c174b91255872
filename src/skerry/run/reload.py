"""Which services of ours have changed their code, as it happens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Set
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

from skerry.run.fleet import Located

_SETTLED = 200  # milliseconds: an editor writes a file in several steps


async def changes(located: Located) -> AsyncIterator[Set[str]]:
    """The names of the services whose `src/` has changed. What Python caches is no change."""
    folders = {(located.root / each.folder).resolve(): each.name for each in located.fleet.services if each.package}
    watched = [folder / "src" for folder in folders if (folder / "src").is_dir()]
    if not watched:
        return
    async for found in awatch(*watched, watch_filter=DefaultFilter(), debounce=_SETTLED, step=50):
        yield _services(found, folders)


def _services(found: Iterable[tuple[Change, str]], folders: dict[Path, str]) -> Set[str]:
    paths = [Path(path) for _, path in found]
    return {name for folder, name in folders.items() for path in paths if path.is_relative_to(folder)}
