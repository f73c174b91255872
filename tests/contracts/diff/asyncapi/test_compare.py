"""What breaks between two AsyncAPI documents, for whom, and in which order to roll out."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.contracts.change import Change, Ground, Level
from skerry.contracts.diff.asyncapi import FORMAT
from skerry.contracts.diff.format import Compared, Mode, Options
from skerry.formats.bundle import of_texts
from skerry.formats.text import read

OLD = """
asyncapi: 2.6.0
info: { title: Lights, version: 1.0.0 }
defaultContentType: application/json
servers: { test: { url: 'mqtt://broker:1883/x', protocol: mqtt, security: [{ user: [] }] } }
channels:
  lights/{id}/measured:
    parameters: { id: { schema: { type: string } } }
    publish: { message: { $ref: '#/components/messages/measured' } }
  lights/{id}/on:
    parameters: { id: { schema: { type: string } } }
    subscribe: { message: { oneOf: [{ name: dim, payload: { type: object } }, { name: off, payload: {} }] } }
components:
  securitySchemes: { user: { type: userPassword } }
  messages:
    measured: { name: measured, payload: { $ref: '#/components/schemas/m' }, headers: { properties: { h: { type: integer } } } }
  schemas: { m: { type: object, properties: { lumens: { type: integer }, at: { type: string } } } }
"""
NEW = """
asyncapi: 3.0.0
info: { title: Lights, version: 1.0.0 }
defaultContentType: application/json
servers: { test: { host: 'broker:1883', pathname: /x, protocol: mqtt, security: [{ $ref: '#/components/securitySchemes/user' }] } }
channels:
  measured:
    address: lights/{id}/measured
    parameters: { id: {} }
    messages: { measured: { $ref: '#/components/messages/measured' } }
  switched:
    address: lights/{id}/on
    parameters: { id: {} }
    messages: { dim: { payload: { type: object } }, off: { payload: {} } }
operations:
  onMeasured: { action: receive, channel: { $ref: '#/channels/measured' } }
  turnOn: { action: send, channel: { $ref: '#/channels/switched' } }
components:
  securitySchemes: { user: { type: userPassword } }
  messages:
    measured: { name: measured, payload: { $ref: '#/components/schemas/m' }, headers: { properties: { h: { type: integer } } } }
  schemas: { m: { type: object, properties: { lumens: { type: integer }, at: { type: string } } } }
