"""What is known of nodes and of their calls."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.read.fleet._reading import compose, fleet_of

from skerry.facts.fleet import Fleet, Trait
from skerry.read.fleet.traits._durations import seconds

BOTH = compose(shop="build: ./shop", stock="build: ./stock")
SLEUTH = "<dependency><artifactId>spring-cloud-starter-sleuth</artifactId></dependency>"
POM = f"<project><dependencies>{SLEUTH}</dependencies></project>"
GO = """package main

import (
	"context"
	"net/http"
	"time"
)

func stock(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 800*time.Millisecond)
	defer cancel()
	client.Fetch(ctx, "http://stock:8080/items")
}

func prices(ctx context.Context) {
	http.Get("http://prices:8080/all")
}
"""


def of(fleet: Fleet, node: str) -> dict[str, set[tuple[str, str]]]:
    """Under each trait's name the pairs of callee and value."""
    found: dict[str, set[tuple[str, str]]] = {}
    for trait in fleet.traits:
        if trait.node == node:
            found.setdefault(trait.name, set()).add((trait.other, trait.value))
    return found


def one(fleet: Fleet, node: str, name: str) -> Trait:
    (found,) = fleet.traits_of(node, name)
    return found


def test_a_timeout_is_of_the_calls_in_its_function_and_of_no_others(tmp_path: Path) -> None:
    manifest = compose(shop="build: ./shop", stock="build: ./stock", prices="build: ./prices")
    fleet = fleet_of(tmp_path, {"compose.yml": manifest, "shop/main.go": GO})
    assert one(fleet, "shop", "times-out").other == "stock"
    assert one(fleet, "shop", "times-out").value == "0.8"
    assert not fleet.has("shop", "times-out", "prices")


def test_a_connection_that_is_bound_in_time_is_no_call_that_is(tmp_path: Path) -> None:
    text = GO.replace("client.Fetch(ctx", "client.Connect(ctx")
    assert "times-out" not in of(fleet_of(tmp_path, {"compose.yml": BOTH, "shop/main.go": text}), "shop")


@pytest.mark.parametrize(
    ("path", "text", "trait", "value"),
    [
        ("a.java", "class A { @CircuitBreaker(name = \"stock\") Item one() { return client.one(); } }", "breaks-circuit", "resilience4j"),
        ("A.cs", "class A { void B(IServiceCollection s) { s.AddHttpClient(\"x\").AddStandardResilienceHandler(); } }", "retries", "3"),
        ("a.py", "import requests\nrequests.get(url(1, 2), params={'a': b(c)}, timeout=2.5)\n", "times-out", "2.5"),
        ("a.py", "import requests\nrequests.get(url, timeout=config['T'] * 2)\n", "times-out", ""),
        ("a.js", "const r = await axios.get(url, { timeout: 1500 })\n", "times-out", "1.5"),
        ("a.js", "const CircuitBreaker = require('opossum')\nconst client = new CircuitBreaker(call)\n", "breaks-circuit", "opossum"),
        ("application.yml", "ribbon:\n  ReadTimeout: 20000\n", "times-out", "20"),
        ("application.yml", "server:\n  ssl:\n    key-store: a.p12\n", "encrypts", "tls"),
        ("application.yml", "resilience4j.retry.instances.stock.maxAttempts: 4\n", "retries", "4"),
        ("package.json", '{"dependencies": {"prom-client": "^14"}}', "meters", "prometheus"),
        ("pom.xml", POM, "traces", "zipkin"),
        ("a.go", "package main\nfunc f() { limiter := rate.NewLimiter(1, 2) }\n", "limits-rate", ""),
        ("A.cs", "class A { [Authorize] void B() {} }", "authorizes", "aspnet"),
        ("a.py", "jwt.decode(token, key)\n", "checks-tokens", "jwt"),
        ("logback-spring.xml", '<configuration><appender class="ch.qos.logback.core.FileAppender"/></configuration>', "logs-to-file", ""),
        ("A.cs", "class A {\n#if !DEBUG\n string url = \"http://10.1.2.3:80\";\n#endif\n}", "literal-endpoint", ""),
        ("a.java", "class A { TransactionManager m() { return new JtaTransactionManager(); } }", "two-phase-commit", "jta"),
        ("a.java", "class A { @GlobalTransactional void place() { stock.take(); } }", "two-phase-commit", "seata"),
        ("A.cs", "class A { void B() { TransactionManager.ImplicitDistributedTransactions = true; } }", "two-phase-commit", "msdtc"),
        ("a.py", "connection.tpc_begin(xid)\n", "two-phase-commit", "xa"),
        ("a.go", "package main\nfunc f() { db.Exec(\"PREPARE TRANSACTION 'a'\") }\n", "two-phase-commit", "prepared"),
        ("api/openapi.yaml", "openapi: 3.0.0\n", "documents-api", "document"),
        ("db/migration/V1__first.sql", "create table a (b int);", "migrates-schema", "steps"),
        ("a.go", 'package main\nfunc f() { http.HandleFunc("/healthz", ok) }\n', "liveness", "/healthz"),
    ],
)  # fmt: skip
def test_signs_of_traits(tmp_path: Path, path: str, text: str, trait: str, value: str) -> None:
    fleet = fleet_of(tmp_path, {"compose.yml": BOTH, f"shop/{path}": text})
    assert ("", value) in of(fleet, "shop").get(trait, ())
    assert trait not in of(fleet, "stock")


