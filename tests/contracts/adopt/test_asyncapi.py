"""An AsyncAPI document that stands somewhere becomes text of the model, and says what the language cannot keep of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from skerry.contracts.adopt.asyncapi import adopt
from skerry.contracts.write.asyncapi import write
from skerry.formats.bundle import of_texts
from skerry.model import System
from skerry.model.load import load_texts

GOLDEN = Path(__file__).parents[2] / "golden" / "contracts" / "asyncapi"
OURS = sorted(GOLDEN.glob("*/*.yaml"))
FOREIGN = """
asyncapi: 2.6.0
info: { title: Lights, version: 1.0.0 }
channels:
  light.measured:
    publish: { operationId: onMeasured, message: { $ref: '#/components/messages/light-measured' } }
  light/turn:
    subscribe:
      message:
        oneOf:
          - { name: turn_on, payload: { $ref: '#/components/schemas/command' } }
          - { name: raw, schemaFormat: application/vnd.apache.avro, payload: { type: record } }
          - { name: text, payload: { type: string, maxLength: 20 } }
components:
  messages:
    light-measured:
      payload:
        type: object
        required: [lumens, at, tags]
        properties:
          lumens: { type: integer, minimum: 0 }
          at: { type: string, format: date-time }
          tags: { type: array, maxItems: 3, items: { type: string, minLength: 1, maxLength: 5 } }
          Where-To: { oneOf: [{ $ref: '#/components/schemas/room' }, { $ref: '#/components/schemas/street' }] }
  schemas:
    command:
      type: object
      properties: { mode: { enum: ['on', 'off'] }, odd: { enum: [A B] }, after: { $ref: '#/components/schemas/command' } }
    room: { type: object, properties: { floor: { type: integer } } }
    street: { type: object, properties: { name: { type: string } } }
"""


def model(text: str) -> System:
    loaded = load_texts([("adopted.arch.yaml", text)])
    assert loaded.problems == ()
    return loaded.system


def of(text: str, service: str = "light-service", context: str = ""):
    return adopt(of_texts({"events.yaml": text.encode()}), service, context)


def shop(service: str, context: str):
    return of((GOLDEN / "shop" / f"{service}.asyncapi.yaml").read_text(), service, context)


@pytest.mark.parametrize("file", OURS, ids=lambda file: f"{file.parent.name}-{file.name}")
def test_our_own_documents_become_a_model(file: Path) -> None:
    found = of(file.read_text(), file.name.partition(".")[0])
    assert found.problems == ()
    model(found.text)
    lost = {change.rule.area for change in found.lost}
    assert lost <= {"payload"}  # who else sends it is not this document's to say


def test_nothing_is_lost_of_what_only_this_service_sends() -> None:
    found = shop("customer-service", "customers")
    assert found.lost == ()
    assert "      out: [CustomerRegistered, CustomerRenamed]\n" in found.text


def test_what_is_adopted_and_written_twice_is_the_same() -> None:
    first = write(model(shop("order-service", "orders").text))["order-service.asyncapi.yaml"]
    again = write(model(of(first, "order-service", "orders").text))["order-service.asyncapi.yaml"]
    assert again == first


def test_events_of_other_contexts_keep_them() -> None:
    text = shop("order-service", "orders").text
    assert "        payments.PaymentFailed: cancel by orderId\n" in text
    assert (
        '    OrderCreated.v2: { orderId: uuid, customerId: uuid, items: "OrderItem[]", totalAmount: money }\n' in text
    )


def test_a_document_of_another_make_is_read_and_its_losses_are_named() -> None:
    found = of(FOREIGN)
    system = model(found.text)
    service = system.services["light-service"]
    assert [str(each.event) for each in service.reactions] == ["light.LightMeasured"]
    assert [str(each.operation) for each in service.reactions] == ["light-service.onMeasured"]
    assert [str(each) for each in service.publishes] == ["light.TurnOn", "light.Raw", "light.Text"]
    fields = {str(name.name): {each.name: str(each.type) for each in of.fields} for name, of in system.types.items()}
    assert fields["LightMeasured"] == {
        "lumens": "int >= 0",
        "at": "datetime",
        "tags": "(text 1..5)[] <= 3",
        "whereTo": "(light.Room | light.Street)?",
    }
    assert fields["TurnOn"] == {"mode": "(on | off)?", "odd": "text?", "after": "light.Command?"}
    assert {change.rule.id for change in found.lost} >= {"channel-removed", "operation-removed"}


def test_a_document_that_cannot_be_read_is_a_problem() -> None:
    found = of("asyncapi: 9.9.9\n")
    assert (found.text, [problem.code.id for problem in found.problems]) == ("", ["F005"])
