"""Nomad's job files: a part for each task, with its group's services and ports. Source: Nomad's job specification.

A variable is what its default in the same file says; an address that Nomad gives at run time (`NOMAD_ADDR_db`) is that of the task
whose port has this label.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from skerry.facts.fleet import Deployment, Witness
from skerry.read.manifests._hcl import Block, parsed
from skerry.read.manifests._part import Claim, Part, Pointer, Setting
from skerry.read.manifests._purposes import purpose
from skerry.read.manifests._texts import Texts

READER = "nomad"
RANK = 38  # names of tasks and services are longer than those of Compose
_FILES = ("*.nomad", "*.nomad.hcl", "*.hcl")
_JOB = re.compile(r'^\s*job\s+"', re.M)
_MOST_BYTES = 200_000
_IMAGE = re.compile(r"^[\w./:@-]+$")
_PATH = re.compile(r"(?<![\w.$-])[\w.-]+(?:/[\w.-]+){1,12}")
_VARIABLE = re.compile(r"^\s*([A-Za-z_]\w*)\s*=\s*(\S.*?)\s*$", re.M)
_PLACE = re.compile(r"\$\{\s*([\w.-]{1,100})\s*\}")
_AT_RUN_TIME = ("IP", "ADDR", "HOST_IP", "HOST_ADDR")
_MOST_PATHS = 20  # of one command


def read(texts: Texts) -> Iterator[Part]:
    """A part for each task of each job."""
    for path in _paths(texts):
        top = parsed(texts.of(path))
        given = {f"var.{each.labels[0]}": each.text("default") for each in top.of("variable") if each.labels}
        for job in top.of("job"):
            for group in job.of("group"):
                known = given | {
                    f"NOMAD_{kind}_{label}": name for label, name in _ports(group) for kind in _AT_RUN_TIME
                }
                for task in group.of("task"):
                    yield _part(texts, path, job, group, task, known)


def deployments(texts: Texts) -> Iterator[Deployment]:
    """The jobs of each folder as one."""
    folders: dict[str, list[str]] = {}
    for path in _paths(texts):
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    for folder, paths in folders.items():
        yield Deployment(folder.rpartition("/")[2] or READER, READER, tuple(paths), purpose(folder.rpartition("/")[2]))


def _paths(texts: Texts) -> Iterator[str]:
    for file in texts.named(*_FILES):
        if file.size <= _MOST_BYTES and file.role != "test" and _JOB.search(texts.of(file.path)):
            yield file.path


def _part(texts: Texts, path: str, job: Block, group: Block, task: Block, given: Mapping[str, str]) -> Part:
    def seen(line: int, text: str) -> Witness:
        return Witness(path, line, READER, text)

    # A service of the group is of its only task, or of the one that it names.
    alone = len([*group.of("task")]) == 1
    name = (task.labels or ("task",))[0]
    services = [*task.of("service"), *(each for each in group.of("service") if alone or each.text("task") == name)]
    known = {each.text("name") for each in services} - {""}
    main = name if not alone or len(job.labels) != 1 else job.labels[0]
    asked = {label for label, of in _ports(group) if of == name}
    ports = [
        tuple(_number(_filled(port.text(key), given)) for key in ("static", "to"))
        for network in group.of("network")
        for port in network.of("port")
        if alone or (port.labels and port.labels[0] in asked)
    ]
    image = next((_filled(each.text("image"), given) for each in task.of("config")), "")
    settings = [
        Setting(key, _filled(value, given), seen(line, key))
        for env in task.of("env")
        for key, (value, line) in env.values.items()
    ]
    for template in task.of("template"):
        line = template.values.get("data", ("", 0))[1]
        if template.text("env") == "true":  # what it is filled with are variables
            settings += [
                Setting(key, value, seen(line, key)) for key, value in _VARIABLE.findall(template.text("data"))
            ]
    upstreams = [
        Pointer(target, seen(each.line, target))
        for service in services
        for each in service.of("connect", "sidecar_service", "proxy", "upstreams")
        if (target := each.text("destination_name"))
    ]
    checks = [check for service in services for check in service.of("check")]
    limits = " ".join(
        f"{key}={value}" for each in task.of("resources") for key in ("cpu", "memory") if (value := each.text(key))
    )
    claims = [Claim("readiness", seen(check.line, check.text("type"))) for check in checks[:1]]
    claims += [Claim("limits-resources", seen(each.line, limits), limits) for each in task.of("resources") if limits]
    return Part(
        main,
        seen(task.line, name),
        rank=RANK,
        aliases=tuple(sorted((known | {name}) - {main})),
        folder=next(_folders(texts, task), None),
        image=image if _IMAGE.match(image) else "",
        role="job" if job.text("type") in {"batch", "sysbatch"} else "",
        ports=tuple(sorted({inner or outer for outer, inner in ports if inner or outer})),
        published=tuple((outer, inner or outer) for outer, inner in ports if outer),
        replicas=_number(group.text("count")),
        settings=tuple(settings),
        pointers=tuple(upstreams),
        claims=tuple(claims),
        among=f"{READER}:{path.rpartition('/')[0]}",
    )


def _ports(group: Block) -> Iterator[tuple[str, str]]:
    """The labels of a group's ports, each with the task that has it."""
    for task in group.of("task"):
        for config in task.of("config"):
            yield from ((label, task.labels[0]) for label in config.text("ports").split() if task.labels)


def _filled(text: str, given: Mapping[str, str]) -> str:
    """A value, or a word that is a variable, with what is known put in."""
    return given.get(text) or _PLACE.sub(lambda found: given.get(found[1]) or found[0], text)


def _folders(texts: Texts, task: Block) -> Iterator[str]:
    """The folders of this tree that a task's command names, as in `cd local/repo/cmd/cart && go run .`."""
    for config in task.of("config"):
        said = f"{config.text('command')} {config.text('args')}"
        for found in _PATH.findall(said)[:_MOST_PATHS]:
            steps = found.split("/")
            yield from (end for at in range(len(steps) - 1) if (end := "/".join(steps[at:])) in texts.folders)


def _number(text: str) -> int:
    return int(text) if text.isdigit() and len(text) < 6 else 0
