"""Which dialect of SQL a file is written in, as far as its own words tell."""

from __future__ import annotations

import re

_HINTS = {
    "mysql": r"`\w+`|\bENGINE\s*=|\bAUTO_INCREMENT\b|\bUNSIGNED\b|^DELIMITER\b|\bMODIFY COLUMN\b",
    "tsql": r"\[\w+\]|^\s*GO\s*$|\bIDENTITY\s*\(|\bNVARCHAR\b|\bsp_rename\b|\bUNIQUEIDENTIFIER\b|\bdbo\.",
    "postgres": r"\b(BIG|SMALL)?SERIAL\b|::\w|\$\$|\bJSONB\b|\bTIMESTAMPTZ\b|\bpg_catalog\b|\bALTER TABLE ONLY\b|\bOWNER TO\b"
    r"|\bBYTEA\b|\bTIMESTAMP\(\d\) WITH|\bTEXT\[\]|\bCREATE (EXTENSION|TYPE)\b",
    "oracle": r"\bVARCHAR2\b|\bNUMBER\s*[(,\s]|\bCLOB\b|\bTABLESPACE\b|\bSYSDATE\b",
    "sqlite": r"\bAUTOINCREMENT\b|\bPRAGMA\b|\bWITHOUT ROWID\b",
}
_COMPILED = {name: re.compile(hint, re.IGNORECASE | re.MULTILINE) for name, hint in _HINTS.items()}
_LOOKED_AT = 100_000  # characters: the head of a dump says as much as all of it


def dialects(sql: str) -> list[str]:
    """All dialects to try, the likeliest first; where nothing tells, PostgreSQL, whose grammar holds most of the standard."""
    sample = sql[:_LOOKED_AT]
    scores = {name: len(hint.findall(sample)) for name, hint in _COMPILED.items()}
    order = ("postgres", "mysql", "tsql", "oracle", "sqlite")
    return sorted(order, key=lambda name: (-scores[name], order.index(name)))
