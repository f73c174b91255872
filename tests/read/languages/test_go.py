from skerry.read.languages.go import LANGUAGE
from skerry.read.outline import Outline


def outline(text: str) -> Outline:
    found = LANGUAGE.outline(f"package shop\n{text}\n".encode())
    assert found.broken == 0
    return found


def test_imports_with_aliases() -> None:
    found = outline('import (\n\t"fmt"\n\tdb "example.com/shop/db"\n\t. "strings"\n)')
    assert {(i.module, i.name, i.alias) for i in found.head.imports} == {
        ("fmt", "", ""),
        ("example.com/shop/db", "", "db"),
        ("strings", "*", ""),
    }
    assert found.head.package == "shop"


def test_a_struct_has_its_embedded_types_as_bases_and_its_tags_as_marks() -> None:
    found = outline('type Order struct {\n\tgorm.Model\n\t*Base\n\tA, B string `gorm:"column:x"`\n}')
    assert (found.head.scopes[0].kind, found.head.scopes[0].bases) == ("struct", ("gorm.Model", "Base"))
    assert [(v.name, v.type, [m.args for m in v.marks]) for v in found.head.fields][2:] == [
        ("A", "string", ['gorm:"column:x"']),
        ("B", "string", ['gorm:"column:x"']),
    ]


def test_a_method_names_its_type_and_knows_its_receiver() -> None:
    found = outline(
        "func (s *Service) Place(ctx context.Context, xs ...Item) (*Order, error) { return s.repo.Save(xs) }"
    )
    method = found.head.scopes[0]
    assert (method.name, method.bases, method.parent, method.returns) == ("Place", ("Service",), -1, "(*Order, error)")
    assert {(v.name, v.type) for v in found.head.fields} == {
        ("ctx", "context.Context"),
        ("xs", "Item"),
        ("s", "*Service"),
    }
    assert [(c.receiver, c.name, c.args) for c in found.body.calls] == [("s.repo", "Save", "xs")]


def test_literals_are_creations_and_closures_belong_to_what_is_around_them() -> None:
    found = outline(
        "func run() {\n\to := &shop.Order{Items: []Item{{}}}\n\tp := new(Product)\n"
        '\tdb.Transaction(func(tx *gorm.DB) error { return tx.Save(o) })\n\tr.GET("/x", func(c *gin.Context) { show(p) })\n}'
    )
    assert {c.name for c in found.body.calls if c.new} == {"shop.Order", "Item", "Product"}
    assert [s.name for s in found.head.scopes] == ["run", "GET /x"]
    scopes = {c.name: c.scope for c in found.body.calls}
    assert (scopes["Save"], scopes["show"]) == (0, 1)
    assert ("tx", "*gorm.DB") in {(v.name, v.type) for v in found.body.locals}
