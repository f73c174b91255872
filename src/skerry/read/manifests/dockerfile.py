"""Dockerfiles: what an image is built of, on what, and how it starts. Source: the Dockerfile reference."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname

from msgspec import Struct

from skerry.facts.fleet import Witness
from skerry.read.manifests._compose_claims import is_secret
from skerry.read.manifests._part import Claim, Part, Setting
from skerry.read.manifests._products import product
from skerry.read.manifests._proxies import is_web_server, passes_on
from skerry.read.manifests._source_folders import own_folder
from skerry.read.manifests._texts import Texts
from skerry.read.manifests._words import filled, settings_of, words_of

READER = "dockerfile"
RANK = 20
_FILES = ("Dockerfile", "Dockerfile.*", "Dockerfile-*", "*.Dockerfile", "*.dockerfile", "dockerfile", "Containerfile")
# Other ways to build the same image; any other suffix is the name of what is built.
_VARIANT = re.compile(
    r"(?i)(dev|devel|development|debug|prod|production|release|ci|test|tests|local|alpine|slim|debian|ubuntu|arm\d*|arm64|amd64|native|"
    r"jvm|legacy-jar|native-micro|multi|multistage|base|build|builder|windows|linux|k8s|base-image|\d+)$"
)
_INSTRUCTION = re.compile(r"^\s*([A-Za-z]+)\s+(.*)$", re.S)
_FROM = re.compile(r"(?:--\S+\s+)*(\S+)(?:\s+(?i:as)\s+(\S+))?")
_PAIR = re.compile(r"""([\w.]+)=("(?:\\.|[^"\\])*"|'[^']*'|\S*)""")
_SEVERAL = re.compile(
    r"\bsupervisord\b|\bpm2(-runtime)?\s+start\s+ecosystem|\bforeman\s+start|\bs6-svscan\b|\brunsvdir\b|[^&]&\s+\S"
)
_NO_ROOT = re.compile(r"nonroot|-rootless|unprivileged|^scratch$")


class _Stage(Struct):
    """The instructions of one stage. `base` is another stage's name, or an image."""

    base: str
    name: str = ""
    rows: list[tuple[int, str, str]] = []


def read(texts: Texts) -> Iterator[Part]:
    """A part for each Dockerfile that is not one for tests."""
    for file in texts.named(*_FILES):
        if file.role != "test" and (part := _part(texts, file.path)):
            yield part


def _part(texts: Texts, path: str) -> Part | None:
    stages = _stages(texts.of(path))
    if not stages:
        return None
    base, rows = _last(stages)
    name = path.rpartition("/")[2]
    said = re.sub(r"(?i)^(dockerfile|containerfile)[.-]?|\.dockerfile$", "", name)
    own = "" if not said or _VARIANT.match(said) else said
    folder = own_folder(dirname(path))
    role, technology = product(base)
    if is_web_server(base):
        role = "gateway" if folder is not None and passes_on(texts, [folder]) else ""
    elif technology == "waiter":
        role = ""
    known = {key: value for _, word, rest in rows if word in {"ARG", "ENV"} for key, value in _pairs(rest)}
    starts = any(word in {"CMD", "ENTRYPOINT"} for _, word, _ in rows)
    ports = tuple(dict.fromkeys(_ports(rows, known)))
    return Part(
        own or folder.rpartition("/")[2] or texts.tree.root.resolve().name,
        Witness(path, stages[-1].rows[0][0] if stages[-1].rows else 1, READER, f"FROM {base}"),
        rank=RANK,
        folder=None if own else folder,
        role=role,
        technology=technology or ("nginx" if is_web_server(base) else ""),
        ports=ports,
        settings=tuple(_settings(path, rows, known)),
        claims=tuple(_claims(path, base, rows)),
        runs=False,
        serves=bool(ports) and (starts or not role) and not role,
    )


def _stages(text: str) -> list[_Stage]:
    stages: list[_Stage] = []
    known: dict[str, str] = {}
    for number, word, rest in _instructions(text):
        if word == "FROM":
            if found := _FROM.match(rest):
                stages.append(_Stage(filled(found[1], known), found[2] or "", [(number, word, rest)]))
        elif stages:
            stages[-1].rows.append((number, word, rest))
        elif word == "ARG":
            known |= dict(_pairs(rest))
    return stages


def _instructions(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, word and rest of each instruction; a backslash at the end goes on, remarks between are none."""
    before, start = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#") or (not line.strip() and before):
            continue
        start = start if before else number
        if line.rstrip().endswith("\\"):
            before += line.rstrip()[:-1] + " "
            continue
        if found := _INSTRUCTION.match(before + line):
            yield start, found[1].upper(), found[2].strip()
        before = ""


def _last(stages: list[_Stage]) -> tuple[str, list[tuple[int, str, str]]]:
    """The image under the last stage, and all instructions that made what is on it."""
    by_name = {stage.name.lower(): stage for stage in stages if stage.name}
    at, rows, seen = stages[-1], list(stages[-1].rows), set[int]()
    while at.base.lower() in by_name and id(at) not in seen:
        seen.add(id(at))
        at = by_name[at.base.lower()]
        rows = at.rows + rows
    return at.base, rows


def _pairs(rest: str) -> list[tuple[str, str]]:
    found = [(pair[1], pair[2].strip("\"'")) for pair in _PAIR.finditer(rest)]
    if found or " " not in rest:
        return found
    key, _, value = rest.partition(" ")  # the older form, `ENV KEY value`
    return [(key, value.strip().strip("\"'"))]


def _ports(rows: list[tuple[int, str, str]], known: dict[str, str]) -> Iterator[int]:
    for _, word, rest in rows:
        if word == "EXPOSE":
            for said in filled(rest, known).split():
                port = said.partition("/")[0]
                if port.isdigit() and len(port) < 6:
                    yield int(port)


def _settings(path: str, rows: list[tuple[int, str, str]], known: dict[str, str]) -> Iterator[Setting]:
    for number, word, rest in rows:
        if word == "ENV":
            for key, value in _pairs(rest):
                yield Setting(key, filled(value, known), Witness(path, number, READER))
    for number, word, rest in rows:
        if word in {"CMD", "ENTRYPOINT"}:
            yield from settings_of(
                words_of([filled(each, known) for each in _said(rest)]), Witness(path, number, READER)
            )


def _said(rest: str) -> list[str]:
    return re.findall(r'"((?:\\.|[^"\\])*)"', rest) if rest.startswith("[") else [rest]


def _claims(path: str, base: str, rows: list[tuple[int, str, str]]) -> Iterator[Claim]:
    user = [(number, rest) for number, word, rest in rows if word == "USER"]
    if (
        not product(base)[0]
        and not _NO_ROOT.search(base)
        and (not user or user[-1][1].partition(":")[0] in {"root", "0"})
    ):
        yield Claim(
            "runs-as-root",
            Witness(path, user[-1][0] if user else rows[-1][0], READER, "USER root" if user else "no USER"),
        )
    for number, word, rest in rows:
        if word == "HEALTHCHECK" and not rest.upper().startswith("NONE"):
            yield Claim("liveness", Witness(path, number, READER, rest[:80]))
        if word in {"CMD", "ENTRYPOINT"} and _SEVERAL.search(rest):
            yield Claim("several-processes", Witness(path, number, READER, rest[:80]))
        if word == "ENV":
            for key, value in _pairs(rest):
                if is_secret(key, value):
                    yield Claim("literal-secret", Witness(path, number, READER, key), key)
