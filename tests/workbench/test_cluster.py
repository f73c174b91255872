"""A live cluster as a plane of drift: asked with kubectl, and read as manifests are."""

import copy
import json
import shutil
from pathlib import Path

import pytest
from tests.workbench._cluster import Object, applied, fleet, served

from skerry.workbench.cluster import of_cluster
from skerry.workbench.drift import Asked, drift

MANY = 100


@pytest.fixture
def manifests(tmp_path: Path) -> Path:
    """The files of a system, one a service."""
    folder = tmp_path / "deploy"
    folder.mkdir()
    for at, each in enumerate(fleet(MANY)):
        (folder / f"{at:03}.json.yaml").write_text(json.dumps(each))
    return folder


def _differences(manifests: Path, objects: list[Object], namespace: str = "") -> list[str]:
    answer = manifests.parent / "cluster.json"
    answer.write_text(json.dumps({"kind": "List", "apiVersion": "v1", "items": objects}))
    found = drift(Asked(manifests, start=str(manifests), cluster=str(answer), namespace=namespace))
    assert found.known, found.problems
    return [f"{row.kind} {row.what}: {row.about}" for row in found.differences]


def _changed(objects: list[Object], **values: object) -> list[Object]:
    """With another image, number of copies or environment of one deployment."""
    found = copy.deepcopy(objects)
    spec = next(each for each in found if each["kind"] == "Deployment" and each["metadata"]["name"] == "s042")["spec"]
    spec["replicas"] = values.get("replicas", spec["replicas"])
    spec["template"]["spec"]["containers"][0] |= {key: value for key, value in values.items() if key != "replicas"}
    return found


def test_a_hundred_services_as_a_server_has_them_have_not_drifted(manifests: Path) -> None:
    assert _differences(manifests, applied(fleet(MANY))) == []


@pytest.mark.parametrize(
    ("values", "difference"),
    [
        ({"image": "shop/s042:1.1"}, "version-changed version: s042"),
        ({"image": "other/thing:1.0"}, "version-changed image: s042"),
        ({"replicas": 3}, "replicas-changed replicas: s042"),
        ({"env": [{"name": "NEXT_URL", "value": "http://s007:80"}]}, "unexpected call: s042 -> s007"),
    ],
)
def test_what_was_changed_by_hand_is_one_difference(
    manifests: Path, values: dict[str, object], difference: str
) -> None:
    assert _differences(manifests, _changed(applied(fleet(MANY)), **values)) == [difference]


def test_what_was_deleted_or_added_by_hand_is_one_difference(manifests: Path) -> None:
    objects = applied(fleet(MANY))
    gone = [each for each in objects if each["metadata"]["name"] != "s099"]
    assert _differences(manifests, gone) == ["missing service: s099"]
    assert _differences(manifests, applied(fleet(MANY + 1)))[:1] == ["unexpected service: s100"]


def test_a_namespace_is_looked_at_alone(manifests: Path) -> None:
    objects = [*applied(fleet(MANY)), *applied(fleet(MANY + 5), "staging")]
    assert _differences(manifests, objects, "shop") == []


@pytest.fixture
def kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real one, with a home and a configuration of its own."""
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not installed")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "config"))
    return tmp_path / "config"


def _configured(config: Path, address: str) -> None:
    config.write_text(
        f"apiVersion: v1\nkind: Config\nclusters: [{{ name: c, cluster: {{ server: '{address}' }} }}]\n"
        "contexts: [{ name: test, context: { cluster: c, user: u } }]\nusers: [{ name: u, user: { token: none } }]\n"
    )


def test_kubectl_asks_a_server_for_what_it_has(kubectl: Path, manifests: Path) -> None:
    with served(applied(fleet(MANY))) as (address, asked):
        _configured(kubectl, address)
        found = drift(Asked(manifests, start=str(manifests), cluster="test"))
        assert found.known, found.problems
        assert [row.message for row in found.differences] == []
        assert not any("secrets" in path or "watch" in path for path in asked)
        (row,) = drift(Asked(manifests, start=str(manifests), cluster="test", namespace="nowhere")).differences[:1]
        assert (row.kind, row.about) == ("missing", "s000")


def test_what_kubectl_says_is_told(kubectl: Path) -> None:
    _configured(kubectl, "http://127.0.0.1:9")
    for context, words in (("other", "does not exist"), ("test", "refused")):
        (problem,) = of_cluster(context).problems
        assert words in problem.what and problem.instead


def test_without_kubectl_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (problem,) = of_cluster("prod").problems
    assert "kubectl" in problem.what and "-o json" in problem.instead


@pytest.mark.parametrize("text", ["no json", "[1, 2]", '{"a": 1}', "[" * 100_000])
def test_a_file_that_is_no_answer_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "answer.json").write_text(text)
    (problem,) = of_cluster(str(tmp_path / "answer.json")).problems
    assert "answer.json" in problem.what


def test_an_answer_with_anything_in_it_is_read(tmp_path: Path) -> None:
    items = [
        None,
        1,
        {},
        {"kind": 3, "metadata": []},
        {"kind": "Deployment", "metadata": {"name": "x"}, "spec": {"template": 4}},
    ]
    (tmp_path / "answer.json").write_text(json.dumps({"kind": "List", "items": items}))
    assert of_cluster(str(tmp_path / "answer.json"), "default").plane is not None
