"""Several repositories that are one fleet: given together, or listed in a workspace file."""

import json
from pathlib import Path

import pytest
from tests.read.fleet._reading import compose

from skerry.cli import main
from skerry.facts.kinds import Access, Outbound
from skerry.workbench.read import facts_of, fleet_of, nothing_there

MAIN = 'package main\nimport "net/http"\nfunc main() { http.Get("http://stock:80/items"); http.ListenAndServe(":80", nil) }\n'


def repositories(root: Path) -> tuple[Path, Path]:
    """One with a compose file that runs both, and one that is built elsewhere."""
    files = {
        "shop/docker-compose.yml": compose(cart="build: cart", stock="image: acme/stock"),
        "shop/cart/go.mod": "module acme.com/cart\n", "shop/cart/main.go": MAIN,
        "stock/docker-compose.yml": compose(stock="build: ., image: acme/stock", db="image: postgres"),
        "stock/app.py": "import requests\nrequests.get('http://cart/x')\n",
        "stock/Dockerfile": "FROM python:3\nEXPOSE 80\nCMD python app.py\n",
    }  # fmt: skip
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root / "shop", root / "stock"


def test_two_repositories_are_one_fleet_with_their_names_before_the_paths(tmp_path: Path) -> None:
    paths = repositories(tmp_path)
    code = facts_of(paths, history=False)
    fleet = fleet_of(paths, code)
    assert {n.name: n.folders for n in fleet.nodes if n.role != "external"} == {
        "cart": ("shop/cart",),
        "db": (),
        "stock": ("stock",),
    }
    assert {(e.source, e.target) for e in fleet.believed if e.kind == "http"} == {("cart", "stock"), ("stock", "cart")}
    assert {w.path for n in fleet.nodes for w in n.evidence} >= {"shop/docker-compose.yml", "stock/docker-compose.yml"}


def test_the_facts_of_each_point_into_their_own_tree(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    for name in ("a", "b"):
        (tmp_path / name / "models.py").write_text(
            "from django.db import models\nclass Order(models.Model):\n    x = models.IntegerField()\n"
            "def place():\n    Order.objects.create(x=1)\n    import requests\n    requests.get('http://b')\n"
        )
    alone, both = facts_of(tmp_path / "b", history=False), facts_of([tmp_path / "a", tmp_path / "b"], history=False)
    assert [both.qualified(f.unit) for f in both.of(Outbound)] == ["a/models.py::place", "b/models.py::place"]
    assert {both.qualified(f.target) for f in both.of(Access)} == {"a/models.py::Order", "b/models.py::Order"}
    expected = [(f"b/{alone.qualified(r.source)}", f"b/{alone.qualified(r.target)}", r.line) for r in alone.references]
    assert [(both.qualified(r.source), both.qualified(r.target), r.line) for r in both.references][-len(expected):] == expected  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "prefixes"),
    [
        ("skerry.workspace.yaml", "repositories:\n- shop\n- ./stock\n", {"shop", "stock"}),
        ("skerry.workspace.yaml", "repositories:\n- front: shop\n- stock\n", {"front", "stock"}),
        ("skerry.workspace.yaml", "repositories:\n  front: shop\n  back: stock\n", {"front", "back"}),
        ("all.txt", "# both\nshop\nstock  # the second\n", {"shop", "stock"}),
    ],
)
def test_a_file_lists_them(name: str, text: str, prefixes: set[str], tmp_path: Path) -> None:
    repositories(tmp_path)
    (tmp_path / name).write_text(text)
    code = facts_of(tmp_path / name, history=False)
    assert {u.path.partition("/")[0] for u in code.units} == prefixes
    if name == "skerry.workspace.yaml":
        assert facts_of(tmp_path, history=False).units == code.units


def test_two_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for name in ("a/service", "b/service"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "x.py").write_text("X = 1\n")
    code = facts_of([tmp_path / "a/service", tmp_path / "b/service"], history=False)
    assert set(code.files) == {"service/x.py", "b-service/x.py"}


@pytest.mark.parametrize(
    "text",
    [
        "repositories: []\n",
        "a: [\n",
        "repositories:\n- https://example.com/x.git\n",
        "repositories:\n- missing\n",
        "- shop\n",
    ],
)
def test_what_lists_nothing_that_is_there_is_an_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "w.yaml").write_text(text)
    assert nothing_there(facts_of(tmp_path / "w.yaml", history=False))


def test_the_command_takes_several(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop, stock = repositories(tmp_path)
    assert main(["read", str(shop), str(stock), "--without", "history", "--format", "json"]) == 0
    assert {node["name"] for node in json.loads(capsys.readouterr().out)["nodes"]} >= {"cart", "stock", "db"}
    assert main(["read", str(shop), str(tmp_path / "no"), "--without", "history"]) == 2
    assert str(tmp_path / "no") in capsys.readouterr().err
