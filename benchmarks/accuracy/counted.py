"""Marks counted line by line, without a parser: where there is no inventory, a simpler reader that can be checked by eye."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from published import Route, hole

Mark = tuple[str, int]
_ANNOTATION = re.compile(r"@(\w+)\b(?:\((.*)\))?")
_VERBS = {"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"}
_TYPES = {"class", "interface", "enum", "struct", "annotation", "record", "type", "alias"}
_FUNCTIONS = {"function", "func", "method", "generator", "methodSpec"}


def marks(root: Path, paths: Iterable[str], pattern: str) -> set[Mark]:
    """Path and line of each line with the pattern that is no comment and no import."""
    wanted = re.compile(pattern)
    found = set()
    for path in paths:
        for n, line in enumerate((root / path).read_text(errors="replace").splitlines(), 1):
            if wanted.search(line) and not re.match(r"\s*(//|\*|/\*|#|import\b|from\b.*import|using\b)", line):
                found.add((path, n))
    return found


def java_routes(root: Path, paths: Iterable[str]) -> set[Route]:
    """Routes of JAX-RS and Spring MVC, from the annotations that stand above a class or a method."""
    return {route for path in paths for route in _java_file((root / path).read_text(errors="replace"))}


def _java_file(text: str) -> set[Route]:
    found: set[Route] = set()
    prefix, above = None, ""
    text = re.sub(r"(?s)/\*.*?\*/|(?<!:)//[^\n]*", "", text)
    for line in text.splitlines():
        above += " " + line.strip()
        if re.search(r"\b(class|interface|enum|record)\s+\w+", line) and not re.match(r"\s*(@|\*|\")", line):
            if prefix is None and re.search(r"@(Path|RestController|Controller|RequestMapping)\b", above):
                prefix = _said(above, "Path|RequestMapping")
            above = ""
        elif (
            prefix is not None
            and re.match(r"\s*(public|protected|private|final|static|default|[A-Z]\w*(<.*>)?\s+\w+\()", line)
            and "(" in line
        ):
            found |= {
                (verb, hole(f"/{p.strip('/')}/{tail.strip('/')}".replace("//", "/")))
                for verb, tail in _mapped(above)
                for p in prefix
            }
            above = ""
        elif line.rstrip().endswith((";", "}")):
            above = ""
    return found


def _said(text: str, names: str) -> list[str]:
    found = re.search(rf"@(?:{names})\s*\(([^)]*)\)", text)
    paths = (
        re.findall(
            r'"([^"]*)"',
            re.sub(r"\b(?:produces|consumes|params|headers|name)\s*=\s*(?:\{[^}]*\}|[^,)]*)", "", found.group(1)),
        )
        if found
        else []
    )
    return [re.sub(r"\{\s*(\w+)\s*:[^}]*\}", r"{\1}", p) for p in paths] or [""]


def _mapped(above: str) -> list[Route]:
    verbs = [v for v in re.findall(r"@(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\b", above)]
    if verbs:
        return [(verb, p) for verb in verbs for p in _said(above, "Path")]
    spring = re.search(r"@(Get|Post|Put|Delete|Patch|Request)Mapping\b", above)
    if spring is None:
        return []
    methods = re.findall(r"RequestMethod\.(\w+)", above) or re.findall(
        r"method\s*=\s*\{?\s*(GET|POST|PUT|DELETE|PATCH)", above
    )
    verbs = [spring.group(1).upper()] if spring.group(1) != "Request" else methods or ["ANY"]
    return [(verb, p) for verb in verbs for p in _said(above, f"{spring.group(1)}Mapping")]


def csharp_routes(root: Path, paths: Iterable[str]) -> set[Route]:
    """Routes of ASP.NET controllers by their attributes."""
    found: set[Route] = set()
    for path in paths:
        prefix, above = None, ""
        for line in (root / path).read_text(errors="replace").splitlines():
            if line.strip().startswith("["):
                above += line.strip()
                continue
            if kind := re.search(r"\bclass\s+(\w+?)(Controller)?\b", line):
                said = re.findall(r'\[Route\("([^"]*)"', above)
                prefix = (
                    [p.replace("[controller]", kind.group(1)) for p in said] or [""]
                    if kind.group(2) or "ApiController" in above
                    else None
                )
            elif prefix is not None:
                found |= _csharp_method(above, prefix)
            above = "" if line.strip() else above
    return found


def _csharp_method(above: str, prefix: list[str]) -> set[Route]:
    found = set()
    routes = re.findall(r'\[Route\("([^"]*)"', above)
    for verb, given in re.findall(r'Http(Get|Post|Put|Delete|Patch)\b(?:\("([^"]*)")?', above):
        for tail in [given] if given or not routes else routes:
            for p in prefix:
                whole = tail.lstrip("~") if tail.startswith(("/", "~/")) else f"{p}/{tail}"
                found.add((verb.upper(), hole("/" + re.sub(r"\{(\w+)[^}]*\}", r"{\1}", whole).strip("/"))))
    return found


def _is_python_method(tag: dict[str, str]) -> bool:
    return tag.get("kind") == "member" and tag.get("language") == "Python"


def units(root: Path, paths: Iterable[str]) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Types and functions as Universal Ctags lists them, by path and name."""
    out = subprocess.run(
        ["ctags", "--output-format=json", "--fields=+Kl", "-f", "-", "-L", "-"],
        cwd=root, input="\n".join(paths), capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    types: Counter[tuple[str, str]] = Counter()
    functions: Counter[tuple[str, str]] = Counter()
    for line in out.splitlines():
        tag = json.loads(line)
        counter = (
            types
            if tag.get("kind") in _TYPES
            else functions
            if tag.get("kind") in _FUNCTIONS or _is_python_method(tag)
            else None
        )
        if counter is not None and not tag["name"].startswith("__anon") and "nonymous" not in tag["name"]:
            counter[tag["path"], tag["name"]] += 1
    return types, functions
