"""One word with several meanings, and several words with one."""

from __future__ import annotations

from typing import Any

from skerry.decompose.meanings import meanings


def test_one_word_with_other_fields_in_each_service_is_a_homonym(code: Any) -> None:
    code.file("basket/m.py", "Line").entity("Line", quantity="", basket="", reference="")
    code.file("order/m.py", "Line").entity("Line", partner="", sku="", status="")
    (found,) = meanings(code.cut())
    assert (found.kind, found.words) == ("homonym", ("line",))
    assert [(service, means) for service, means, _ in found.meanings] == [
        ("basket", "has quantity, basket, reference"),
        ("order", "has partner, sku, status"),
    ]
    assert [place.path for _, _, place in found.meanings] == ["basket/m.py", "order/m.py"]


def test_the_same_thing_twice_is_no_homonym(code: Any) -> None:
    code.file("basket/m.py", "Line").entity("Line", quantity="", sku="")
    code.file("order/m.py", "Line").entity("Line", quantity="", sku="")
    assert meanings(code.cut()) == ()


def test_two_words_with_the_same_fields_are_synonyms(code: Any) -> None:
    code.file("crm/m.py", "Client").entity("Client", first_name="", last_name="", birthday="", email="")
    code.file("shop/m.py", "Customer").entity("Customer", firstName="", lastName="", birthday="", email="")
    (found,) = meanings(code.cut())
    assert (found.kind, found.words) == ("synonym", ("client", "customer"))


def test_fields_of_a_common_base_are_no_evidence(code: Any) -> None:
    fields = {"first": "", "second": "", "third": ""}
    code.file("shared/base.py", "Person").file("crm/m.py", "Client").file("shop/m.py", "Customer")
    code.entity("Client", **fields).entity("Customer", **fields)
    code.refer("Client", "inherit", "Person").refer("Customer", "inherit", "Person")
    assert meanings(code.cut()) == ()
