"""Addresses in code: what is one, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.read.fleet._edges_of import calls, compose

SHOP = compose("shop", "stock", "user-api", store="postgres:16", cache="redis:7", queue="rabbitmq:3")


@pytest.mark.parametrize(
    ("path", "line", "found"),
    [
        ("main.js", "axios.get(`http://stock:8080/items/${id}`)", "shop http stock"),
        ("main.js", "const host = process.env.STOCK_HOST || 'stock';", "shop http stock"),
        ("main.js", "createClient({ host: 'cache' })", "shop db cache"),
        ("main.py", "USERS = os.getenv('USERS_URL', 'user-api')", "shop http user-api"),
        ("main.py", "pika.BlockingConnection(pika.ConnectionParameters(host='queue'))", "shop async queue"),
        ("main.go", 'conn, err := grpc.Dial("stock:50051")', "shop http stock"),
        ("main.go", 'db, err := sql.Open("mysql", "u:p@tcp(store:3306)/shop")', "shop db store"),
        ("main.rs", 'env::var("STOCK").unwrap_or("http://stock:80".into())', "shop http stock"),
        ("Api.cs", 'o.BaseAddress = new("https+http://stock")', "shop http stock"),
        ("Api.cs", 'services.AddRedisClient("cache");', "shop db cache"),
        ("db.php", "new PDO(getenv('DSN') ?: 'mysql:host=store;dbname=x');", "shop db store"),
        (
            "Db.java",
            'var host = System.getenv("DB_HOST") == null ? "store" : System.getenv("DB_HOST");',
            "shop db store",
        ),
        (
            "src/main/java/com/example/infra/Api.java",
            'rest.getForObject("http://stock:80/", X.class)',
            "shop http stock",
        ),
        ("pool.cpp", 'ClientPool pool("stock", 9090, 0, 512);', "shop http stock"),
        ("main.rb", "Faraday.new(url: 'http://user-api.shop.svc.cluster.local:80')", "shop http user-api"),
    ],
)
def test_an_address_is_an_edge(tmp_path: Path, path: str, line: str, found: str) -> None:
    assert calls(tmp_path, {"compose.yml": SHOP, f"shop/{path}": line}) == {found}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("main.js", "// axios.get('http://stock:8080')"),
        ("main.js", "const stock = require('stock');"),
        ("main.js", "import cache from 'cache'"),
        ("main.js", "span.setAttribute('peer.service', 'stock')"),
        ("main.js", "app.use(cors({ allowedOrigins: ['http://stock:8080'] }))"),
        ("main.js", "fetch('https://stock.example.com/rates')"),
        ("main.js", "res.render('stock.html')"),
        ("main.py", 'def f():\n    """Calls http://stock:8080 some day."""'),
        ("main.py", "table_name = 'stock'"),
        ("main.py", "role = user['stock']"),
        ("main.go", 'channel.QueueDeclare("stock", true)'),
        ("README.md", "See http://stock:8080"),
        ("tests/test_main.py", "requests.get('http://stock:8080')"),
        ("package-lock.json", '{"resolved": "http://stock:8080/x.tgz"}'),
        ("main.js", "fetch('http://shop:8080/health')"),
    ],
)
def test_a_mention_is_none(tmp_path: Path, path: str, line: str) -> None:
    assert not calls(tmp_path, {"compose.yml": SHOP, f"shop/{path}": line})


def test_a_published_port_leads_back_to_who_listens(tmp_path: Path) -> None:
    manifest = "services:\n  shop: {build: shop, ports: ['3000:80']}\n  stock: {build: stock, ports: ['8081:8080']}\n"
    code = "fetch('http://localhost:8081/items'); fetch('http://localhost:3000/me'); fetch('http://localhost:9999')"
    assert calls(tmp_path, {"compose.yml": manifest, "shop/main.js": code}) == {"shop http stock"}


def test_nobody_calls_what_makes_load(tmp_path: Path) -> None:
    files = {
        "compose.yml": compose("shop", "load-generator"),
        "shop/main.py": "requests.post('http://load-generator:8089/stop')",
        "load-generator/locust.py": "HOST = os.environ.get('HOST', 'http://shop:80')",
    }
    assert calls(tmp_path, files) == {"load-generator http shop"}


def test_services_of_one_folder_have_the_files_in_folders_of_their_names(tmp_path: Path) -> None:
    manifest = "services:\n" + "".join(
        f"  {name}: {{build: {{context: ., dockerfile: docker/{name}}}}}\n" for name in ("shop", "stock", "users")
    )
    files = {
        "compose.yml": manifest,
        "cmd/shop/main.go": 'client := http.Get("http://stock:80")',
        "internal/stock/store.go": 'client := http.Get("http://users:80")',
        "pkg/log/log.go": 'const sink = "http://users:80"',
    }
    assert {"shop http stock", "stock http users"} <= calls(tmp_path, files)
    assert "shop http users" not in calls(tmp_path, files)


def test_what_is_commented_out_calls_nobody(tmp_path: Path) -> None:
    files = {
        "compose.yml": compose("shop", "cart", "stock"),
        "shop/A.java": 'class A {\n  void a() {\n    get("http://cart/x"); /* and\n    get("http://stock/x"); */\n  }\n}\n',
    }
    assert calls(tmp_path, files) == {"shop http cart"}


@pytest.mark.parametrize(
    "address", ["tcp://hub:61616", "stomp://hub:61613", "amqp://hub", "mqtt://hub:1883", "nats://hub:4222"]
)
def test_an_address_of_messages_is_no_call(address: str, tmp_path: Path) -> None:
    files = {"compose.yml": compose("shop", "hub"), "shop/a.js": f"connect('{address}')\n"}
    assert calls(tmp_path, files) == {"shop async hub"}
    assert calls(tmp_path, {**files, "shop/a.js": "connect('http://hub')\n"}) == {"shop http hub"}
