"""What one source file says, in one shape for every language: the value between a language and the frameworks.

An outline holds text as written and nothing that another file would be needed for; so it is cached by the file's content. It has two
halves: the *head* (what other files may refer to) and the *body* (what the file does). A change of a body leaves every other file's
resolved facts as they were.

Structs are array-like and without garbage collection, since a million lines give some millions of them.
"""

from __future__ import annotations

import msgspec

HERE = "./#"
GLOBAL = "global::"


class Mark(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An annotation, decorator or attribute: `name` as written without its sign, `args` the text between its parentheses.

    In Java and C# also those modifiers (`static`, `private` …) that change what a framework makes of a declaration.
    """

    name: str
    args: str
    line: int


class Scope(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Something that contains code. `kind` is class, interface, enum, struct, function; `parent` an index, -1 the file itself.

    `bases` are as written with type arguments (`JpaRepository<Order, Long>`). A function outside of all scopes that has bases is a
    method that stands outside its type's braces, perhaps in another file of the package: `bases` is the type (`func (s *Service)
    Place()` has `("Service",)`). A class made by a call has the called name as its base (`const Order = model.define(...)` has
    `("model.define",)`). A function given inline to a call that names it by a string bears both (`get /orders`).
    """

    kind: str
    name: str
    parent: int
    line: int
    end: int
    bases: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    returns: str = ""


class Variable(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A named value: `kind` is field (of a class), param, or local. `type` and `value` are texts as written, '' if none.

    `value` is kept for fields and module variables, and for locals that are made by a call (it tells their type).
    """

    scope: int
    kind: str
    name: str
    type: str
    value: str
    line: int
    marks: tuple[Mark, ...] = ()


class Import(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`from module import name as alias`. `name` '' means the module itself, '*' everything in it.

    The module HERE is the file itself: `export default Order` is `from HERE import Order as default`. The alias GLOBAL says that an
    import holds for the whole project: C#'s `global using Shop.Orders;`.
    """

    module: str
    name: str
    alias: str
    line: int


class Call(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """`receiver.name(args)`; `new` for object creation has `name` = the class. `scope` is the index of the innermost scope, -1 the file.

    `args` is the text between the parentheses, cut at 200 bytes (`args_full` of the reader decides what is never cut).
    `types` are the type arguments as written, with their brackets: `<Order>` in `Set<Order>()`.
    """

    scope: int
    receiver: str
    name: str
    args: str
    line: int
    new: bool = False
    types: str = ""


class Use(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A type or constant mentioned in a scope in any other way than by a base, call, import or variable."""

    scope: int
    name: str
    line: int


class Text(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A string literal that may be a name of something elsewhere: SQL, a route, a dotted path, a topic. Without its quotes."""

    scope: int
    value: str
    line: int


class Note(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Something about a file that a person should know, by the id of its problem code."""

    code: str
    line: int
    what: str


class Head(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The half of an outline that other files may refer to."""

    package: str
    imports: tuple[Import, ...]
    scopes: tuple[Scope, ...]
    fields: tuple[Variable, ...]


class Body(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The half of an outline that concerns the file alone."""

    locals: tuple[Variable, ...]
    calls: tuple[Call, ...]
    uses: tuple[Use, ...]
    texts: tuple[Text, ...]


class Outline(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One file. `lines` counts all lines; `broken` is the line of the first syntax error, 0 for none; `generated` by its own word."""

    language: str
    lines: int
    broken: int
    generated: bool
    head: Head
    body: Body
