"""What C#'s outline holds, and that no broken text makes it fail."""

from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.read.languages.csharp import LANGUAGE, imported
from skerry.read.outline import GLOBAL, Import, Mark
from skerry.read.places import Places

_SOURCE = b'''using System;
using static A.B.C;
using X = A.B.D<int>;
global using A.E;
namespace A.B;
[ApiController] // why
[Route("api/[controller]")]
public partial class Orders<T>(IRepo repo) : Base<C>(repo), D.E where T : G
{
  private readonly ILogger<Orders> _log = new();
  [Key] public int Id { get; set; } = 3;
  public async Task<Order> Get([FromRoute] int id) => await _m.Send(new Query(id) { X = 1 });
  void M() {
    var made = new Foo(); var found = await repo.Find(1); Bar made2 = new(2); var cast = x as Order;
    foreach (Order o in items) { repo?.Add(o); }
    if (x is Order q) { db.Set<Order>().Where(y => y.Id == 1); }
    int Local(int n) { return n; }
    var key = config["A:B"]; var all = from c in db.Carts select c;
    string s = @"select ""a"" from t", u = $"charges/{id}", r = """
      delete from y
      """, j = "update t " + "set a = 1";
    app.MapGet("/x", (IService service) => service.Run()); Use(Handler, Status.Open); typeof(Kind).ToString();
  }
}
public record struct Point(int X);
public delegate void Done(int a);
'''


def test_scopes_with_bases_attributes_and_namespaces() -> None:
    head = LANGUAGE.outline(_SOURCE).head
    assert head.package == "A.B"
    assert [(s.kind, s.name, s.parent) for s in head.scopes] == [
        ("class", "Orders", -1), ("function", "Get", 0), ("function", "M", 0), ("function", "Local", 2), ("struct", "Point", -1),
        ("interface", "Done", -1),
    ]  # fmt: skip
    assert head.scopes[0].bases == ("Base<C>", "D.E")
    assert Mark("Route", '"api/[controller]"', 7) in head.scopes[0].marks
    assert head.scopes[1].returns == "Task<Order>"
    assert [(i.module, i.name, i.alias) for i in head.imports] == [
        ("System", "*", ""), ("A.B", "C", ""), ("A.B", "D", "X"), ("A.E", "*", GLOBAL),
    ]  # fmt: skip


def test_variables_with_types() -> None:
    outline = LANGUAGE.outline(_SOURCE)
    fields = {(v.name, v.kind, v.type) for v in outline.head.fields}
    assert {("repo", "field", "IRepo"), ("Id", "field", "int"), ("id", "param", "int"), ("X", "field", "int")} <= fields
    found = {(v.name, v.type, v.value) for v in outline.body.locals}
    assert {
        ("made", "Foo", ""),
        ("found", "", "await repo.Find(1)"),
        ("made2", "Bar", ""),
        ("cast", "Order", ""),
    } <= found
    assert {("o", "Order", ""), ("q", "Order", ""), ("service", "IService", "")} <= found


def test_calls_creations_uses_and_texts() -> None:
    body = LANGUAGE.outline(_SOURCE).body
    calls = {(c.receiver, c.name, c.types, c.new) for c in body.calls}
    assert {("", "Query", "", True), ("", "ILogger", "<Orders>", True), ("", "Bar", "", True)} <= calls
    assert {("db", "Set", "<Order>", False), ("repo", "Add", "", False), ("service", "Run", "", False)} <= calls
    assert {("config", "[]", "", False), ("db.Carts", "From", "", False)} <= calls
    assert {"Handler", "Status", "Kind", "G", "Order"} <= {u.name for u in body.uses}
    wanted = {'select "a" from t', "charges/{id}", "delete from y", "update t set a = 1"}
    assert wanted <= {t.value for t in body.texts}


def test_a_using_means_every_file_of_the_namespace_an_alias_one_class() -> None:
    places = Places({"m/C.cs": "A.B", "m/Other.cs": "A.B", "n/Program.cs": "A", "n/T.cs": "Tests"})
    assert list(imported(Import("A.B", "*", "", 1), "n/T.cs", places)) == ["m/C.cs", "m/Other.cs"]
    assert list(imported(Import("A.B", "C", "X", 1), "n/T.cs", places)) == ["m/C.cs"]
    assert list(imported(Import("B", "C", "", 1), "n/Program.cs", places)) == ["m/C.cs"]
    assert list(imported(Import("System", "*", "", 1), "n/T.cs", places)) == []


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(_SOURCE)), st.integers(0, 40))
def test_a_text_with_a_piece_missing_is_still_read(start: int, length: int) -> None:
    assert LANGUAGE.outline(_SOURCE[:start] + _SOURCE[start + length :]).language == "csharp"
