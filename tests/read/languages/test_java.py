"""What Java's outline holds, and that no broken text makes it fail."""

from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.read.languages.java import LANGUAGE, imported
from skerry.read.outline import Import, Mark
from skerry.read.places import Places

_SOURCE = b'''package a.b;
import static a.b.C.foo;
import a.c.*;
@Entity @Table(name = "x")
public class A<T> extends Base<C> implements D, E<F> {
  @Id private Long id, other = 4;
  static final Logger LOG = null;
  A(@Value("${k}") String x, int... ys) { super(x); }
  public <R> List<Order> get(final int id) throws Broken {
    var made = new Foo<Bar>(1); var found = repo.find(id); var cast = (Order) found;
    for (Order o : items) { this.repo.save(o); }
    if (made instanceof Order q) { q.run(); }
    stream.map(Order::getId).map(Item::new).forEach(one -> one.go());
    String s = "select * " + "from " + TABLE + " where x = 1"; Class<?> c = Order.class; int n = Limits.MOST;
    String t = """
        delete from y""";
    List.<Order>of();
  }
}
record P(@NotNull String name) implements Q {}
enum Z { ONE, TWO; void go() {} }
'''


def test_scopes_with_bases_and_annotations() -> None:
    head = LANGUAGE.outline(_SOURCE).head
    assert head.package == "a.b"
    assert [(s.kind, s.name, s.parent) for s in head.scopes] == [
        ("class", "A", -1), ("function", "A", 0), ("function", "get", 0), ("class", "P", -1), ("enum", "Z", -1), ("function", "go", 4),
    ]  # fmt: skip
    assert head.scopes[0].bases == ("Base<C>", "D", "E<F>")
    assert head.scopes[0].marks == (Mark("Entity", "", 4), Mark("Table", 'name = "x"', 4))
    assert head.scopes[2].returns == "List<Order>"
    assert [(i.module, i.name) for i in head.imports] == [("a.b.C", "foo"), ("a.c", "*")]


def test_variables_with_types_and_modifiers() -> None:
    outline = LANGUAGE.outline(_SOURCE)
    fields = {(v.name, v.kind, v.type) for v in outline.head.fields}
    assert {
        ("id", "field", "Long"),
        ("other", "field", "Long"),
        ("x", "param", "String"),
        ("ys", "param", "int[]"),
    } <= fields
    assert ("name", "field", "String") in fields
    assert "static" in [m.name for v in outline.head.fields if v.name == "LOG" for m in v.marks]
    found = {(v.name, v.type, v.value) for v in outline.body.locals}
    assert {("made", "Foo<Bar>", ""), ("found", "", "repo.find(id)"), ("cast", "Order", "")} <= found
    assert {("o", "Order", ""), ("q", "Order", "")} <= found


def test_calls_creations_references_uses_and_texts() -> None:
    body = LANGUAGE.outline(_SOURCE).body
    calls = {(c.receiver, c.name, c.new) for c in body.calls}
    assert {("", "Foo", True), ("this.repo", "save", False), ("Order", "getId", False), ("", "Item", True)} <= calls
    assert ("one", "go", False) in calls
    assert [c.types for c in body.calls if c.name == "of"] == ["<Order>"]
    assert {"Order", "Broken", "Limits", "Bar"} <= {u.name for u in body.uses}
    assert {"select * from {TABLE} where x = 1", "delete from y"} <= {t.value for t in body.texts}


def test_an_import_means_the_file_of_its_class_the_nearest_first() -> None:
    places = Places({"m1/a/C.java": "a", "m2/a/C.java": "a", "m2/a/D.java": "a", "m2/b/E.java": "b"})
    assert list(imported(Import("a", "C", "", 1), "m2/b/E.java", places)) == ["m2/a/C.java", "m1/a/C.java"]
    assert list(imported(Import("a.D", "Inner", "", 1), "m2/b/E.java", places)) == ["m2/a/D.java"]
    assert list(imported(Import("b", "*", "", 1), "m1/a/C.java", places)) == ["m2/b/E.java"]
    assert list(imported(Import("java.util", "List", "", 1), "m1/a/C.java", places)) == []


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(_SOURCE)), st.integers(0, 40))
def test_a_text_with_a_piece_missing_is_still_read(start: int, length: int) -> None:
    assert LANGUAGE.outline(_SOURCE[:start] + _SOURCE[start + length :]).language == "java"
