"""One file a language: tree-sitter queries that turn a source file into an Outline. The only door to tree-sitter."""

from __future__ import annotations

import sys

from skerry.kernel.registry import modules
from skerry.read.languages._language import CLASSES, Language

BY_NAME: dict[str, Language] = {
    module.LANGUAGE.name: module.LANGUAGE for module in modules(sys.modules[__name__], "skerry.readers")
}
BY_EXTENSION: dict[str, Language] = {
    extension: language for language in BY_NAME.values() for extension in language.extensions
}

__all__ = ["BY_EXTENSION", "BY_NAME", "CLASSES", "Language"]
