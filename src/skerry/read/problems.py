"""What can be wrong with a source tree. Every problem leaves the rest of the tree read."""

from __future__ import annotations

from skerry.kernel.problem import Code, Severity

NO_SUCH_PATH = Code(
    "R001",
    "There is nothing to read at this path",
    "The path that was given does not exist or is not a folder. Skerry reads a folder: a checkout, an unpacked source archive, or a "
    "bare git repository for its history alone.",
)
EMPTY = Code(
    "R002",
    "No source files were found",
    "The folder holds no file in a language that Skerry reads (see `skerry doctor`), or all of them are generated, vendored, or tests. "
    "Give the folder that holds the code, or `--include tests` if the tests are what you mean.",
    Severity.WARNING,
)
NO_PERMISSION = Code(
    "R003",
    "A file or folder may not be read",
    "The operating system refused. The rest has been read, so what follows may be incomplete: run as a user who may read it, or leave "
    "it out on purpose.",
    Severity.WARNING,
)
TOO_LARGE = Code(
    "R004",
    "A file is too large to be source",
    "Files of more than 2 MB (20 MB for SQL) are data or generated code, and parsing one takes longer than the rest of the tree. It was "
    "left out.",
    Severity.NOTE,
)
SYNTAX = Code(
    "R005",
    "A file could not be parsed in full",
    "The grammar found text that is not of this language at the given line: a syntax error, a merge conflict, a template, or syntax "
    "newer than the grammar. What stands around it was read.",
    Severity.WARNING,
)
NOT_TEXT = Code(
    "R006",
    "A file is not text",
    "It has NUL bytes and is no UTF-16 text, so it is a binary file with the name of a source file. It was left out.",
    Severity.NOTE,
)
ENCODING = Code(
    "R007",
    "A file is not UTF-8",
    "Its bytes were read as Latin-1 (or UTF-16 if it says so), so names outside of ASCII may look wrong. Convert the file to UTF-8.",
    Severity.NOTE,
)
TOO_DEEP = Code(
    "R008",
    "A file is nested too deeply",
    "The text nests thousands of levels deep, which no person wrote. It was left out, since reading it could exhaust the memory.",
    Severity.WARNING,
)
LOOP = Code(
    "R009",
    "A symbolic link was not followed",
    "Links that lead to a folder are not followed: they can loop, or lead out of the tree.",
    Severity.NOTE,
)
NO_HISTORY = Code(
    "R010",
    "There is no git history",
    "The folder is not inside a git work tree, or git is not installed, or it refused. Everything that does not need history was done "
    "all the same; co-change and team fit are missing.",
    Severity.NOTE,
)
TOO_MANY = Code(
    "R011",
    "The tree has more files than are read",
    "Reading stops after 200,000 files, so that a wrong path (a home folder, a disk) does not take hours. Give a smaller folder.",
    Severity.WARNING,
)
HISTORY_CUT = Code(
    "R012",
    "The git history was not read to its end",
    "Git stopped before the oldest commit: the clone is damaged or partial, or reading it took longer than a minute. What was read of "
    "it, the newest part, is used.",
    Severity.NOTE,
)
NAME = Code(
    "R013",
    "The name of a file or folder is not UTF-8",
    "No text can hold such a name, so it was left out. Rename it.",
    Severity.WARNING,
)
MINIFIED = Code(
    "R015",
    "A file has a line that nobody wrote",
    "Lines of more than 50,000 bytes are minified code or data. The file was left out.",
    Severity.NOTE,
)
STATEMENT = Code(
    "R014",
    "An SQL statement could not be parsed",
    "It is of a dialect, or of a version of one, that is not understood, or it is a template. What it would have declared is missing; "
    "the file's other statements were read.",
    Severity.NOTE,
)
NO_WORKSPACE = Code(
    "R016",
    "A workspace file lists nothing that can be read",
    "A workspace file is YAML with `repositories:`, a list of folders (relative to the file) or of `name: folder`, or a plain text with "
    "one folder a line. Nothing is fetched: what is listed has to be on this machine.",
)
NO_DEPLOYMENT = Code(
    "R017",
    "There is no such deployment",
    "`--deployment` names one of the ways in which the manifests set the system up: by its name as `skerry read` lists it, by the end of "
    "its name, or by one of its files or their folder. Without the option all of them are one picture.",
)
REMOTE = Code(
    "R018",
    "A part of a manifest stands elsewhere",
    "It is named by an address of another repository or server. Nothing is fetched, so what it would add is missing. Give its checkout "
    "as another PATH if it is one of yours.",
    Severity.NOTE,
)

CODES = (
    NO_SUCH_PATH,
    EMPTY,
    NO_PERMISSION,
    TOO_LARGE,
    SYNTAX,
    NOT_TEXT,
    ENCODING,
    TOO_DEEP,
    LOOP,
    NO_HISTORY,
    TOO_MANY,
    HISTORY_CUT,
    NAME,
    STATEMENT,
    MINIFIED,
    NO_WORKSPACE,
    NO_DEPLOYMENT,
    REMOTE,
)
