"""Connections to data stores as texts state them: URLs, JDBC, ADO.NET and libpq strings, Go's and PHP's data source names.

Sources: the JDBC documentation of each vendor; RFC 3986; PostgreSQL, "Connection Strings"; MongoDB, "Connection Strings"; Microsoft,
"Connection String Syntax"; go-sql-driver/mysql; PHP's PDO.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# The names that products go by in schemes, drivers, keys and images.
_PRODUCTS = {
    "postgres": "postgres", "postgresql": "postgres", "postgis": "postgres", "npgsql": "postgres", "pg": "postgres", "pgsql": "postgres",
    "cockroachdb": "postgres", "mysql": "mysql", "mariadb": "mysql", "mongo": "mongodb", "mongodb": "mongodb", "mgo": "mongodb",
    "redis": "redis", "rediss": "redis", "valkey": "redis", "sqlserver": "sqlserver", "mssql": "sqlserver", "oracle": "oracle",
    "cassandra": "cassandra", "scylla": "cassandra", "memcached": "memcached", "memcache": "memcached", "neo4j": "neo4j",
    "bolt": "neo4j", "clickhouse": "clickhouse", "couchdb": "couchdb", "couchbase": "couchbase", "elasticsearch": "elasticsearch",
    "opensearch": "elasticsearch", "dynamodb": "dynamodb", "cosmosdb": "cosmosdb", "db2": "db2",
}  # fmt: skip
_SCHEMES = (
    "postgresql", "postgres", "mysql", "mariadb", "mongodb", "rediss", "redis", "sqlserver", "mssql", "cassandra", "neo4j", "bolt",
    "clickhouse", "cockroachdb", "couchbase", "db2", "oracle", "pgsql",
)  # fmt: skip
_HOST = r"(?:\$\{[^}\s]{0,80}\}|\$\([^)\s]{0,80}\)|%[sv]|\{\w{0,40}\}|[\w.-])+"
_URL = re.compile(
    rf"(?:jdbc:(?:\w+:)??)?(?P<scheme>{'|'.join(_SCHEMES)})(?:\+\w+)?:(?:thin:)?(?://|@/{{0,2}})(?:[^@\s\"'`/]{{0,200}}@)?"
    rf"(?P<host>{_HOST}(?::(?:\d+|{_HOST}))?(?:,{_HOST}(?::\d+)?){{0,9}})(?P<rest>[/;:?][^\s\"'`,<>]{{0,300}})?"
)
_EMBEDDED = re.compile(r"jdbc:(?:h2|hsqldb|derby|sqlite):")
_SERVER = r"(?:Server|Host|Data Source|Addr(?:ess)?|Network Address|hostaddr)"
_PAIRS = re.compile(
    rf"(?i)(?<![\w.])(?P<first>{_SERVER})\s*=\s*(?P<host>[^;\"'\s]{{1,200}})[;\s](?P<rest>[^\"'`\n]{{0,400}})"
)
_PDO = re.compile(r"(?P<scheme>pgsql|mysql|sqlsrv):(?P<rest>(?:\w+=[^;\"'\s]{1,120};?){1,8})")
_TCP = re.compile(rf"@tcp\((?P<host>{_HOST}(?::\w+)?)\)/(?P<database>[\w-]+)?")
_PAIR = re.compile(
    r"(?i)(?:^|[;\s])\s*(host|port|database|initial catalog|dbname|db|search ?path|user id|username|user|uid)\s*=\s*([^;\"'\s]+)"
)
_ADDRESSED = ("server=", "server =", "host=", "host =", "source=", "source =", "address=", "addr=")
_ASKED = ("database", "catalog", "dbname", "user id", "username", "uid=", "user=")
_QUERY = re.compile(r"(?i)[?&;](currentSchema|search_path|schema|databaseName|database|authSource|user)=([^&;\s]+)")
_NAME = re.compile(r"\w[\w$.-]*$")


class Connection(NamedTuple):
    """`technology` in lower case ('' if not said), `host` with its port as written, and what is asked for there ('' if not said)."""

    technology: str
    host: str
    database: str = ""
    schema: str = ""


def connections(text: str) -> Iterator[tuple[Connection, int]]:
    """All connections in a text, each with where in it it stands."""
    for begin, line in _lines_with(text, "://", ":@"):
        for found in _URL.finditer(line):
            yield _of_url(found), begin + found.start()
    for begin, line in _lines_with(text, "@tcp("):
        for found in _TCP.finditer(line):
            yield Connection("mysql", found["host"], _known(found["database"] or "")), begin + found.start()
    lower = text.lower() if "=" in text else ""
    if any(key in lower for key in _ADDRESSED) and any(key in lower for key in _ASKED):
        yield from _in_pairs(text)


def _lines_with(text: str, *signs: str) -> Iterator[tuple[int, str]]:
    """The lines that have one of some signs, and where they begin: patterns are slow, and most text is none of their business."""
    end = -1
    for at in sorted(found.start() for sign in signs for found in re.finditer(re.escape(sign), text)):
        if at > end:
            begin = text.rfind("\n", 0, at) + 1
            end = text.find("\n", at) if "\n" in text[at:] else len(text)
            yield begin, text[begin:end]


def _in_pairs(text: str) -> Iterator[tuple[Connection, int]]:
    for found in _PDO.finditer(text):
        given = _pairs(found["rest"])
        if "host" in given:
            yield Connection(product(found["scheme"]), given["host"], _known(given.get("dbname", ""))), found.start()
    for found in _PAIRS.finditer(text):
        given = _pairs(f";{found['rest']}")
        database = given.get("database") or given.get("initial catalog") or given.get("dbname") or ""
        if database or given.keys() & {"user id", "username", "uid", "user"}:
            schema = given.get("search path") or given.get("searchpath") or ""
            host = found["host"].removeprefix("tcp:")
            yield Connection(_ado(given, found["first"]), host, _known(database), schema), found.start()


def embedded(text: str) -> bool:
    """Whether an address means a database inside the process, which nobody else can reach."""
    return _EMBEDDED.match(text) is not None


def product(word: str) -> str:
    """The product that a scheme, driver or part of a key names; '' for none."""
    return _PRODUCTS.get(word.lower(), "")


def _of_url(found: re.Match[str]) -> Connection:
    technology, rest = product(found["scheme"]), found["rest"] or ""
    said = {key.lower(): value for key, value in _QUERY.findall(rest)}
    path = re.split(r"[?;]", rest.lstrip("/:"), maxsplit=1)[0] if rest[:1] in "/:" else ""
    parts = [part for part in path.split("/") if part]
    database = said.get("databasename") or said.get("database") or (parts[0] if parts else "")
    schema = said.get("currentschema") or said.get("search_path") or said.get("schema") or ""
    return Connection(technology, found["host"], _known(database), _known(schema))


def _known(name: str) -> str:
    """A name that is one: what is filled in at run time is not known."""
    return name if _NAME.match(name) else ""


def _pairs(text: str) -> dict[str, str]:
    return {key.lower(): value for key, value in _PAIR.findall(text)}


def _ado(given: dict[str, str], first: str) -> str:
    """Which driver understands these words: Npgsql says Host and Username, SqlClient and MySqlConnector say Server or Data Source."""
    return "postgres" if first.lower() == "host" and ("username" in given or "dbname" in given) else ""
