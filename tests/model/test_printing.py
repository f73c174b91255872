"""Formatting, writing and editing: the meaning of a text stays, and so does all that a person put there."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skerry.model import (
    Draft,
    DraftCall,
    DraftContext,
    DraftLine,
    DraftPhase,
    DraftSaga,
    DraftService,
    DraftStep,
    format_text,
    load_texts,
    write,
)
from skerry.model.document import read
from skerry.model.edit import EditError, add_entry, add_item, find, set_value
from skerry.model.nodes import plain
from skerry.model.system import System

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/*.arch.yaml"))
MESSY = """\
arch:   1



system: x # short
contexts: {a: {kind: core , team: t}}
services:
    s:
        context: a
        # what is ours
        owns: [ A,B ]
        api:
            v1:
                "GET  /x?a&b":  "get->A[]"   # hey
        about: |
            hello
              world

    # the end of services
types:
    a:
        A:   {id: uuid,
           n: "int>=1"} # folded
        B1:  text
        Long: { field0: text, field1: text, field2: text, field3: text, field4: text, field5: text, field6: text,
           field7: text, field8: text, field9: text, field10: text, field11: text, field12: text, field13: text }
"""


def system(text: str) -> System:
    return load_texts([("x", text)]).system


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_examples_are_formatted(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_text(text) == text


def test_a_messy_text() -> None:
    assert format_text(MESSY) == (ROOT / "tests/model/messy.txt").read_text(encoding="utf-8")
    assert system(format_text(MESSY)) == system(MESSY)
    assert format_text(format_text(MESSY)) == format_text(MESSY)


def test_what_can_not_be_read_is_left_alone() -> None:
    for text in ("a: [1", "a:   &x 1\nb:   *x\n", "", "a:   !!str 1\n"):
        assert format_text(text) == text


words = st.from_regex(r"[a-z][a-z0-9]{0,6}", fullmatch=True)
prose = st.text("abc é:#,{}[]'\"-?*&!|>%@0\\", min_size=1, max_size=24).filter(
    lambda text: text == text.strip() and text
)
notes = st.just("") | st.text("abc #:é", max_size=60)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    contexts = draw(st.lists(words, min_size=1, max_size=4, unique=True))
    names = [f"{name}-service" for name in draw(st.lists(words, min_size=1, max_size=5, unique=True))]
    services = tuple(
        DraftService(
            name,
            draw(st.sampled_from(contexts)),
            draw(st.just("") | prose),
            tuple(draw(st.lists(words.map(lambda word: f"src/{word}/**"), max_size=12))),
            (f"E{number}",),
            {"main": {"postgres": draw(words)}} if draw(st.booleans()) else {},
            {f"GET /{number}/{{id}}?page": f"get -> E{number}[]"} if draw(st.booleans()) else {},
            {f"E{number}": f"hear -> E{number}"} if draw(st.booleans()) else {},
            (f"P{number}",) if draw(st.booleans()) else (),
            tuple(DraftCall(other, draw(notes)) for other in draw(st.lists(st.sampled_from(names), unique=True))),
            draw(notes),
        )
        for number, name in enumerate(names)
    )
    return Draft(
        draw(words),
        draw(st.just("") | prose),
        tuple(
            DraftContext(
                name,
                "core",
                draw(st.just("") | words),
                tuple(draw(st.lists(prose, max_size=2))),
                {},
                draw(st.just("") | prose),
                draw(notes),
            )
            for name in contexts
        ),
        tuple(DraftLine(contexts[0], name, ("conformist",), draw(notes)) for name in contexts[1:]),
        "legacy" if draw(st.booleans()) else "",
        ("../legacy/**",),
        {},
        services,
        {},
        (DraftSaga("Do", names[0], "start", tuple(DraftStep(f"{name}.get", "", draw(notes)) for name in names)),),
        tuple(DraftPhase(f"p{number}", (name,), draw(notes)) for number, name in enumerate(names)),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drafts())
def test_a_draft_is_written_read_and_formatted_to_the_same_system(draft: Draft) -> None:
    text = write(draft)
    loaded = load_texts([("x", text)])
    assert not [problem for problem in loaded.problems if problem.code.id != "M020"]
    assert loaded.system.about == draft.about
    assert {
        name: (service.context, service.about, tuple(map(str, service.code)))
        for name, service in loaded.system.services.items()
    } == {service.name: (service.context, service.about, service.code) for service in draft.services}
    assert {name: context.does for name, context in loaded.system.contexts.items()} == {
        context.name: context.does for context in draft.contexts
    }
    formatted = format_text(text)
    assert system(formatted) == loaded.system
    assert format_text(formatted) == formatted


SHOP = ROOT / "examples/shop/shop.arch.yaml"


def changed(old: str, new: str) -> list[str]:
    return [
        line
        for line in difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
        if line[0] in "+-" and line[:3] not in ("+++", "---")
    ]


def test_setting_a_value_changes_one_line() -> None:
    document = read(SHOP.read_text(encoding="utf-8"), "shop")
    new = set_value(document, ("services", "order-service", "calls", "catalog-service", "get", "timeout"), "150ms")
    assert changed(document.text, new) == [
        "-      catalog-service:  { get: { timeout: 200ms, cache: 60s, reads: [name, price] } }",
        "+      catalog-service:  { get: { timeout: 150ms, cache: 60s, reads: [name, price] } }",
    ]


def test_adding_to_lists_and_maps_changes_one_line() -> None:
    document = read(SHOP.read_text(encoding="utf-8"), "shop")
    for new in (
        add_item(document, ("services", "order-service", "owns"), "Basket"),
        add_item(document, ("access", "customer"), "search-service.* if a = caller"),
        add_entry(document, ("services", "order-service", "views"), "Late", "{ from: [OrderUpdated], key: orderId }"),
        add_entry(document, ("services", "payment-service", "calls"), "mail", "{}"),
        add_entry(document, ("services",), "return-service", "{ context: orders }"),
        add_entry(document, (), "about-us", "x"),
    ):
        lines = changed(document.text, new)
        assert len([line for line in lines if line[0] == "+"]) == 1
        assert not read(new, "shop").problems


def test_edits_of_what_is_not_there_are_refused() -> None:
    document = read("a: { b: 1 }\n", "x")
    for edit in (
        lambda: find(document, ("c",)),
        lambda: set_value(document, ("a",), "1"),
        lambda: add_item(document, ("a",), "1"),
        lambda: add_entry(document, ("a",), "b", "2"),
    ):
        with pytest.raises(EditError):
            edit()


@given(st.text("ab:#\"'{}[],é -\\\n&*!|>%@`?0", max_size=12))
def test_any_value_can_be_set(value: str) -> None:
    for text in ("a: b # c\nd: e\n", "a: 'b'\n", "a: { b: c, a: d }\n", "a:\nd: e\n"):
        document = read(text, "x")
        path = ("a", "b") if "{" in text else ("a",)
        again = read(set_value(document, path, value), "x")
        assert not again.problems
        found = find(again, path)
        assert getattr(found, "text", None) == value
        assert plain(again.root).keys() == plain(document.root).keys()  # type: ignore[attr-defined]
