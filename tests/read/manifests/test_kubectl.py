"""What comes out of kustomizations, held against the real kubectl: bases, overlays and components that nobody wrote."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.read.manifests._kubectl import KUBECTL, both
from tests.read.manifests._kubernetes import deployment, documents, service

_NAMES = st.sampled_from(["web", "cart", "pay"])
_WORDS = st.sampled_from(["x", "z", "v1.2"])
_OPERATION = st.sampled_from(
    [
        {"op": "add", "path": "/metadata/labels/added", "value": "x"},
        {"op": "add", "path": "/spec/template/spec/containers/0/env/-", "value": {"name": "NEW", "value": "new"}},
        {"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "other:1"},
        {"op": "remove", "path": "/spec/template/spec/containers/0/env/0"},
        {"op": "test", "path": "/spec/template/spec/containers/0/name", "value": "main"},
        {"op": "copy", "from": "/metadata/name", "path": "/metadata/annotations/copied~1from"},
    ]
)
_TARGET = st.fixed_dictionaries(
    {"kind": st.just("Deployment")},
    optional={
        "name": st.sampled_from(["web", "c.*", "none"]),
        "labelSelector": st.sampled_from(["app=web", "app in (web,pay)", "!app", "app notin (web)"]),
    },
)
_LAID = st.fixed_dictionaries(
    {},
    optional={
        "replicas": st.integers(1, 9),
        "template": st.fixed_dictionaries(
            {
                "spec": st.fixed_dictionaries(
                    {
                        "containers": st.lists(
                            st.sampled_from(
                                [
                                    {"name": "main", "env": [{"name": "A", "value": "patched"}]},
                                    {"name": "main", "env": [{"name": "A", "$patch": "delete"}]},
                                    {"name": "main", "args": ["--x"]},
                                    {"name": "side", "image": "side:1"},
                                    {"name": "main", "ports": [{"containerPort": 80, "name": "web"}]},
                                    {"name": "main", "envFrom": None},
                                ]
                            ),
                            min_size=1,
                            max_size=1,
                        )
                    }
                )
            }
        ),
    },
)
_DEPLOYMENT = {"apiVersion": "apps/v1", "kind": "Deployment"}
_OVERLAY = st.fixed_dictionaries(
    {},
    optional={
        "namePrefix": st.just("p-"),
        "nameSuffix": st.just("-s"),
        "namespace": st.just("live"),
        "commonLabels": st.just({"team": "t"}),
        "commonAnnotations": st.just({"note": "n"}),
        "labels": st.just([{"pairs": {"k": "v"}, "includeTemplates": True}])
        | st.just([{"pairs": {"k": "v"}, "includeSelectors": True}]),
        "images": st.lists(
            st.fixed_dictionaries(
                {"name": st.sampled_from(["shop/web", "shop/cart", "shop"])},
                optional={"newName": st.just("reg.io/x"), "newTag": _WORDS},
            ),
            max_size=2,
        ),
        "replicas": st.lists(
            st.fixed_dictionaries({"name": _NAMES, "count": st.integers(0, 5)}),
            max_size=2,
            unique_by=lambda each: str(each["name"]),
        ),
        "configMapGenerator": st.just([{"name": "given", "behavior": "merge", "literals": ["A=over", "Z=z"]}])
        | st.just([{"name": "fresh", "literals": ["A='q'"]}]),
        "patches": st.lists(
            st.tuples(_TARGET, st.lists(_OPERATION, min_size=1, max_size=3)).map(
                lambda p: {"target": p[0], "patch": yaml.safe_dump(p[1])}
            )
            | st.tuples(_NAMES, _LAID).map(
                lambda p: {"patch": yaml.safe_dump(_DEPLOYMENT | {"metadata": {"name": p[0]}, "spec": p[1]})}
            ),
            max_size=3,
        ),
    },
)


@pytest.mark.skipif(not KUBECTL, reason="kubectl is not installed")
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(inner=_OVERLAY, outer=_OVERLAY, component=_OVERLAY)
def test_what_comes_out_is_what_kubectl_makes_of_it(
    inner: dict[str, Any], outer: dict[str, Any], component: dict[str, Any]
) -> None:
    text = documents(
        *(
            deployment(
                name,
                ", env: [{ name: A, value: a }, { name: B, value: b }], envFrom: [{ configMapRef: { name: given } }]",
            )
            for name in ("web", "cart", "pay")
        ),
        service("web", "app: web"),
    )
    head = {"apiVersion": "kustomize.config.k8s.io/v1beta1", "kind": "Kustomization"}
    extra = {key: value for key, value in component.items() if key in {"patches", "images", "replicas", "commonLabels"}}
    base = {"resources": ["all.yaml"], "configMapGenerator": [{"name": "given", "literals": ["A=a"]}]}
    component_head = {"apiVersion": "kustomize.config.k8s.io/v1alpha1", "kind": "Component"}
    files = {
        "base/all.yaml": text.replace("metadata: { name", "metadata: { labels: { app: x }, name"),
        "base/kustomization.yaml": yaml.safe_dump(head | base),
        "mid/kustomization.yaml": yaml.safe_dump({**head, "resources": ["../base"], **inner}),
        "more/kustomization.yaml": yaml.safe_dump(component_head | extra),
        "top/kustomization.yaml": yaml.safe_dump({**head, "resources": ["../mid"], "components": ["../more"], **outer}),
    }
    with TemporaryDirectory() as folder:
        root = Path(folder)
        for path, content in files.items():
            (root / path).parent.mkdir(exist_ok=True)
            (root / path).write_text(content)
        found = both(root, "top")
    if isinstance(found, str):
        return  # kubectl refuses what it holds to be wrong; we read on
    mine, theirs = found
    assert mine == theirs
