"""Pages that lead to other pages."""

from pathlib import Path

import pytest
from tests.read.fleet._edges_of import calls, compose

PAGE = '{"dependencies": {"react-dom": "18"}}'
FILES = {
    "compose.yml": compose("staff", "clients", "orders").replace(
        "build: staff\n", "build: staff\n    environment: {CLIENTS_URL: 'http://clients', ORDERS_URL: 'http://orders'}\n"
    ),
    "staff/package.json": PAGE, "clients/package.json": '{"dependencies": {"vue": "3"}}', "orders/package.json": "{}",
    "staff/a.js": "export const clients = env.CLIENTS_URL\nfetch(env.ORDERS_URL)\n",
    "clients/a.vue": "", "orders/a.js": "",
}  # fmt: skip


def test_an_address_of_a_page_in_a_page_is_a_link(tmp_path: Path) -> None:
    assert calls(tmp_path, FILES) == {"staff http orders"}


@pytest.mark.parametrize(
    "change",
    [
        {"clients/package.json": '{"dependencies": {"react-dom": "18", "next": "14"}}'},
        {"staff/package.json": '{"dependencies": {"react-dom": "18", "express": "4"}}'},
        {"staff/b.js": "load(`${env.CLIENTS_URL}/remoteEntry.js`)\n"},
    ],
)
def test_what_serves_or_frames_calls(change: dict[str, str], tmp_path: Path) -> None:
    assert calls(tmp_path, {**FILES, **change}) == {"staff http orders", "staff http clients"}
