"""What sets a business apart, what it can buy, and what is neither."""

from __future__ import annotations

from typing import Any

from skerry.decompose.kinds import kinds


def test_core_generic_and_supporting_each_with_its_reasons(code: Any) -> None:
    for name in ("Order", "Invoice", "Shipment"):
        code.file(f"order/{name}.py", name, f"{name}.place").entity(name, total="").transaction(f"{name}.place")
        code.endpoint(f"{name}.place", f"/{name}")
    code.file("mail/m.py", "send").outbound("send", "mail", "smtp")
    code.file("faq/f.py", "Question").entity("Question", text="")
    found = kinds(
        code.cut(), {"order": ("order", "invoice"), "mail": ("email", "recipient", "template"), "faq": ("question",)}
    )
    assert {service: kind for service, (kind, _) in found.items()} == {
        "faq": "supporting",
        "mail": "generic",
        "order": "core",
    }
    assert [reason.text for reason in found["mail"][1]] == [
        "its words are those of notification: email, recipient, template",
        "it calls other systems: 1 by mail",
    ]
    assert "3.0 times the average of transactions" in [reason.text for reason in found["order"][1]]
    assert all(0 < reason.weight <= 1 for _, reasons in found.values() for reason in reasons)


def test_one_word_that_could_be_bought_is_no_reason(code: Any) -> None:
    code.file("a/x.py", "Order").file("b/y.py", "Parcel")
    assert kinds(code.cut(), {"a": ("order", "token"), "b": ("parcel",)})["a"][0] == "supporting"
