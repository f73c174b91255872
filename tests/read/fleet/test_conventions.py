"""What names tell where nothing says more: of variables without a value, and of stores."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.read.fleet._edges_of import calls, compose


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("main.py", "requests.get(os.environ['STOCK_URL'] + '/items')"),
        ("main.js", "const stock = process.env.STOCK_SERVICE_HOST;"),
        ("nginx.conf", "proxy_pass http://${STOCK_HOST}:8080/;"),
    ],
)
def test_a_variable_of_unknown_value_means_the_node_of_its_name(tmp_path: Path, path: str, text: str) -> None:
    assert calls(tmp_path, {"compose.yml": compose("shop", "stock-service"), f"shop/{path}": text}) == {
        "shop http stock-service"
    }


@pytest.mark.parametrize("line", ["# os.environ['STOCK_URL']", "STOCK_URL = reverse('stock')", "os.environ['MY_URL']"])
def test_other_words_mean_nobody(tmp_path: Path, line: str) -> None:
    assert not calls(tmp_path, {"compose.yml": compose("shop", "stock"), "shop/main.py": line})


def test_a_known_value_is_what_is_meant(tmp_path: Path) -> None:
    manifest = compose("stock", "other") + "  shop: {build: shop, environment: {STOCK_URL: 'http://other:80'}}\n"
    assert calls(tmp_path, {"compose.yml": manifest, "shop/main.py": "os.environ['STOCK_URL']"}) == {"shop http other"}


def test_a_store_is_of_the_service_whose_name_it_bears(tmp_path: Path) -> None:
    manifest = compose("shop", "stock-service", shop_db="postgres:16", mongodb_stock="mongo:7", stock2_redis="redis:7")
    found = calls(tmp_path, {"compose.yml": manifest, "shop/main.py": "", "stock-service/main.py": ""})
    assert {"shop db shop-db", "stock-service db mongodb-stock"} <= found


def test_a_store_of_a_common_name_is_nobodys(tmp_path: Path) -> None:
    manifest = compose("shop", "stock", db="postgres:16", redis="redis:7", common_db="postgres:16")
    assert not calls(tmp_path, {"compose.yml": manifest, "shop/main.py": "", "stock/main.py": ""})