@pytest.mark.parametrize(
    ("path", "text", "trait"),
    [
        ("A.java", "// @CircuitBreaker(name = \"x\")\nclass A { Client client; }", "breaks-circuit"),
        ("A.java", "/*\n @CircuitBreaker\n*/\nclass A { Client client; }", "breaks-circuit"),
        ("pom.xml", f"<project><!-- {POM} --></project>", "traces"),
        ("pom.xml", POM.replace("dependencies", "dependencyManagement"), "traces"),
        ("src/test/java/AIT.java", "class AIT { @CircuitBreaker void a() { client.b(); } }", "breaks-circuit"),
        ("Db.cs", "class Db { void M() { Policy.Handle<E>().WaitAndRetry(9, r => x).Execute(() => Database.Migrate()); } }", "retries"),
        ("application.yml", "db:\n  password: ${DB_PASSWORD}\n", "literal-secret"),
        ("application.yml", "spring.datasource:\n  url: jdbc:h2:file:./a\n  password: hunter2\n", "literal-secret"),
        ("a.py", "version = '1.2.3.4'\n", "literal-endpoint"),
        ("A.cs", "class A { void B() { using (var t = new TransactionScope()) { db.Save(); t.Complete(); } } }", "two-phase-commit"),
        ("a.java", "import jakarta.transaction.UserTransaction; class A { @Transactional void b() {} }", "two-phase-commit"),
        ("A.cs", "class A {\n#if DEBUG\n string url = \"http://10.1.2.3:80\";\n#endif\n}", "literal-endpoint"),
        ("A.cs", "class A { void B(O o) { o.ValidIssuers = [\"https://10.0.2.2:5243\"]; } }", "literal-endpoint"),
        ("a.js", "app.use(cors({ origin: 'http://10.1.2.3:3000' }))\n", "literal-endpoint"),
    ],
)  # fmt: skip
def test_what_is_no_sign(tmp_path: Path, path: str, text: str, trait: str) -> None:
    assert trait not in of(fleet_of(tmp_path, {"compose.yml": BOTH, f"shop/{path}": text}), "shop")


def test_who_permits_all_asks_nobody_and_who_has_no_library_reads_no_setting(tmp_path: Path) -> None:
    code = "class C extends WebSecurityConfigurerAdapter { void a(HttpSecurity h) { h.authorizeRequests().anyRequest().%s(); } }"
    security = "dependencies {\n  implementation 'org.springframework.boot:spring-boot-starter-security'\n}\n"
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(shop="build: ./shop", stock="build: ./stock", config="build: ./config"),
            "shop/build.gradle": security,
            "shop/C.java": code % "permitAll",
            "stock/build.gradle": security,
            "stock/C.java": code % "authenticated",
            "config/build.gradle": "dependencies {\n  implementation 'a:spring-cloud-config-server:1'\n}\n",
            "config/src/main/resources/shared/stock.yml": "server.port: 80\n",
            "config/src/main/resources/shared/application.yml": "security.oauth2.resource.user-info-uri: http://auth/me\n",
        },
    )
    assert not fleet.has("shop", "authorizes") or of(fleet, "shop")["authorizes"] == {("", "oauth2")}
    assert fleet.has("stock", "authorizes")
    assert not fleet.has("config", "checks-tokens")


def test_what_a_configuration_server_keeps_is_known_of_whom_it_is_for(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(shop="build: ./shop", config="build: ./config"),
            "shop/pom.xml": "<project><artifactId>shop</artifactId></project>",
            "config/pom.xml": "<project><artifactId>config</artifactId></project>",
            "config/repository/shop.yml": "hystrix.command.default.execution.isolation.thread.timeoutInMilliseconds: 3000\n",
        },
    )
    assert one(fleet, "shop", "times-out").value == "3"
    assert not fleet.has("config", "times-out")


def test_addresses_in_code_are_strong_weak_or_none(tmp_path: Path) -> None:
    code = (
        "const a = 'http://stock:8080/items'\n"
        "const b = process.env.PRICES || 'prices'\n"
        "const c = 'http://127.0.0.1:80'\n"
        "const d = 'http://10.1.2.3/x'\n"
        "const e = 'http://www.w3.org/2000/svg'\n"
    )
    manifest = compose(shop="build: ./shop", stock="build: ./stock", prices="build: ./prices")
    fleet = fleet_of(tmp_path, {"compose.yml": manifest, "shop/a.js": code})
    assert of(fleet, "shop")["literal-endpoint"] == {("stock", ""), ("prices", "weak"), ("", "")}


