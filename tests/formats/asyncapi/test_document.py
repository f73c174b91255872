"""AsyncAPI documents of both generations, read as one model."""

from __future__ import annotations

from skerry.formats.asyncapi import AsyncApi, Flow, async_api
from skerry.formats.bundle import of_texts
from skerry.formats.json_schema import Dialect

OLD = """
asyncapi: 2.6.0
info: { title: Lights, version: 1.0.0 }
defaultContentType: application/json
servers: { main: { url: 'mqtt://broker:1883/x/', protocol: mqtt, security: [{ user: [] }] } }
channels:
  lights/{id}/measured:
    parameters: { id: { schema: { type: string, enum: [a] } } }
    publish: { operationId: onMeasured, message: { $ref: '#/components/messages/measured' } }
  lights/{id}/on:
    subscribe:
      traits: [{ bindings: { mqtt: { qos: 1 } } }]
      bindings: { mqtt: { qos: 2, retain: true } }
      message:
        oneOf: [{ name: dim, payload: { type: object } }, { payload: true, contentType: text/plain }]
components:
  securitySchemes: { user: { type: userPassword } }
  messages:
    measured:
      name: LightMeasured
      schemaFormat: application/vnd.apache.avro;version=1.9.0
      payload: { type: record }
"""
NEW = """
asyncapi: 3.0.0
info: { title: Lights, version: 1.0.0 }
servers: { main: { host: 'broker:1883', pathname: /x, protocol: mqtt } }
channels:
  measured: { $ref: '#/components/channels/measured' }
  answers: { address: null, messages: { Answer: { payload: { type: string } } } }
operations:
  ask:
    action: send
    channel: { $ref: '#/channels/measured' }
    messages: [{ $ref: '#/channels/measured/messages/one' }]
    traits: [{ bindings: { mqtt: { qos: 1 } } }]
    bindings: { mqtt: { qos: 2, retain: true } }
    reply: { channel: { $ref: '#/channels/answers' }, address: { location: '$message.header#/replyTo' } }
components:
  channels:
    measured:
      address: lights/{id}
      parameters: { id: { enum: [a, b] } }
      messages: { one: { $ref: '#/components/messages/one' }, two: { payload: {} } }
  messages:
    one: { payload: { schemaFormat: application/schema+json;version=2020-12, schema: { $ref: '#/components/schemas/x' } } }
  schemas: { x: { type: object } }
"""


def read(text: str) -> AsyncApi:
    api, problems = async_api(of_texts({"events.yaml": text.encode()}))
    assert api is not None
    assert not problems
    return api


def test_what_others_publish_the_application_receives() -> None:
    flows = {each.channel.name: each.flow for each in read(OLD).operations.values() if each.channel}
    assert flows == {"lights/{id}/measured": Flow.RECEIVE, "lights/{id}/on": Flow.SEND}


def test_addresses_of_servers_are_written_in_one_way() -> None:
    assert [read(text).servers["main"].address for text in (OLD, NEW)] == ["broker:1883/x", "broker:1883/x"]


def test_messages_of_old_documents_have_names() -> None:
    channels = read(OLD).channels
    assert {key: message.name for key, message in channels["lights/{id}/measured"].messages.items()} == {
        "measured": "LightMeasured"
    }
    assert list(channels["lights/{id}/on"].messages) == ["dim", "subscribe-2"]


def test_the_content_type_of_the_document_holds_where_a_message_says_none() -> None:
    messages = read(OLD).channels["lights/{id}/on"].messages
    assert [message.content_type for message in messages.values()] == ["application/json", "text/plain"]


def test_traits_win_in_2_and_lose_in_3() -> None:
    old = next(each for each in read(OLD).operations.values() if each.flow is Flow.SEND)
    new = read(NEW).operations["ask"]
    assert old.fields.bindings["mqtt"].raw == {"qos": 1, "retain": True}
    assert new.fields.bindings["mqtt"].raw == {"qos": 2, "retain": True}


def test_an_operation_finds_its_channel_and_messages_over_references() -> None:
    api = read(NEW)
    asked = api.operations["ask"]
    assert asked.channel is api.channels["measured"]
    assert [message.key for message in asked.messages] == ["one"]
    assert asked.reply is not None
    assert asked.reply.channel is api.channels["answers"]
    assert asked.reply.location == "$message.header#/replyTo"


def test_replies_flow_the_other_way() -> None:
    assert read(NEW).flows == {
        ("measured", "one"): frozenset((Flow.SEND,)),
        ("answers", "Answer"): frozenset((Flow.RECEIVE,)),
    }


def test_a_payload_says_how_it_is_written() -> None:
    avro = read(OLD).channels["lights/{id}/measured"].messages["measured"].payload
    schema = read(NEW).channels["measured"].messages["one"].payload
    assert avro is not None and avro.dialect is None
    assert schema is not None and schema.dialect is Dialect.DRAFT_2020_12
    assert schema.part.raw == {"type": "object"}


def test_values_of_a_parameter_are_a_schema_in_both_generations() -> None:
    assert read(OLD).channels["lights/{id}/measured"].parameters["id"].schema.raw["enum"] == ["a"]
    assert read(NEW).channels["measured"].parameters["id"].schema.raw == {"type": "string", "enum": ["a", "b"]}


def test_an_unknown_version_is_told_with_its_place() -> None:
    api, problems = async_api(of_texts({"events.yaml": b"info: {}\nasyncapi: 4.1.0\n"}))
    assert api is None
    assert [(each.code.id, each.span.line) for each in problems] == [("F005", 2)]


def test_references_that_lead_nowhere_or_round_are_told_and_passed_over() -> None:
    api = read("asyncapi: 3.0.0\nchannels: { a: { $ref: '#/channels/a' }, b: { $ref: '#/no' } }\n")
    assert [channel.address for channel in api.channels.values()] == [None, None]
    assert [problem.code.id for problem in api.problems] == ["F006"]


def test_what_is_no_object_where_one_belongs_is_passed_over() -> None:
    api = read(
        "asyncapi: 3.0.0\nservers: x\nchannels: { b: { address: 4, servers: [1], messages: { x: { payload: 3, "
        "traits: [1], headers: true, bindings: { kafka: 3 } } } } }\n"
        "operations: { o: { action: 4, channel: 3, messages: [3], reply: { channel: {}, address: 4 }, security: {} } }\n"
    )
    assert api.servers == {}
    assert api.operations["o"].channel is None
    assert api.channels["b"].messages["x"].fields.bindings == {}
