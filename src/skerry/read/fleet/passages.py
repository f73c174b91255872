"""Which files of a node are its code, and which its configuration; and what in them is only said, and not done."""

from __future__ import annotations

import re

from skerry.read.sources import SourceFile

CODE = frozenset([
        ".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".tsx", ".jsx", ".vue", ".svelte", ".go", ".java", ".kt", ".kts", ".scala",
        ".groovy", ".cs", ".fs", ".vb", ".cshtml", ".razor", ".php", ".rb", ".rs", ".ex", ".exs", ".erl", ".c", ".cc", ".cpp",
        ".cxx", ".h", ".hh", ".hpp", ".lua", ".pl", ".pm", ".dart", ".swift", ".clj", ".cr",
    ])  # fmt: skip
CONFIG = frozenset([
        ".json", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties", ".env", ".template", ".tmpl", ".tpl", ".j2",
        ".config", ".vcl", ".hcl", ".cnf",
    ])  # fmt: skip
_HASH = frozenset([
        ".py", ".rb", ".ex", ".exs", ".pl", ".pm", ".cr", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties", ".env",
        ".template", ".tmpl", ".tpl", ".j2", ".hcl", ".php",
    ])  # fmt: skip
_CONFIG_NAMES = re.compile(r"(?i)^(?:\.env(?:\..+)?|caddyfile|varnish.*|haproxy.*|nginx.*)$")
# Files of tools, of manifests that have readers of their own, of contracts, and of data.
_OTHERS = re.compile(
    r"(?i)(?:^|[._-])(?:lock|lockfile|schema|spec|swagger|openapi|asyncapi|postman\w*|compose|i18n|locale|messages|fixtures?|mock\w*|"
    r"sample|example|dist|eslint\w*|prettier\w*|babel|jest|karma|protractor|cypress|playwright|vitest|stylelint\w*|renovate|dependabot)(?:[._-]|$)|"
    r"^(?:package|tsconfig.*|jsconfig|composer|angular|nx|lerna|turbo|bower|skaffold|chart|values.*|kustomization|cloudbuild|azure-pipelines|"
    r"buf.*|mkdocs|sonar.*|manifest|launchsettings|global|nuget|gradle|maven-wrapper|gradle-wrapper|pyproject|setup|cargo|poetry|pipfile|"
    r"tox|mypy|pytest|log4j2?.*|logback.*|procfile|makefile|checkstyle.*|jenkinsfile|\.travis|\.gitlab-ci|appveyor|tilt\w*)\.\w+$"
)
# Packages are called `example` and `infra`, too, so that for code little can be told by folders.
_DOCUMENTS = re.compile(r"(?i)^(?!.*/(?:java|kotlin|scala)/).*?(?:^|/)(?:docs?|documentation)/")
_DEPLOYMENTS = re.compile(
    r"(?i)(?:^|/)(?:docs?|documentation|examples?|samples?|charts|helm|k8s|kubernetes|terraform)/"
)
_MANIFEST = re.compile(r"(?m)^apiVersion:|^(?:openapi|swagger|asyncapi):|\"(?:openapi|swagger|asyncapi)\"\s*:")
_SERVICES = re.compile(r"(?m)^services:|^\s+(?:ports|environment|depends_on|container_name)\s*:")
_IMAGE = re.compile(r"(?m)[\s{,](?:image|build)\s*:")
_MOST_CONFIG = 200_000  # bytes; what is larger is data
_MOST_CODE = 600_000


def is_code(file: SourceFile) -> bool:
    """Whether a file is code that runs."""
    return (
        file.extension in CODE
        and file.role in {"source", "script"}
        and file.size <= _MOST_CODE
        and not _DOCUMENTS.search(file.path)
    )


def is_config(file: SourceFile) -> bool:
    """Whether a file is the configuration of what stands around it."""
    name = file.path.rpartition("/")[2]
    if file.role not in {"source", "script"} or file.size > _MOST_CONFIG or _DEPLOYMENTS.search(file.path):
        return False
    return bool(_CONFIG_NAMES.match(name)) or (file.extension in CONFIG and not _OTHERS.search(name))


def is_start(file: SourceFile) -> bool:
    """Whether a file says how a node is started: what it names there is used."""
    name = file.path.rpartition("/")[2].lower()
    return file.size <= _MOST_CONFIG and (
        name.startswith(("dockerfile", "procfile")) or file.extension in {".sh", ".dockerfile"}
    )


def is_manifest(text: str) -> bool:
    """Whether a YAML or JSON text describes objects of a cluster, services of a compose file, or an API."""
    head = text[:4000]
    return bool(_MANIFEST.search(head) or (_SERVICES.search(head) and _IMAGE.search(head)))


def is_comment(text: str, at: int, extension: str) -> bool:
    """Whether what stands at `at` is a comment, told by the line and by the nearest `/*` or docstring before it."""
    begin = text.rfind("\n", 0, at) + 1
    before = text[begin:at]
    stripped = before.lstrip()
    hashes = extension in _HASH
    if stripped.startswith(("//", "/*", "<!--", "*", "--", ";;") if not hashes else ("#", "//", ";", "/*", "* ")):
        return True
    if _behind(before, " #" if hashes else "//"):
        return True
    if extension == ".py":
        return text.count('"""', max(0, at - 20_000), at) % 2 == 1
    opened = text.rfind("/*", max(0, at - 5_000), at)
    return not hashes and opened >= 0 and text[opened - 1 : opened].isspace() and text.find("*/", opened, at) < 0


def _behind(before: str, mark: str) -> bool:
    """Whether a comment has begun on the line: its mark outside quotes, and not that of a URL."""
    at = before.find(mark)
    while at >= 0:
        quoted = any(before.count(quote, 0, at) % 2 for quote in "\"'`")
        if not quoted and before[at - 1 : at] != ":":
            return True
        at = before.find(mark, at + 1)
    return False


def line_at(text: str, at: int) -> int:
    """The line of a place, counted from 1."""
    return text.count("\n", 0, at) + 1
