"""SQL wherever it stands: accesses of statements, and tables that files of it leave behind."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Access, Table
from skerry.read.codebase import ReadOptions, read
from skerry.read.sql import accesses, looks_like_sql


def both(sql: str) -> tuple[set[str], set[str]]:
    found = accesses(sql)
    return {name for mode, name in found if mode == "read"}, {name for mode, name in found if mode == "write"}


@pytest.mark.parametrize(
    ("sql", "reads", "writes"),
    [
        ("SELECT * FROM a JOIN b ON a.id = b.id", "a b", ""),
        ("select x from orders o, lines as l where exists (select 1 from stock)", "orders lines stock", ""),
        ("INSERT INTO shop.orders (a, b) SELECT x FROM t", "t", "shop.orders"),
        ("INSERT INTO a VALUES (1) ON CONFLICT (id) DO UPDATE SET x = 1", "", "a"),
        ("INSERT INTO a (x) VALUES (1) ON DUPLICATE KEY UPDATE x = 2", "", "a"),
        ("REPLACE INTO a VALUES (1)", "", "a"),
        ("UPDATE o SET x = 1 FROM dbo.Orders o JOIN [dbo].[Lines] l ON 1 = 1", "Orders Lines", "Orders"),
        ("UPDATE `orders` SET x = (SELECT max(y) FROM t)", "t", "orders"),
        ("DELETE FROM orders WHERE id = ?", "", "orders"),
        ("DELETE o FROM orders o JOIN c ON 1 = 1", "orders c", "orders"),
        ("MERGE INTO t USING s ON (t.id = s.id) WHEN MATCHED THEN UPDATE SET x = 1", "s", "t"),
        ("WITH x AS (SELECT * FROM a), y (n) AS (SELECT 1 FROM x) SELECT * FROM y JOIN b USING (id)", "a b", ""),
        ("WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone", "", "a b"),
        ("SELECT extract(year FROM created), trim(both FROM n) FROM orders FOR UPDATE", "orders", ""),
        ("SELECT a IS DISTINCT FROM b FROM t", "t", ""),
        ("SELECT * FROM (SELECT * FROM inside) x, outside", "inside outside", ""),
        ('SELECT * FROM "public"."Order" "o" LEFT JOIN "User" u ON 1 = 1', "Order User", ""),
        ("select o from Order o join o.items i where o.x = :x", "Order", ""),
        ("SELECT 'from z' FROM t -- from q\n/* from r */", "t", ""),
        ("SELECT * FROM {table} JOIN %s JOIN :t JOIN @t JOIN #t JOIN ${t}", "", ""),
        ("SELECT * FROM generate_series(1, 2)", "", ""),
        ("TRUNCATE TABLE t", "", "t"),
        ("SELECT 1", "", ""),
        ("", "", ""),
    ],
)
def test_accesses(sql: str, reads: str, writes: str) -> None:
    assert both(sql) == (set(reads.split()), set(writes.split()))


@pytest.mark.parametrize(
    "text",
    [
        "Select a product from the list",
        "Update your profile to set a password.",
        "select",
        "Delete from cart?",
        "with care",
    ],
)
def test_sentences_are_no_sql(text: str) -> None:
    assert not looks_like_sql(text)


def test_a_statement_takes_a_tenth_of_a_millisecond() -> None:
    begin = process_time()
    for _ in range(1_000):
        accesses(
            "SELECT o.id, l.price FROM orders o JOIN lines l ON l.order_id = o.id WHERE o.total > 10 AND o.open = 1"
        )
    assert process_time() - begin < 0.3


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return tmp_path


def graph_of(tree: Path, **files: str) -> FactGraph:
    for name, text in files.items():
        path = tree / name.replace("__", ".").replace("_in_", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read(tree, ReadOptions(remember=False, history=False))


def tables(graph: FactGraph) -> dict[str, dict[str, str]]:
    """Table to column to what is known of it: `*` for a key, `>table` for a foreign key."""
    return {
        table.name: {c.name: "*" * c.key + (f">{c.references}" if c.references else "") for c in table.columns}
        for table in graph.of(Table)
    }


DIALECTS = {
    "postgres": """CREATE TABLE public.orders (id bigserial PRIMARY KEY, customer_id int REFERENCES customers (id), note jsonb);
        ALTER TABLE ONLY orders ADD CONSTRAINT fk FOREIGN KEY (note) REFERENCES notes(id) DEFERRABLE INITIALLY DEFERRED;""",
    "mysql": """CREATE TABLE `orders` (`id` int unsigned AUTO_INCREMENT, `customer_id` int, `note` text COMMENT 'it\\'s; here', PRIMARY KEY (`id`),
        KEY `k` (`note`), CONSTRAINT `c` FOREIGN KEY (`customer_id`) REFERENCES `customers` (`id`)) ENGINE=InnoDB;
        ALTER TABLE `orders` ADD CONSTRAINT `fk` FOREIGN KEY (`note`) REFERENCES `notes` (`id`);""",
    "tsql": """CREATE TABLE [dbo].[orders]([id] [int] IDENTITY(1,1) NOT NULL, [customer_id] [int] NULL, [note] [nvarchar](max),
        CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([id] ASC) WITH (PAD_INDEX = OFF) ON [PRIMARY]) ON [PRIMARY]
