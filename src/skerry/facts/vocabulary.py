"""The words of a file: what its own names are made of, and what the names that it mentions are made of."""

from __future__ import annotations

import msgspec


class Vocabulary(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Words (singular, lower case) with how often they occur. `declared`: in names of classes, functions, fields and parameters.
    `mentioned`: in names of types and functions that are used.

    Names of folders, packages and modules are in neither, so that a vocabulary does not know the layout.
    """

    declared: dict[str, int] = {}
    mentioned: dict[str, int] = {}
