"""Reading against the least that it takes: tree-sitter's parse and the captures of the same query, on the same files.

CPU time in one process, raw and ours in turn file by file, so that a machine that slows down slows both; what a process makes once (a
language's parser and query) is made before for both, and told by itself. `outline` is what stands in
place of the raw step (a file's text to what it declares and does); `whole` adds walking, resolving, frameworks and the graph.
"""

from __future__ import annotations

import gc
import random
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

import tree_sitter

from benchmarks.measure import PYTHON, run, table
from skerry.read.entries import entry
from skerry.read.languages import BY_EXTENSION, BY_NAME, Language
from skerry.read.sources import SourceFile, walk

AIM = 2.0
MOST_BYTES = 8_000_000  # of one language in one tree


def main(trees: list[Path]) -> None:
    """A table for each tree: a row a language, and one for the whole reading."""
    for root in trees:
        rows = [_row(root, language, files) for language, files in _files(root).items()]
        print(f"{root.name}: CPU seconds; outline within {AIM} x of raw is the aim")
        print(table(("", "files", "lines", "raw", "outline", "ratio", "once"), rows))
        print(_whole(root), end="\n\n")


def _files(root: Path) -> dict[str, list[SourceFile]]:
    """The files by language, a sample by chance where there are many."""
    found: dict[str, list[SourceFile]] = defaultdict(list)
    for file in walk(root, lambda _, extension: extension in BY_EXTENSION).files:
        found[BY_EXTENSION[file.extension].name].append(file)
    return {language: _sample(files) for language, files in sorted(found.items())}


def _sample(files: list[SourceFile]) -> list[SourceFile]:
    random.Random(1).shuffle(files)
    kept, size = [], 0
    for file in files:
        kept.append(file)
        size += file.size
        if size > MOST_BYTES:
            break
    return kept


def _row(root: Path, language: str, files: list[SourceFile]) -> tuple[str, ...]:
    raw, ours, lines = 0.0, 0.0, 0
    start = time.process_time()
    parse = raw_step(BY_EXTENSION[files[0].extension])
    once = time.process_time() - start
    entry((str(root), files[0]))
    gc.disable()  # as a reading does
    for file in files:
        source = (root / file.path).read_bytes()
        lines += source.count(b"\n") + 1
        raw += _cpu(partial(parse, source))
        ours += _cpu(partial(entry, (str(root), file)))
    gc.enable()
    return language, f"{len(files):,}", f"{lines:,}", f"{raw:.2f}", f"{ours:.2f}", f"{ours / raw:.2f}", f"{once:.3f}"


def raw_step(language: Language) -> Callable[[bytes], object]:
    """Parse and run the language's query, in the dialect that the text shows; nothing is made of what was captured."""
    tools = [
        (tree_sitter.Parser(grammar), tree_sitter.Query(grammar, language.query))
        for grammar in map(tree_sitter.Language, [g() for g in _grammars(language)])
    ]

    def step(source: bytes) -> object:
        other = language.dialect is not None and language.dialect[0].search(source)
        parser, query = tools[-1 if other else 0]
        return tree_sitter.QueryCursor(query).captures(parser.parse(source).root_node)

    return step


def _grammars(language: Language) -> list[Callable[[], object]]:
    return [language.grammar, language.dialect[1]] if language.dialect else [language.grammar]


def _cpu(step: Callable[[], object]) -> float:
    start = time.process_time()
    step()
    return time.process_time() - start


def _whole(root: Path) -> str:
    """The whole reading in a process of its own, against raw on all its files."""
    raw, lines = 0.0, 0
    steps = {name: raw_step(language) for name, language in BY_NAME.items()}
    for file in walk(root, lambda _, extension: extension in BY_EXTENSION).files:
        source, step = (root / file.path).read_bytes(), steps[BY_EXTENSION[file.extension].name]
        lines += source.count(b"\n") + 1
        raw += _cpu(partial(step, source))
    whole = run((PYTHON, "-m", "benchmarks.one_read", str(root)))
    ours = f"read {whole.cpu:.2f} s of CPU ({whole.cpu / raw:.2f} x), {whole.wall:.2f} s of wall"
    return f"whole: {lines:,} lines of code, raw {raw:.2f} s, {ours}"
