"""What a contract says about itself: owner, version, servers, tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.contracts.lint.desk import Desk
from skerry.contracts.lint.node import Hit, Kind, Node
from skerry.contracts.lint.rule import rule
from skerry.contracts.lint.shown import api, operation
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity

_SEMVER = re.compile(r"v?\d+\.\d+(\.\d+)?([-+][0-9A-Za-z.+-]+)?")
_VARIABLE = re.compile(r"\{([^{}]*)\}")
_LOCAL = ("http://localhost", "http://127.", "http://[::1]", "http://0.0.0.0", "http://host.docker.internal")


@rule(
    "info-description-missing", "The contract does not say what it is for", Kind.INFO, level=Severity.NOTE,
    about="Who finds a contract in a catalogue decides by its description whether it is theirs.",
    fix="Say in `info.description` what it is for, and for whom.",
    sound=api("info: {title: Orders, version: 1.0.0, description: Places and tracks orders.}"),
    broken=api("info: {title: Orders, version: 1.0.0}"),
)  # fmt: skip
def description_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if not str(node.raw.get("description") or "").strip():
        yield Hit(node.place, "`info` has no description")


@rule(
    "info-contact-missing", "The contract does not say whom to ask", Kind.INFO, level=Severity.NOTE,
    about="When a call fails at night, somebody has to find the owner.",
    fix="Give a name with an e-mail address or a URL in `info.contact`.",
    sound=api("info: {title: Orders, version: 1.0.0, contact: {name: Team Orders, url: 'https://acme.com/orders'}}"),
    broken=api("info: {title: Orders, version: 1.0.0}"),
)  # fmt: skip
def contact_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    contact = node.raw.get("contact")
    if not isinstance(contact, dict) or not (contact.get("url") or contact.get("email")):
        yield Hit(node.place, "`info` names nobody to ask")


@rule(
    "info-license-missing", "The contract has no licence", Kind.INFO, level=Severity.NOTE,
    about="Without one nobody may be sure that they can generate a client from it.",
    fix="Name the licence in `info.license`; `name: Proprietary` is an answer too.",
    sound=api("info: {title: Orders, version: 1.0.0, license: {name: Apache-2.0, identifier: Apache-2.0}}"),
    broken=api("info: {title: Orders, version: 1.0.0}"),
)  # fmt: skip
def license_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if not isinstance(node.raw.get("license"), dict):
        yield Hit(node.place, "`info` has no license")


@rule(
    "info-version-not-semantic", "The version is not semantic", Kind.INFO, keys=("version",),
    about="Consumers tell from major, minor and patch whether an update can break them.",
    fix="Write the version as MAJOR.MINOR.PATCH.",
    sound=api("info: {title: Orders, version: 1.4.0}"),
    broken=api("info: {title: Orders, version: latest}"),
)  # fmt: skip
def version_not_semantic(node: Node, desk: Desk) -> Iterator[Hit]:
    if not _SEMVER.fullmatch(str(node.raw["version"])):
        yield Hit(node.below("version"), f"{node.raw['version']!r} is no semantic version")


@rule(
    "info-owner-missing", "The contract names no owning team", Kind.INFO, level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="A contract without an owner is changed by everybody and repaired by nobody.",
    fix="Name the team in `info.x-owner`.",
    sound=api("info: {title: Orders, version: 1.0.0, x-owner: team-orders}"),
    broken=api("info: {title: Orders, version: 1.0.0}"),
)  # fmt: skip
def owner_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if not (node.raw.get("x-owner") or node.raw.get("x-team")):
        yield Hit(node.place, "`info` has no x-owner")


@rule(
    "info-audience-missing", "The contract does not say whom it is meant for", Kind.INFO,
    level=Severity.NOTE, persona=Persona.PEDANTIC,
    about="What is public may not change as freely as what one team uses; the audience sets the rules for changes.",
    fix="Write `info.x-audience`: public, partner, company or team.",
    sound=api("info: {title: Orders, version: 1.0.0, x-audience: company}"),
    broken=api("info: {title: Orders, version: 1.0.0}"),
)  # fmt: skip
def audience_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.get("x-audience"):
        yield Hit(node.place, "`info` has no x-audience")


@rule(
    "rest-server-missing", "The API names no server", Kind.API,
    about="Without one, tools call the host that the document happened to be read from.",
    fix="List a server for each environment in `servers`.",
    sound=api("servers: [{url: 'https://api.acme.com/v1'}]\npaths: {/orders: {}}"),
    broken=api("paths: {/orders: {}}"),
)  # fmt: skip
def server_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    word = "host" if desk.swagger else "servers"
    if not node.raw.get(word) and node.raw.get("paths"):
        yield Hit(node.place, f"there is no `{word}`")


@rule(
    "rest-server-insecure", "A server is called without encryption", Kind.SERVER, keys=("url",),
    about="Whoever is on the way can read and change what is sent, tokens included.",
    fix="Use https.",
    sound=api("servers: [{url: 'https://api.acme.com'}]"),
    broken=api("servers: [{url: 'http://api.acme.com'}]"),
)  # fmt: skip
def server_insecure(node: Node, desk: Desk) -> Iterator[Hit]:
    url = str(node.raw["url"])
    if url.startswith(("http://", "ws://")) and not url.startswith(_LOCAL):
        yield Hit(node.below("url"), f"{url} is not encrypted")


@rule(
    "rest-server-slash", "The URL of a server ends with a slash", Kind.SERVER, keys=("url",), level=Severity.NOTE,
    about="Paths begin with one, so that two would follow each other, which many servers answer with 404.",
    fix="Leave the slash at the end out.",
    sound=api("servers: [{url: 'https://api.acme.com/v1'}]"),
    broken=api("servers: [{url: 'https://api.acme.com/v1/'}]"),
)  # fmt: skip
def server_slash(node: Node, desk: Desk) -> Iterator[Hit]:
    url = str(node.raw["url"])
    if url.endswith("/") and url != "/":
        yield Hit(node.below("url"), f"{url} ends with a slash")


@rule(
    "rest-server-variable-undefined", "A variable in the URL of a server is not defined", Kind.SERVER, keys=("url",),
    level=Severity.ERROR,
    about="Nobody can know what to put in its place.",
    fix="Define it in `variables` with a default.",
    sound=api("servers: [{url: 'https://{region}.acme.com', variables: {region: {default: eu}}}]"),
    broken=api("servers: [{url: 'https://{region}.acme.com'}]"),
)  # fmt: skip
def server_variable_undefined(node: Node, desk: Desk) -> Iterator[Hit]:
    known = node.raw.get("variables")
    for name in _VARIABLE.findall(str(node.raw["url"])):
        if not isinstance(known, dict) or name not in known:
            yield Hit(node.below("url"), f"the variable {name} is not defined")


@rule(
    "rest-server-example", "A server is one of documentation", Kind.SERVER, keys=("url",),
    about="example.com belongs to nobody who could answer.",
    fix="Name the real host.",
    sound=api("servers: [{url: 'https://api.acme.com'}]"),
    broken=api("servers: [{url: 'https://api.example.com'}]"),
)  # fmt: skip
def server_example(node: Node, desk: Desk) -> Iterator[Hit]:
    url = str(node.raw["url"])
    if re.search(r"(^|[/.@])example\.(com|org|net)\b", url):
        yield Hit(node.below("url"), f"{url} is a host for documentation")


@rule(
    "rest-tag-undeclared", "A tag of an operation is not declared", Kind.OPERATION, keys=("tags",), level=Severity.NOTE,
    about="Tags that are declared have an order and a description in documentation; a misspelt one makes a group of its own.",
    fix="Declare it in `tags` of the document.",
    sound=api("tags: [{name: orders, description: Orders}]\npaths: {/orders: {get: {tags: [orders]}}}"),
    broken=api("tags: [{name: orders, description: Orders}]\npaths: {/orders: {get: {tags: [order]}}}"),
)  # fmt: skip
def tag_undeclared(node: Node, desk: Desk) -> Iterator[Hit]:
    def declared() -> set[str]:
        tags = desk.raw.get("tags")
        return {str(each.get("name")) for each in (tags if isinstance(tags, list) else ()) if isinstance(each, dict)}

    known = desk.once("tags", desk.raw, declared)
    tags = node.raw["tags"]
    for at, name in enumerate(tags if isinstance(tags, list) else ()):
        if known and str(name) not in known:
            yield Hit(node.below("tags", at), f"the tag {name} is not declared")


@rule(
    "tag-description-missing", "A tag has no description", Kind.TAG, level=Severity.NOTE,
    about="Its name alone says little to those who do not know the domain.",
    fix="Describe in a sentence what belongs to it.",
    sound=api("tags: [{name: orders, description: Placing and tracking orders}]"),
    broken=api("tags: [{name: orders}]"),
)  # fmt: skip
def tag_description_missing(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.get("description"):
        yield Hit(node.place, f"the tag {node.raw.get('name')} has no description")


@rule(
    "tag-duplicate", "A tag is declared twice", Kind.API, keys=("tags",), level=Severity.ERROR,
    about="The specification wants names of tags to be unique.",
    fix="Remove one of them.",
    sound=api("tags: [{name: orders}, {name: customers}]"),
    broken=api("tags: [{name: orders}, {name: orders}]"),
)  # fmt: skip
def tag_duplicate(node: Node, desk: Desk) -> Iterator[Hit]:
    tags = node.raw["tags"]
    seen: set[str] = set()
    for at, each in enumerate(tags if isinstance(tags, list) else ()):
        name = str(each.get("name")) if isinstance(each, dict) else ""
        if name in seen:
            yield Hit(node.below("tags", at), f"the tag {name} is declared twice")
        seen.add(name)


@rule(
    "rest-operation-untagged", "An operation has no tag", Kind.OPERATION, level=Severity.NOTE,
    about="Tags group operations in documentation and generated clients.",
    fix="Give it one tag: the resource that it is about.",
    sound=operation("tags: [orders]"), broken=operation("summary: All orders"),
)  # fmt: skip
def operation_untagged(node: Node, desk: Desk) -> Iterator[Hit]:
    if not node.raw.get("tags"):
        yield Hit(node.place, f"{desk.operation(node).name} has no tag")
