from skerry.read.languages.typescript import LANGUAGE
from skerry.read.outline import HERE, Outline


def outline(text: str) -> Outline:
    return LANGUAGE.outline(text.encode())


def imports(text: str) -> set[tuple[str, str, str]]:
    return {(i.module, i.name, i.alias) for i in outline(text).head.imports}


def test_every_form_of_import_and_export_binds_its_name() -> None:
    assert imports("import type { A } from './a';\nimport B, { C as D } from './b';\nimport * as F from 'f';") == {
        ("./a", "A", ""),
        ("./b", "default", "B"),
        ("./b", "C", "D"),
        ("f", "", "F"),
    }
    assert imports("export * from './x';\nexport * as n from './y';\nexport { Q as R } from './z';") == {
        ("./x", "*", ""),
        ("./y", "", "n"),
        ("./z", "Q", "R"),
    }
    assert imports("const { join, x: y } = require('path');\nconst z = await import('./dyn');") == {
        ("path", "join", ""),
        ("path", "x", "y"),
        ("./dyn", "", ""),
    }


def test_a_default_export_is_a_name_of_the_file_itself() -> None:
    assert imports("class Order {}\nexport default Order;") == {(HERE, "Order", "default")}
    assert imports("export default class Order {}") == {(HERE, "Order", "default")}


def test_bases_decorators_and_members_of_a_class() -> None:
    found = outline(
        "@Entity({ name: 'orders' })\nexport class Order extends Base<Order> implements Priced {\n"
        "  @Column('text') note?: string;\n"
        "  constructor(@Inject('T') private readonly repo: Repository<Order>, other: X) {}\n"
        "  @Get(':id') async find(id: string): Promise<Order> { return this.repo.find(id); }\n"
        "  handler = async () => { run(); };\n}"
    )
    order = found.head.scopes[0]
    assert (order.kind, order.bases) == ("class", ("Base<Order>", "Priced"))
    assert [(m.name, m.args) for m in order.marks] == [("Entity", "{ name: 'orders' }")]
    members = {s.name: s for s in found.head.scopes if s.parent == 0}
    assert set(members) == {"constructor", "find", "handler"}
    assert [m.name for m in members["find"].marks] == ["Get"]
    assert members["find"].returns == "Promise<Order>"
    fields = {v.name: (v.type, [m.name for m in v.marks]) for v in found.head.fields if v.scope == 0}
    assert fields == {"note": ("string", ["Column"]), "repo": ("Repository<Order>", ["Inject"])}
    assert {(c.receiver, c.name) for c in found.body.calls} >= {("this.repo", "find"), ("", "run")}


def test_functions_are_named_by_what_holds_them() -> None:
    found = outline(
        "export const place = async (order: Order) => {};\n"
        "export const flow = createWorkflow('place', (input) => { step(input); });\n"
        "const shop = { close: () => {} };\n"
        "router.get('/orders/:id', auth, (request) => { load(request); });\n"
        "const Order = model.define('order', {});\n"
        "const copied = items.map((item) => item.id);"
    )
    assert [(s.kind, s.name) for s in found.head.scopes] == [
        ("function", "place"),
        ("function", "flow"),
        ("function", "close"),
        ("function", "get /orders/:id"),
        ("class", "Order"),
        ("function", "copied"),
    ]


def test_tsx_and_old_casts_are_both_read() -> None:
    assert outline("export const Page = () => <Layout><Orders /></Layout>;").broken == 0
    assert outline("const order = <Order>found;\n// </a>").broken == 0


def test_a_syntax_error_is_noted_and_the_rest_is_kept() -> None:
    found = outline("class A { run() {} }\nclass ??? {\nclass B {}\n")
    assert found.broken == 2
    assert "A" in {s.name for s in found.head.scopes}