def test_secrets_are_named_and_not_shown(tmp_path: Path) -> None:
    files = {
        "compose.yml": compose(shop="build: ./shop", stock="build: ./stock"),
        "shop/application.yml": "spring:\n  datasource:\n    password: hunter2\n",
        "stock/a.py": "URL = 'postgres://app:hunter2@db/stock'\n",
    }
    fleet = fleet_of(tmp_path, files)
    assert one(fleet, "shop", "literal-secret").value == "spring.datasource.password"
    assert one(fleet, "stock", "literal-secret").evidence[0].line == 1
    assert "hunter2" not in "".join(w.text for t in fleet.traits for w in t.evidence)


def test_a_module_that_two_are_built_with_is_shared_and_counts_as_far_as_it_is_used(tmp_path: Path) -> None:
    reference = '<Project><ItemGroup><ProjectReference Include="..\\Common\\Common.csproj" /></ItemGroup></Project>'
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": compose(shop="build: ./Shop", stock="build: ./Stock"),
            "Shop/Shop.csproj": reference,
            "Shop/Program.cs": "class Program { void Main(B b) { b.AddDefaults(); b.AddTokens(); } }",
            "Stock/Stock.csproj": reference,
            "Stock/Program.cs": "class Program { void Main(B b) { b.AddDefaults(); } }",
            "Common/Common.csproj": "<Project/>",
            "Common/Defaults.cs": "static class Defaults { static void AddDefaults(this B b) { b.Services.AddHealthChecks(); } }",
            "Common/Tokens.cs": "static class Tokens { static void AddTokens(this B b) { b.Services.AddJwtBearer(); } }",
        },
    )
    assert of(fleet, "shop")["shares-library"] == of(fleet, "stock")["shares-library"] == {("", "Common")}
    assert fleet.has("shop", "liveness")
    assert fleet.has("stock", "liveness")
    assert fleet.has("shop", "checks-tokens")
    assert not fleet.has("stock", "checks-tokens")


def test_a_parent_gives_its_libraries_to_its_modules(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": BOTH,
            "pom.xml": POM.replace("<dependencies>", "<modules><module>shop</module></modules><dependencies>"),
            "shop/pom.xml": "<project><artifactId>shop</artifactId></project>",
        },
    )
    assert fleet.has("shop", "traces")


def test_a_pipeline_of_one_is_not_that_of_all(tmp_path: Path) -> None:
    files = {
        "compose.yml": BOTH,
        "shop/a.go": "package main\n",
        "stock/a.go": "package main\n",
        ".github/workflows/shop.yml": "on: {push: {paths: [shop/**]}}\njobs: {b: {steps: [{run: docker build shop}]}}\n",
        ".github/workflows/lint.yml": "jobs: {b: {steps: [{run: markdownlint .}]}}\n",
    }
    fleet = fleet_of(tmp_path, files)
    assert of(fleet, "shop")["delivered-by-ci"] == {("", "own")}
    assert not fleet.has("stock", "delivered-by-ci")


def test_a_call_in_a_loop(tmp_path: Path) -> None:
    code = "import requests\n\ndef all(ids):\n    for id in ids:\n        requests.get(f'http://stock/{id}')\n    requests.get('http://stock/all')\n"
    fleet = fleet_of(tmp_path, {"compose.yml": BOTH, "shop/a.py": code})
    assert {w.line for w in one(fleet, "shop", "calls-in-loop").evidence} == {4, 5}
    assert one(fleet, "shop", "calls-in-loop").other in {"", "stock"}


def test_nothing_seen_is_nothing_there_only_where_the_source_was_read(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path, {"compose.yml": compose(shop="build: ./shop", other="image: other"), "shop/a.go": "package main\n"}
    )
    assert one(fleet, "shop", "source-read").value == "go"
    assert not fleet.has("other", "source-read")


def test_hostile_files_end(tmp_path: Path) -> None:
    fleet = fleet_of(
        tmp_path,
        {
            "compose.yml": BOTH,
            "shop/a.py": "import requests\n" + "requests.get(" * 20_000 + "timeout",
            "shop/b.java": "/*" * 50_000 + "@CircuitBreaker client",
            "shop/c.java": "h.authorizeRequests()" * 5_000,
            "shop/d.go": "context.WithTimeout(a, b)" * 5_000,
            "shop/pom.xml": "<dependencyManagement>" * 20_000,
            "shop/e.js": "axios timeout " * 20_000,
        },
    )
    assert fleet.has("shop", "source-read")


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("5s", "5"), ("Duration.ofMillis(500)", "0.5"), ("time.Second*3", "3"), ("5000", "5"), ("20", "20"), ("2, TimeUnit.SECONDS", "2"),
        ("Duration::from_secs(5)", "5"), ("60000L", "60"), ("config[1] * 2", ""), ("timeoutMs", ""), ("2m", "120"),
        ("new TimeSpan(30)", "30"),
    ],
)  # fmt: skip
def test_durations(text: str, want: str) -> None:
    assert seconds(text) == want