"""


def compared(before: str, after: str, mode: Mode = Mode.AUTO) -> Compared:
    sides = (of_texts({"events.yaml": text.encode()}) for text in (before, after))
    return FORMAT.compare(*sides, Options(mode=mode))


def only(result: Compared) -> Change:
    assert len(result.changes) == 1, [change.rule.id for change in result.changes]
    return result.changes[0]


def test_moving_from_2_to_3_breaks_nothing() -> None:
    assert compared(OLD, NEW).changes == ()
    assert compared(NEW, OLD).changes == ()


def test_a_payload_is_told_by_message_and_field_and_proved() -> None:
    change = only(compared(NEW, NEW.replace("lumens: { type: integer }", "lumens: { type: string }")))
    assert (change.rule.id, change.level) == ("in-payload-type-changed", Level.BREAKING)
    assert change.subject.operation == "lights/{id}/measured#measured"
    assert change.subject.field == ("lumens",)
    assert change.proof.ground is Ground.WITNESS
    assert (
        change.now is not None
        and change.now.line == NEW.splitlines().index(next(line for line in NEW.splitlines() if "lumens" in line)) + 1
    )


def test_what_only_breaks_old_readers_is_a_matter_of_rollout() -> None:
    change = only(compared(NEW, NEW.replace("lumens: { type: integer }, ", "")))
    assert change.level is Level.DANGEROUS
    assert change.message.endswith("roll out those who hear it first")


def test_a_mode_asked_for_wins() -> None:
    without = NEW.replace("lumens: { type: integer }, ", "")
    levels = {mode: only(compared(NEW, without, mode)).level for mode in Mode if mode is not Mode.AUTO}
    assert levels == {mode: Level.DANGEROUS if mode.value.startswith("BACKWARD") else Level.BREAKING for mode in levels}


def test_a_mode_promised_counts_even_if_it_is_taken_back() -> None:
    promised = NEW.replace("m: { type: object,", "m: { x-compatibility: FULL_TRANSITIVE, type: object,")
    found = compared(promised, NEW.replace("lumens: { type: integer }, ", ""))
    assert {change.rule.id: change.level for change in found.changes} == {
        "message-compatibility-narrowed": Level.DANGEROUS,
        "in-payload-property-removed": Level.BREAKING,
    }


def test_a_default_content_type_counts_for_messages_that_say_none() -> None:
    own = NEW.replace("name: measured,", "name: measured, contentType: application/json,")
    found = compared(own, own.replace("defaultContentType: application/json", "defaultContentType: application/xml"))
    breaking = [change.subject.operation for change in found.changes if change.level is Level.BREAKING]
    assert breaking == ["lights/{id}/on#dim", "lights/{id}/on#off"]


def test_a_channel_under_another_key_is_the_same_channel() -> None:
    assert only(compared(NEW, NEW.replace("  measured:\n    address", "  lights:\n    address").replace(
        "#/channels/measured'", "#/channels/lights'"
    ))).rule.id == "channel-key-changed"  # fmt: skip


def test_all_messages_of_a_channel_that_goes_are_told() -> None:
    start, end = NEW.index("  switched:"), NEW.index("operations:")
    gone = (NEW[:start] + NEW[end:]).replace(
        "  turnOn: { action: send, channel: { $ref: '#/channels/switched' } }\n", ""
    )
    found = compared(NEW, gone)
    assert [change.rule.id for change in found.changes] == [
        "channel-removed",
        "out-channel-message-removed",
        "out-channel-message-removed",
        "operation-removed",
        "operation-removed",
    ]
    assert {change.level for change in found.changes} == {Level.BREAKING}
    assert found.problems == ()


def test_an_address_that_changes_is_told_to_the_listeners_of_each_message() -> None:
    found = compared(NEW, NEW.replace("address: lights/{id}/on", "address: lamps/{id}/on"))
    assert {(change.rule.id, change.subject.operation) for change in found.changes} == {
        ("channel-address-changed", "lamps/{id}/on#dim"),
        ("channel-address-changed", "lamps/{id}/on#off"),
    }


def test_schemas_that_refer_to_themselves_come_to_an_end() -> None:
    round_ = NEW.replace("at: { type: string }", "next: { $ref: '#/components/schemas/m' }")
    change = only(compared(round_, round_.replace("lumens: { type: integer }", "lumens: { type: number }")))
    assert change.rule.id == "in-payload-type-widened"


def test_definitions_inside_a_payload_are_found_there() -> None:
    inside = NEW.replace(
        "dim: { payload: { type: object } }",
        "dim: { payload: { $ref: '#/definitions/d', x: 1 } }".replace(
            "{ $ref: '#/definitions/d', x: 1 }",
            "{ properties: { d: { $ref: '#/definitions/d' } }, definitions: { d: { type: string } } }",
        ),
    )
    found = compared(inside, inside.replace("d: { type: string }", "d: { type: object }"))
    assert found.problems == ()
    assert only(found).subject.field == ("d",)


BASES = [read("base.yaml", text.encode())[0].value for text in (OLD, NEW)]  # type: ignore[union-attr]
REFERENCES = st.sampled_from(
    ["#", "#/channels", "#/components/schemas/m", "#/nowhere", "other.yaml", "#/channels/measured"]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.text(max_size=5)
    | st.builds(lambda to: {"$ref": to}, REFERENCES),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "oneOf", "messages", "traits", "payload", "schema", "enum", "address", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return found + [place for key, inner in items for place in places(inner, (*path, key))]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_anything_anywhere_is_survived(data: st.DataObject) -> None:
    base = data.draw(st.sampled_from(BASES))
    changed = copy.deepcopy(base)
    *way, last = data.draw(st.sampled_from([place for place in places(base) if place[0] != "asyncapi"]))
    inner = changed
    for key in way:
        inner = inner[key]
    inner[last] = data.draw(VALUES)
    sides = [of_texts({"events.json": json.dumps(each).encode()}) for each in (base, changed)]
    for before, after in (sides, sides[::-1], (sides[1], sides[1])):
        result = FORMAT.compare(before, after, Options(witnesses=False))
        assert all(change.message for change in result.changes)
    assert result.changes == ()
