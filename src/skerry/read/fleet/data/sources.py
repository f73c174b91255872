"""Which databases a node is told to use, and where: of its settings, its configuration files, and what its code falls back on.

What stands nearer to the running system wins over what is only a default: the manifest, then files, then code. So a local default
beside the manifest's address does not make a second database.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from skerry.facts.fleet import Node, Witness
from skerry.kernel.words import split
from skerry.read.fleet.data.connections import Connection, connections, product
from skerry.read.fleet.evidence._configuration import configuration
from skerry.read.fleet.evidence._jvm import Jvm
from skerry.read.fleet.evidence.spring_settings import aboard
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.programs import Programs
from skerry.read.manifests import Setting

STORES = frozenset(["database", "cache"])
READER = "datasource"
_MANIFEST, _FILE, _CODE, _OWN = range(4)
_CODES = frozenset(
    [".java", ".kt", ".go", ".py", ".js", ".ts", ".mjs", ".cjs", ".cs", ".php", ".rb", ".rs", ".scala", ".ex", ".exs"]
)
_HOST_WORDS = frozenset(["host", "hostname", "server", "address", "addr", "endpoint", "endpoints", "hosts", "service"])
_DATABASE_WORDS = frozenset(["database", "name", "dbname", "db", "schema", "keyspace", "catalog"])
_OTHER_WORDS = frozenset(["auth", "authentication", "admin", "migration", "test", "source"])
_MEANT = ("mongo", "bson", "mgo")
_IN_CODE = re.compile(
    r"""\b(?:Database|getDatabase|GetDatabase|getDatabaseName|db|DB|get_database|get_default_database)\(\s*["'`]([\w-]{1,64})["'`]"""
    r"""|\b(?:\w*client|mongo|connection)\[\s*["']([\w-]{1,64})["']\s*\]"""
    r"""|\bdbName\s*[:=]\s*["'`]([\w-]{1,64})["'`]""",
    re.IGNORECASE,
)
_MADE = ("POSTGRES_DB", "POSTGRESQL_DATABASE", "MYSQL_DATABASE", "MARIADB_DATABASE", "MONGO_INITDB_DATABASE")
_ASPIRE = ".AddDatabase("
_FRAMEWORKS = ("spring.", "quarkus.", "micronaut.", "datasources.")  # read these keys by themselves
_PLACE = re.compile(r"\$\{([\w.-]+)(?::-?([^}]*))?\}")


class Source(Struct, frozen=True, gc=False):
    """A node uses `database` (and `schema`, '' where not said) of the node `server`; `near` is 0 for a manifest, more the farther.

    `name` is that of a connection string, which may be its server's.
    """

    server: str
    database: str
    schema: str
    near: int
    witness: Witness
    name: str = ""


def sources(ground: Ground, node: str, used: Sequence[Node]) -> list[Source]:
    """The databases of a node; `used` are the stores to which it has believed edges."""
    found: dict[str, list[Source]] = defaultdict(list)
    stores = _Stores(ground, used)
    for near, technology, source in _stated(ground, node, stores):
        server = source.server or _only(used, technology) or stores.named(source.name)
        if server:
            found[server].append(replace(source, server=server, near=near))
    for store in used:
        found[store.name] += _made(ground, store)
    return [source for rows in found.values() for source in _nearest(rows)]


def _nearest(rows: Iterable[Source]) -> Iterator[Source]:
    """Those nearest to the running system of what names a database, once each."""
    naming = [row for row in rows if row.database or row.schema]
    near = min((row.near for row in naming), default=0)
    seen = set()
    for row in naming:
        if row.near == near and (row.database.lower(), row.schema.lower()) not in seen:
            seen.add((row.database.lower(), row.schema.lower()))
            yield row


def _only(used: Sequence[Node], technology: str) -> str:
    """The one store of a technology that is used; '' for none or several."""
    fit = [store.name for store in used if not technology or store.technology in {technology, ""}]
    return fit[0] if len(fit) == 1 else ""


class _Stores:
    """Who keeps data: by its role, or because this node uses it so."""

    def __init__(self, ground: Ground, used: Sequence[Node]) -> None:
        self._addresses = ground.addresses
        self._names = {node.name for node in (*ground.nodes, *used) if node.role in STORES} | {
            node.name for node in used
        }

    def at(self, connection: Connection) -> str:
        """The store at a connection's address; '' if it is none of ours."""
        return self.named(connection.host)

    def named(self, name: str) -> str:
        """The store that an address, or a name of its own, means."""
        return next((found for found in self._addresses.of(name) if found in self._names), "") if name else ""


# -- what is stated, and where ---------------------------------------------------------------------------------------------


def _stated(ground: Ground, node: str, stores: _Stores) -> Iterator[tuple[int, str, Source]]:
    """How near, of what technology ('' not said), and the source, with its server '' where the address tells none."""
    given = _once(ground, node)
    known = {setting.key: setting.value for setting in given}
    for near, stated in ((_MANIFEST, given), (_FILE, configuration(ground, node))):
        rows = [replace(row, value=_filled(row.value, known)) for row in stated]
        for key, technology, source in (*_whole(stores, rows), *_apart(stores, rows)):
            if not _is_dead(ground, node, key) and (near == _MANIFEST or _is_read(ground, node, key)):
                yield near, technology, source
    yield from ((_CODE, *each) for each in _coded(ground, node, stores))


def _is_dead(ground: Ground, node: str, key: str) -> bool:
    """Whether a key is a framework's, and no library that it is built with reads it: a data source without JDBC is none."""
    module = ground.derived(Jvm).modules.get(node)
    if module is None or not module.libraries:
        return False
    return aboard(module, key.lower().replace("_", ".")) is False


def _is_read(ground: Ground, node: str, key: str) -> bool:
    """Whether code names the last part of a key of a file; whoever has no code that is read may."""
    if key.startswith(_FRAMEWORKS):
        return True
    programs, last = ground.derived(Programs), re.split(r"[.:]", key)[-1]
    files = [*programs.code(node), *programs.libraries(node)]
    return not files or any(last in ground.texts.of(file.path) for file in files)


def _once(ground: Ground, node: str) -> list[Setting]:
    """What manifests give to a node, each key once: of several ways to deploy it, that of the main one."""
    kept: dict[str, Setting] = {}
    for setting in ground.settings(node):
        known = kept.setdefault(setting.key, setting)
        if ground.nearness(setting.witness.path) < ground.nearness(known.witness.path):
            kept[setting.key] = setting
    return list(kept.values())


def _filled(text: str, known: dict[str, str]) -> str:
    """A value with its placeholders replaced by what manifests give, else by their defaults."""
    if "${" not in text:
        return text
    return _PLACE.sub(lambda m: known.get(m[1]) or known.get(re.sub(r"[.-]", "_", m[1]).upper()) or m[2] or m[0], text)


def _whole(stores: _Stores, rows: Iterable[Setting]) -> Iterator[tuple[str, str, Source]]:
    """Addresses that say all in one text. A connection string may be named after its server, as .NET Aspire has it."""
    for row in rows:
        for each, _ in connections(row.value):
            last = re.split(r"[.:_]+", row.key)[-1]
            source = Source(stores.at(each), each.database, each.schema, 0, _shown(row), last)
            yield row.key, each.technology, source


def _apart(stores: _Stores, rows: Sequence[Setting]) -> Iterator[tuple[str, str, Source]]:
    """Host and database under keys of their own that begin alike: `ORDER_DB_HOST` and `ORDER_DB_NAME`."""
    hosts: dict[tuple[str, ...], Setting] = {}
    names: dict[tuple[str, ...], Setting] = {}
    for row in rows:
        words = split(row.key)
        if _OTHER_WORDS & set(words):  # who may come in, and not where the data is
            continue
        if len(words) > 1 and words[-1] in _HOST_WORDS:
            hosts.setdefault(words[:-1], row)
        elif len(words) > 1 and words[-1] in _DATABASE_WORDS and re.fullmatch(r"[\w$-]{1,64}", row.value):
            names.setdefault(words[:-1], row)
    for group, row in names.items():
        host = hosts.get(group) or hosts.get((*group, "db")) or (hosts.get(group[:-1]) if group[-1] == "db" else None)
        server = stores.named(host.value) if host is not None else ""
        technology = next(filter(None, map(product, group)), "")
        if server or technology or (host is not None and _data_words(group)):
            apart = split(row.key)[-1] == "schema" and technology != "mysql"
            database, schema = ("", row.value) if apart else (row.value, "")
            yield row.key, technology, Source(server, database, schema, 0, _shown(row))


def _data_words(group: tuple[str, ...]) -> bool:
    return bool({"db", "database", "datasource", "sql"} & set(group))


def _coded(ground: Ground, node: str, stores: _Stores) -> Iterator[tuple[str, Source]]:
    """Addresses, and names of databases, that code has as literals."""
    for file in ground.files(node):
        if file.extension not in _CODES or file.role not in {"source", "script", "migration"}:
            continue
        text = ground.texts.of(file.path)
        for each, at in connections(text):
            witness = Witness(file.path, text.count("\n", 0, at) + 1, READER, each.database)
            yield each.technology, Source(stores.at(each), each.database, each.schema, 0, witness)
        lower = text.lower()
        if any(word in lower for word in _MEANT):
            for found in _IN_CODE.finditer(text):
                name = found[1] or found[2] or found[3]
                witness = Witness(file.path, text.count("\n", 0, found.start()) + 1, READER, name)
                yield "mongodb", Source("", name, "", 0, witness)


def _made(ground: Ground, store: Node) -> Iterator[Source]:
    """The database that a server is told to make when it starts first: what its clients use if they say nothing else.

    Of .NET Aspire's `AddDatabase`, which makes a node of its own, it is that one, whatever they say.
    """
    for part in ground.parts.get(store.name, ()):
        if part.witness.reader == "aspire" and _ASPIRE in _line(ground, part.witness):
            yield Source(store.name, part.name, "", _MANIFEST, part.witness)
    for setting in ground.settings(store.name) if store.name in ground.parts else ():
        if setting.key in _MADE and re.fullmatch(r"[\w$-]{1,64}", setting.value):
            yield Source(store.name, setting.value, "", _OWN, _shown(setting))


def _line(ground: Ground, witness: Witness) -> str:
    return "".join(ground.texts.of(witness.path).splitlines()[witness.line - 1 : witness.line])


def _shown(setting: Setting) -> Witness:
    return replace(setting.witness, text=f"{setting.key}={hidden(setting.value)}"[:160])


def hidden(value: str) -> str:
    """A value without the secrets that connection strings have in them."""
    value = re.sub(r"(://[^:/@\s]*):[^@\s]*@", r"\1:…@", value)
    return re.sub(r"(?i)\b(password|pwd)=[^;\s]*", r"\1=…", value)
