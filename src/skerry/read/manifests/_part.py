"""A part: something that one manifest says runs, or is built, or is called. Several parts may turn out to be one node."""

from __future__ import annotations

from msgspec import Struct

from skerry.facts.fleet import Witness


class Setting(Struct, frozen=True, gc=False):
    """A key and its value, given to a part: `how` is `env` (its own), `shared` (a map with others' keys too), `argument`, `file`."""

    key: str
    value: str
    witness: Witness
    how: str = "env"


class Pointer(Struct, frozen=True, gc=False):
    """A manifest says that a part needs, is linked to, or routes to another one, by a name or address. `kind` '' is for roles to tell."""

    target: str
    witness: Witness
    kind: str = ""


class Claim(Struct, frozen=True, gc=False):
    """A manifest says something of a part that is one of the fleet's TRAITS; or, `inbound`, of all calls that others make to it."""

    trait: str
    witness: Witness
    value: str = ""
    inbound: bool = False


class Part(Struct, frozen=True, gc=False):
    """What a manifest says of one part.

    `name` is the one it has there, `aliases` those by which others reach it (hosts, Kubernetes services, container names). `folder`
    is where its source stands ('' the root, None not known). `role` and `technology` are given only where the manifest itself says
    so. `rank` says whose name a node takes where its parts have several: the highest. `runs` is False for what is only built: a
    module of a workspace is a node if something runs it. `serves`: it is built into something that runs for itself, so that it is
    a node where no manifest says what runs. `among` names the list in which it stands (the services of a compose file's folder, the
    workloads of a namespace): parts of one list with different names are different nodes. `files` are files and folders outside
    `folder` that are given to it, as the configuration that is mounted; `libraries` the folders of modules that only it needs.
    """

    name: str
    witness: Witness
    rank: int = 0
    aliases: tuple[str, ...] = ()
    folder: str | None = None
    image: str = ""
    role: str = ""
    technology: str = ""
    ports: tuple[int, ...] = ()
    published: tuple[tuple[int, int], ...] = ()  # of the host, of the part
    replicas: int = 0
    owner: str = ""
    settings: tuple[Setting, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    claims: tuple[Claim, ...] = ()
    runs: bool = True
    serves: bool = False
    among: str = ""
    files: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
