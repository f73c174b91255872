"""Comments in code made blank: what is commented out is not done. Strings stay (`"http://cart"`), and so does the place of all else.

Told by text alone, for the languages whose comments are `//` and `/* */`, or `#`. What is not sure is left as it is: behind a quote that
nothing closes, a block that nothing ends, and `//` behind a colon or a backslash, as in an address and in a pattern.
"""

from __future__ import annotations

import re

_SLASHES = frozenset(
    [".java", ".kt", ".kts", ".scala", ".groovy", ".cs", ".fs", ".go", ".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".tsx", ".vue",
     ".svelte", ".rs", ".dart", ".swift", ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp"]
)  # fmt: skip
_HASHES = frozenset([".py", ".rb", ".ex", ".exs", ".pl", ".pm", ".cr"])
# Each alternative takes what it begins with to its end, or to that of the line or text: no place is looked at twice.
_STRINGS = r'"(?:\\.|[^"\\\n])*(?:"|$)|\'(?:\\.|[^\'\\\n])*(?:\'|$)'
_OF_SLASHES = re.compile(
    rf'"""[\s\S]*?(?:"""|\Z)|{_STRINGS}|`(?:\\[\s\S]|[^`\\])*(?:`|\Z)|(?P<line>(?<![:\\])//[^\n]*)'
    r"|(?<![\w.*\\/\[])(?P<block>/\*[\s\S]*?(?:\*/|\Z))",
    re.MULTILINE,
)
_OF_HASHES = re.compile(
    rf'(?P<block>^[ \t]*"""[\s\S]*?(?:"""|\Z))|"""[\s\S]*?(?:"""|\Z)|\'\'\'[\s\S]*?(?:\'\'\'|\Z)|{_STRINGS}|(?P<line>(?<![\w$\\&])#[^\n]*)',
    re.MULTILINE,
)
_LETTER = re.compile(r"[^\n]")


def without_comments(text: str, extension: str) -> str:
    """A text with spaces for the letters of its comments: every other letter keeps its place."""
    if extension in _SLASHES:
        pattern, signs = _OF_SLASHES, ("//", "/*")
    elif extension in _HASHES:
        pattern, signs = _OF_HASHES, ("#", '"""')
    else:
        return text
    if not any(sign in text for sign in signs):
        return text
    pieces: list[str] = []
    done = 0
    for found in pattern.finditer(text):
        if found.lastgroup and _ends(found):
            pieces += text[done : found.start()], _LETTER.sub(" ", found[0])
            done = found.end()
    return "".join((*pieces, text[done:])) if pieces else text


def _ends(found: re.Match[str]) -> bool:
    """Whether it is a line, or a block that something ends."""
    return found.lastgroup == "line" or (found[0].endswith(("*/", '"""')) and len(found[0].strip()) > 3)
