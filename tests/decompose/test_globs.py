"""Patterns cover exactly a service's files, and are few."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from skerry.decompose.globs import globs
from skerry.decompose.partition import Partition
from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Unit
from skerry.facts.references import References
from skerry.kernel.globs import escaped, matches

NAMES = st.text("ab*?[]\\. é", min_size=1, max_size=3).filter(lambda name: name not in {".", ".."})
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


def partition(service_of: dict[str, str], unplaced: dict[str, str]) -> Partition:
    roles = {**dict.fromkeys(service_of, "source"), **unplaced}
    units = tuple(Unit("file", path, path, 1, 2, -1, "python", role) for path, role in sorted(roles.items()))
    return Partition(FactGraph("", units, References(), ()), service_of)


@given(st.dictionaries(PATHS, st.sampled_from(["x", "y", "z"]), max_size=12), st.sets(PATHS, max_size=5))
def test_matching_the_globs_gives_the_files_back(service_of: dict[str, str], others: set[str]) -> None:
    others -= service_of.keys()
    found = globs(partition(service_of, dict.fromkeys(others, "source")))
    for service, patterns in found.items():
        got = {path for path in {*service_of, *others} if any(matches(pattern, path) for pattern in patterns)}
        assert got == {path for path, its in service_of.items() if its == service}


@given(PATHS, PATHS)
def test_an_escaped_path_matches_itself_alone(path: str, other: str) -> None:
    assert matches(escaped(path), path)
    assert matches(escaped(path), other) == (path == other)


def test_whole_folders_come_first_and_files_only_where_need_be() -> None:
    cut = partition({"a/b/1.py": "x", "a/b/2.py": "x", "a/c.py": "x", "a/d.py": "y"}, {})
    assert globs(cut) == {"x": ("a/b/**", "a/c.py"), "y": ("a/d.py",)}


def test_migrations_go_with_their_folder_but_shared_source_does_not() -> None:
    assert globs(partition({"a/1.py": "x", "b/2.py": "y"}, {"a/m/0001.py": "migration"}))["x"] == ("a/**",)
    assert globs(partition({"a/1.py": "x", "b/2.py": "y"}, {"a/m/util.py": "source"}))["x"] == ("a/1.py",)


def test_patterns_stay_within_folders_unless_they_say_otherwise() -> None:
    assert matches("a/*.py", "a/x.py") and not matches("a/*.py", "a/b/x.py")
    assert matches("a/**", "a/b/x.py") and not matches("a/**", "ab/x.py")
    assert matches("**/x.py", "x.py") and matches("**/x.py", "a/b/x.py") and not matches("?.py", "xy.py")
