"""What can be wrong with what is asked of a decomposition."""

from __future__ import annotations

from skerry.kernel.problem import Code

NO_CONSTRAINTS = Code(
    "D001",
    "The constraints file cannot be read",
    "The file that `--constraints` names is not there, may not be read, or is no UTF-8 text. Constraints are kept always, so nothing is "
    "proposed without them.",
)
BAD_CONSTRAINT = Code(
    "D002",
    "This is no constraint",
    "A constraints file has up to three keys: `together` (a list of groups, each placed as one), `apart` (a list of groups of which no "
    "two are placed together) and `pinned` (service names, each with its files). Files are paths or globs relative to the folder that "
    "is read.",
)
NO_MATCH = Code(
    "D003",
    "A constraint matches no file",
    "The path or glob is none of the files that were read: it may be misspelt, relative to another folder, or name a file that is left "
    "out (tests, vendored code). A constraint that binds nothing would be thought to hold, so it is refused.",
)

CONTRADICTION = Code(
    "D004",
    "Constraints contradict one another",
    "Constraints are always kept, so nothing is proposed from ones that can't all be: files that are to be apart and together, one file in "
    "two services, or fewer services than are fixed. What is fixed is what the constraints file pins, and what the `code:` of the model "
    "that stands in the folder of `--out` covers.",
)

CODES = (NO_CONSTRAINTS, BAD_CONSTRAINT, NO_MATCH, CONTRADICTION)