GO
ALTER TABLE [dbo].[orders] WITH CHECK ADD CONSTRAINT [A] FOREIGN KEY([customer_id]) REFERENCES [dbo].[customers] ([id])
GO
ALTER TABLE [dbo].[orders] ADD CONSTRAINT [B] FOREIGN KEY([note]) REFERENCES [dbo].[notes] ([id])
GO""",
    "oracle": """CREATE TABLE orders (id NUMBER(10) GENERATED ALWAYS AS IDENTITY, customer_id NUMBER REFERENCES customers,
        note VARCHAR2(20 CHAR), CONSTRAINT pk PRIMARY KEY (id) USING INDEX);
        ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (note) REFERENCES notes (id);""",
    "sqlite": """PRAGMA foreign_keys = ON;
        CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id REFERENCES customers(id), note TEXT,
        FOREIGN KEY (note) REFERENCES notes (id));""",
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_dialects(tree: Path, dialect: str) -> None:
    graph = graph_of(tree, schema__sql=DIALECTS[dialect])
    assert graph.problems == ()
    assert tables(graph) == {"orders": {"id": "*", "customer_id": ">customers", "note": ">notes"}}


def test_migrations_apply_in_the_order_of_their_versions(tree: Path) -> None:
    folder = tree / "db" / "migration"
    folder.mkdir(parents=True)
    for name, text in {
        "V10__last.sql": "ALTER TABLE renamed DROP COLUMN gone; ALTER TABLE renamed RENAME COLUMN a TO b; DROP TABLE temp_x;",
        "V2__next.sql": "ALTER TABLE first ADD COLUMN owner int REFERENCES people(id); ALTER TABLE first RENAME TO renamed;",
        "V1__first.sql": "CREATE TABLE first (id int PRIMARY KEY, a int, gone int); CREATE TABLE temp_x (id int);",
        "U1__first.sql": "DROP TABLE renamed;",
        "V3__x.down.sql": "DROP TABLE renamed;",
    }.items():
        (folder / name).write_text(text)
    assert tables(graph_of(tree)) == {"renamed": {"id": "*", "b": "", "owner": ">people"}}


def test_the_way_down_is_not_taken(tree: Path) -> None:
    goose = "-- +goose Up\nCREATE TABLE a (id int);\n-- +goose Down\nDROP TABLE a;\n"
    assert tables(graph_of(tree, m__sql=goose)) == {"a": {"id": ""}}


def test_schemas_of_several_databases_stand_side_by_side(tree: Path) -> None:
    graph = graph_of(
        tree,
        mysql_in_s__sql="CREATE TABLE a (id int);",
        h2_in_s__sql="DROP TABLE a IF EXISTS; CREATE TABLE a (id int, b int);",
    )
    assert [(len(t.columns), graph.units[t.unit].path) for t in graph.of(Table)] == [
        (2, "h2/s.sql"),
        (1, "mysql/s.sql"),
    ]


def test_a_dump_is_not_parsed_row_by_row(tree: Path) -> None:
    rows = "".join(f"INSERT INTO a VALUES ({n}, 'it''s; CREATE TABLE no (id int);');\n" for n in range(100_000))
    begin = process_time()
    graph = graph_of(tree, dump__sql="CREATE TABLE a (id int, t text);\n" + rows + "CREATE TABLE z (id int);\n")
    assert process_time() - begin < 3
    assert set(tables(graph)) == {"a", "z"}
    assert [t.line for t in graph.of(Table)] == [1, 100_002]


def test_copied_rows_are_no_statements(tree: Path) -> None:
    dump = "CREATE TABLE a (t text);\nCOPY a (t) FROM stdin;\nit's; CREATE TABLE no (id int);\n\\.\nCREATE TABLE b (id int);\n"
    assert set(tables(graph_of(tree, dump__sql=dump))) == {"a", "b"}


ROUTINES = {
    "tsql": "CREATE PROCEDURE [dbo].[Place] AS\nBEGIN\n  INSERT INTO Orders (a) SELECT b FROM Carts;\n  UPDATE Stock SET n = 1;\nEND\nGO\n",
    "mysql": "DELIMITER //\nCREATE PROCEDURE Place()\nBEGIN\n  INSERT INTO Orders (a) SELECT b FROM Carts;\n  UPDATE Stock SET n = 1;\nEND//\nDELIMITER ;\n",
    "postgres": "CREATE OR REPLACE FUNCTION Place() RETURNS void AS $$\nBEGIN\n  INSERT INTO Orders (a) SELECT b FROM Carts;\n"
    "  UPDATE Stock SET n = 1;\nEND;\n$$ LANGUAGE plpgsql;\n",
    "oracle": "CREATE OR REPLACE PROCEDURE Place IS\nBEGIN\n  INSERT INTO Orders (a) SELECT b FROM Carts;\n  UPDATE Stock SET n = 1;\nEND;\n/\n",
}


@pytest.mark.parametrize("dialect", ROUTINES)
def test_procedures_are_units_that_read_and_write(tree: Path, dialect: str) -> None:
    graph = graph_of(tree, p__sql=ROUTINES[dialect] + "CREATE TABLE after_it (id int);\n")
    (unit,) = [i for i, u in enumerate(graph.units) if u.name == "Place"]
    found = {(a.mode, a.table) for a in graph.of(Access) if a.unit == unit}
    assert found == {("write", "Orders"), ("read", "Carts"), ("write", "Stock")}
    assert set(tables(graph)) == {"after_it"}


def test_views_read_tables(tree: Path) -> None:
    graph = graph_of(tree, v__sql="CREATE OR REPLACE VIEW v AS SELECT * FROM a JOIN b USING (id);")
    assert [(graph.units[a.unit].name, a.mode, a.table) for a in graph.of(Access)] == [
        ("v", "read", "a"),
        ("v", "read", "b"),
    ]


MAPPER = """<?xml version="1.0"?>
<!DOCTYPE mapper PUBLIC "-//mybatis.org//DTD Mapper 3.0//EN" "http://mybatis.org/dtd/mybatis-3-mapper.dtd">
<mapper namespace="shop.OrderMapper">
  <sql id="from">FROM orders o JOIN lines l ON l.id = o.id</sql>
  <select id="find">SELECT * <include refid="from"/> <where><if test="x != null">AND x &lt; #{x}</if></where></select>
  <update id="close">UPDATE orders SET open = 0</update>
  <delete id="nobody">DELETE FROM lines</delete>
</mapper>"""


def test_mybatis_statements_belong_to_the_methods_of_the_mapper(tree: Path) -> None:
    java = "package shop;\npublic interface OrderMapper {\n  Order find(int x);\n  void close();\n}\n"
    graph = graph_of(tree, shop_in_OrderMapper__java=java, OrderMapper__xml=MAPPER, pom__xml="<project/>")
    found = {(graph.qualified(a.unit).partition("::")[2], a.mode, a.table) for a in graph.of(Access)}
    assert found == {
        ("OrderMapper.find", "read", "orders"),
        ("OrderMapper.find", "read", "lines"),
        ("OrderMapper.close", "write", "orders"),
    }
    assert "pom.xml" not in graph.lines


def test_sql_in_strings_of_code(tree: Path) -> None:
    code = 'def place(db):\n    db.execute("INSERT INTO orders SELECT * FROM carts")\n    print("Select one from the list")\n'
    graph = graph_of(tree, a__py=code)
    found = [(graph.qualified(a.unit), a.mode, a.table, a.line) for a in graph.of(Access)]
    assert found == [("a.py::place", "write", "orders", 2), ("a.py::place", "read", "carts", 2)]
