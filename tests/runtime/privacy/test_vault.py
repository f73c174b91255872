"""Values are what they were once they are opened, and nothing to whoever lacks the key, has another place for them, or comes too late."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select, update

from skerry.run import keyring as files
from skerry_runtime.privacy import Keyring, KeyringError, Vault
from skerry_runtime.privacy.masks import masked
from skerry_runtime.privacy.vault import Tampered, canonical, key_id, opened
from skerry_runtime.store.tables import DATA_KEYS, RUNTIME

pytest.importorskip("cryptography")
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=8,
)  # fmt: skip


def ring(**more: str) -> Keyring:
    keys = {name: os.urandom(32) for name in ("k1", *more)}
    return Keyring(more.get("current", "k1"), keys, os.urandom(32), os.urandom(32))


def vault(keys: Keyring) -> Vault:
    found = Vault(DATA_KEYS)
    found.unlock(keys)
    return found


@pytest.fixture(scope="module")
def connection() -> Connection:
    engine = create_engine("sqlite://")
    RUNTIME.create_all(engine)
    return engine.connect()


@settings(max_examples=40, deadline=None)
@given(value=ANY, subject=st.sampled_from(["ada", "grace"]), place=st.text(max_size=20))
def test_what_is_sealed_is_opened_again_at_its_place_alone(
    connection: Connection, value: object, subject: str, place: str
) -> None:
    held = VAULT
    data = json.dumps(value).encode()
    sealed = held.key(connection, subject).seal(place, data)
    keys = held.keys(connection, [key_id(sealed)])
    assert opened(keys, place, sealed) == data
    with pytest.raises(Tampered):
        opened(keys, place + "?", sealed)


VAULT = vault(ring())


def test_every_change_of_a_sealed_value_is_noticed(connection: Connection) -> None:
    sealed = VAULT.key(connection, "ada").seal("place", b"the value")
    head, _, text = sealed.rpartition(".")
    keys = VAULT.keys(connection, [key_id(sealed)])
    for at, was in enumerate(text):
        for other in {chr(code) for code in range(128)} - {was}:
            with pytest.raises(Tampered):
                opened(keys, "place", f"{head}.{text[:at]}{other}{text[at + 1 :]}")


def test_another_keyring_opens_nothing(connection: Connection) -> None:
    VAULT.key(connection, "ada")
    with pytest.raises(Tampered):
        vault(ring()).key(connection, "ada")


def test_new_keys_wrap_anew_and_what_was_sealed_before_is_read_on(connection: Connection) -> None:
    old = ring()
    first = vault(old)
    sealed = first.key(connection, "rotated").seal("place", b"value")
    new = Keyring("k2", {**old.keys, "k2": os.urandom(32)}, old.index, old.audit)
    second = vault(new)
    others = connection.execute(select(DATA_KEYS.c.id).where(DATA_KEYS.c.subject != "rotated")).scalars().all()
    connection.execute(DATA_KEYS.delete().where(DATA_KEYS.c.id.in_(others)))  # of other keyrings
    assert opened(second.keys(connection, [key_id(sealed)]), "place", sealed) == b"value"
    assert second.rewrap(connection) == 1
    assert second.rewrap(connection) == 0
    alone = vault(Keyring("k2", {"k2": new.keys["k2"]}, old.index, old.audit))
    assert opened(alone.keys(connection, [key_id(sealed)]), "place", sealed) == b"value"
    with pytest.raises(KeyringError, match="k2"):
        first.keys(connection, [key_id(sealed)])


def test_an_erased_subject_is_gone_and_comes_back_as_somebody_else(connection: Connection) -> None:
    held = vault(ring())
    sealed = held.key(connection, "gone").seal("place", b"value")
    assert held.erase(connection, "gone") == 1
    assert opened(held.keys(connection, [key_id(sealed)]), "place", sealed) is None
    assert held.key(connection, "gone").id != key_id(sealed)
    assert held.erase(connection, "nobody") == 0


def test_those_of_whom_nothing_was_stored_for_long_are_idle(connection: Connection) -> None:
    held = vault(ring())
    held.key(connection, "old")
    connection.execute(update(DATA_KEYS).where(DATA_KEYS.c.subject == "old").values(used=1000.0))
    assert held.idle(connection, 2000.0) == ["old"]
    held.key(connection, "old")
    assert held.idle(connection, 2000.0) == []


def test_equal_values_have_one_index(connection: Connection) -> None:
    assert VAULT.index("a", "Ada") == VAULT.index("a", "Ada") != VAULT.index("b", "Ada")
    assert VAULT.index("a", "Ada") != vault(ring()).index("a", "Ada")
    assert canonical(Decimal("1.50")) == canonical(Decimal("1.5"))


def test_a_keyring_that_can_not_be_used_says_why(tmp_path: Path) -> None:
    path = files.kept(tmp_path / "keys.json")
    assert path.stat().st_mode & 0o777 == 0o600
    assert Keyring.load(path).current == "k1"
    assert files.rotated(path) == "k2"
    assert set(Keyring.load(path).keys) == {"k1", "k2"}
    path.chmod(0o644)
    with pytest.raises(KeyringError, match="chmod 600"):
        Keyring.load(path)
    path.chmod(0o600)
    path.write_text(path.read_text().replace(b64encode(Keyring.load(path).index).decode(), "AAAA"))
    with pytest.raises(KeyringError, match="32 bytes"):
        Keyring.load(path)
    with pytest.raises(KeyringError, match="No such file"):
        Keyring.load(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("mask", "shown"),
    [
        ("all", "***"),
        ("all but 4", "***6789"),
        ("all but first 2", "12***"),
        ("all but 40", "***"),
        ("nonsense", "***"),
    ],
)
def test_masks(mask: str, shown: str) -> None:
    assert masked(mask, "123-45-6789") == shown


def test_a_hash_keeps_equality_alone() -> None:
    assert masked("hash", "Ada") == masked("hash", "Ada") != masked("hash", "Grace")
    assert "Ada" not in masked("hash", "Ada")
