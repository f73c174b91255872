"""From a file or a folder to a System and everything that is wrong with it."""

from __future__ import annotations

import errno
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from skerry.kernel.garbage import uncollected
from skerry.kernel.problem import Problem, Severity
from skerry.kernel.span import Span
from skerry.model.bind import Binding
from skerry.model.document import Document, read
from skerry.model.language import MODEL
from skerry.model.merge import merge
from skerry.model.nodes import Scalar
from skerry.model.parsed import Parsed
from skerry.model.problems import document as codes
from skerry.model.problems import names, shape
from skerry.model.resolve import resolve
from skerry.model.system import System

SUFFIX = ".arch.yaml"
LARGEST = 20_000_000  # bytes; a thousand services take about one
_LEFT_OUT = (
    codes.SYNTAX,
    codes.ALIASES,
    codes.TOO_DEEP,
    codes.UNREADABLE,
)  # a missing name may be in what was not read


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model, as far as it could be read: `system` holds all that has no problem. `terms` are the small terms with their values."""

    system: System
    problems: tuple[Problem, ...]
    documents: tuple[Document, ...]
    terms: tuple[tuple[Scalar, object], ...] = ()

    @property
    def sound(self) -> bool:
        """True where nothing had to be left out."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)


def load(path: Path) -> Loaded:
    """The model at `path`: a file, or a folder of `*.arch.yaml`. Spans carry `path` as it was given."""
    texts: list[tuple[str, str]] = []
    problems: list[Problem] = []
    for file in files(path):
        try:
            texts.append((str(file), _text(file)))
        except (OSError, UnicodeDecodeError) as error:
            problems.append(_unreadable(file, error))
    if not texts and not problems:
        what = f"no file *{SUFFIX} in this folder" if path.is_dir() else "there is no such file or folder"
        problems.append(Problem(codes.NO_MODEL, what, Span(str(path)), instead="`skerry init` makes a first model"))
    if not texts:
        return Loaded(System(), tuple(problems), ())
    return load_texts(texts, problems)


def load_texts(texts: Iterable[tuple[str, str]], problems: Iterable[Problem] = ()) -> Loaded:
    """The model that these `(path, text)` are together."""
    with uncollected():
        documents = tuple(read(text, path) for path, text in texts)
        root, twice = merge(documents)
        binding = Binding()
        parsed: Parsed = binding.read(MODEL, root) or Parsed()
        system, wrong = resolve(parsed, binding, {document.path: document.text for document in documents})
    unread = [*problems, *(problem for document in documents for problem in document.problems)]
    if any(problem.code in _LEFT_OUT for problem in unread):
        wrong = [problem for problem in wrong if problem.code not in (names.UNKNOWN, names.UNKNOWN_TYPE)]
        bound = [problem for problem in binding.problems if problem.code is not shape.MISSING or problem.span.line > 1]
    else:
        bound = binding.problems
    found = [*unread, *twice, *bound, *wrong]
    found.sort(key=lambda problem: (problem.span.path, problem.span.line, problem.span.column, problem.code.id))
    return Loaded(system, tuple(found), documents, tuple(binding.terms))


def files(path: Path) -> list[Path]:
    """The files of the model at `path`, in the order of their names."""
    if not path.is_dir():
        return [path] if path.exists() else []
    return sorted(path.glob(f"*{SUFFIX}"))


def _text(file: Path) -> str:
    found = file.stat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "it is no regular file")  # a pipe would never end
    if found.st_size > LARGEST:
        raise OSError(errno.EFBIG, f"it has {found.st_size:,} bytes, more than {LARGEST:,}")
    return file.read_text(encoding="utf-8-sig")


def _unreadable(file: Path, error: Exception) -> Problem:
    if isinstance(error, UnicodeDecodeError):
        return Problem(
            codes.UNREADABLE,
            f"not UTF-8 text: byte {error.start} is {error.object[error.start]:#x}",
            Span(str(file)),
            instead="save it as UTF-8",
        )
    return Problem(codes.UNREADABLE, f"can't be read: {getattr(error, 'strerror', '') or error}", Span(str(file)))
