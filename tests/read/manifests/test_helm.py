"""Helm charts, without Helm: values in their places, conditions, loops, helpers, charts in charts."""

from pathlib import Path

import pytest
from tests.read.manifests._kubernetes import believed, deployment, env, fleet, names

CHART = "apiVersion: v2\nname: {}\nversion: 1.0.0\n"
WORKLOAD = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Values.name }}
spec:
  template:
    metadata:
      labels:
        app: {{ .Values.name }}
    spec:
      containers:
        - name: main
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
          {{- with .Values.env }}
          env:
            {{- range $key, $value := . }}
            - name: {{ $key }}
              value: {{ $value | quote }}
            {{- end }}
          {{- end }}
"""


def test_values_stand_in_their_places(tmp_path: Path) -> None:
    found = fleet(
        tmp_path,
        {
            "chart/Chart.yaml": CHART.format("web") + "appVersion: '7'\n",
            "chart/values.yaml": "name: web\nimage: { repository: shop/web }\nenv: { CART: 'http://cart:80' }\n",
            "chart/templates/web.yaml": WORKLOAD,
            "k8s/cart.yaml": deployment("cart"),
        },
    )
    assert found.by_name["web"].image == "shop/web:7"
    assert believed(found) == {("web", "cart", "http")}
    assert not found.problems


def test_the_places_are_those_of_the_template(tmp_path: Path) -> None:
    found = fleet(
        tmp_path,
        {
            "chart/Chart.yaml": CHART.format("web"),
            "chart/values.yaml": "name: web\nenv: { A: a, CART: 'http://cart:80' }\n",
            "chart/templates/web.yaml": WORKLOAD,
            "k8s/cart.yaml": deployment("cart"),
        },
    )
    ((witness,),) = ([edge.evidence for edge in found.edges][:1],)
    assert (witness[0].path, witness[0].line) == ("chart/templates/web.yaml", 18)


@pytest.mark.parametrize(
    ("condition", "there"),
    [
        (".Values.on", True),
        (".Values.off", False),
        ("not .Values.off", True),
        ('and .Values.on (eq .Values.kind "a")', True),
        ('or .Values.off (ne .Values.kind "a")', False),
        (".Values.nobody.said.it", False),
        ('hasKey .Values "kind"', True),
        ("gt (len .Values.rows) 1", True),
    ],
)
def test_conditions(tmp_path: Path, condition: str, there: bool) -> None:
    body = "{{- if " + condition + " }}\n" + deployment("cart") + "{{- else }}\n" + deployment("other") + "{{- end }}\n"
    found = fleet(
        tmp_path,
        {
            "c/Chart.yaml": CHART.format("c"),
            "c/values.yaml": "on: true\noff: false\nkind: a\nrows: [1, 2]\n",
            "c/templates/a.yaml": body,
        },
    )
    assert names(found) == {"cart" if there else "other"}


def test_one_template_for_a_list_of_services(tmp_path: Path) -> None:
    found = fleet(
        tmp_path,
        {
            "c/Chart.yaml": CHART.format("shop"),
            "c/values.yaml": "services:\n- { name: cart }\n- { name: web, needs: [cart] }\n",
            "c/templates/all.yaml": "{{- range $s := .Values.services }}\n---\n"
            + deployment(
                "X", ", env: [{{ range $s.needs }}{ name: NEEDS, value: 'http://{{ . }}:80' },{{ end }}]"
            ).replace("X", "{{ $s.name }}")
            + "{{- end }}\n",
        },
    )
    assert names(found) == {"cart", "web"}
    assert believed(found) == {("web", "cart", "http")}


def test_helpers_are_included_and_the_release_is_no_part_of_names(tmp_path: Path) -> None:
    helpers = (
        '{{- define "full" -}}{{ printf "%s-%s" .Release.Name .Values.name | trunc 63 | trimSuffix "-" }}{{- end -}}\n'
    )
    labels = '{{- define "labels" -}}\napp: {{ include "full" . }}\npart-of: {{ .Chart.Name }}\n{{- end }}\n'
    template = (
        'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ include "full" . }}\nspec:\n  template:\n    metadata:\n'
        '      labels:\n        {{- include "labels" . | nindent 8 }}\n    spec:\n      containers:\n        - image: a\n'
        "          resources:\n            {{- toYaml .Values.resources | nindent 12 }}\n"
    )
    found = fleet(
        tmp_path,
        {
            "c/Chart.yaml": CHART.format("shop"),
            "c/values.yaml": "name: cart\nresources: { limits: { cpu: 1 } }\n",
            "c/templates/_helpers.tpl": helpers + labels,
            "c/templates/cart.yaml": template,
        },
    )
    assert names(found) == {"cart"}
    assert found.has("cart", "limits-resources")


def test_charts_in_charts_get_their_values_from_around_unless_they_are_off(tmp_path: Path) -> None:
    files = {
        "shop/Chart.yaml": CHART.format("shop")
        + "dependencies:\n- { name: pay, condition: pay.enabled }\n- { name: cart }\n"
    }
    files["shop/values.yaml"] = "global: { registry: reg }\npay: { enabled: false }\ncart: { tag: '2' }\n"
    for name in ("pay", "cart"):
        files[f"shop/charts/{name}/Chart.yaml"] = CHART.format(name)
        files[f"shop/charts/{name}/values.yaml"] = "tag: '1'\n"
        files[f"shop/charts/{name}/templates/a.yaml"] = deployment("{{ .Chart.Name }}").replace(
            "shop/{{ .Chart.Name }}", "'{{ .Values.global.registry }}/x:{{ .Values.tag }}'"
        )
    found = fleet(tmp_path, files)
    assert names(found) == {"cart"}
    assert found.by_name["cart"].image == "reg/x:2"


def test_an_ending_that_all_charts_share_is_no_part_of_their_names(tmp_path: Path) -> None:
    files = {"shop/Chart.yaml": CHART.format("shop")}
    for name in ("cart", "pay", "web"):
        files[f"shop/charts/{name}/Chart.yaml"] = CHART.format(name)
        files[f"shop/charts/{name}/templates/a.yaml"] = deployment("{{ .Chart.Name }}-{{ .Release.Name }}-prodlike")
    assert names(fleet(tmp_path, files)) == {"cart", "pay", "web"}


GENERIC = {
    "charts/generic/Chart.yaml": CHART.format("generic"),
    "charts/generic/values.yaml": "needs: ''\n",
    "charts/generic/templates/a.yaml": deployment(
        "{{ .Release.Name }}-{{ .Chart.Name }}", ", env: [{ name: NEEDS_URL, value: '{{ .Values.needs }}' }]"
    ),
}
ARGO = """
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{ name: {} }}
spec: {{ source: {{ path: charts/generic, helm: {{ values: 'needs: http://{}:80' }} }} }}
"""
FLUX = """
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{ name: {} }}
spec: {{ chart: {{ spec: {{ chart: ./charts/generic }} }}, values: {{ needs: 'http://{}:80' }} }}
"""
HELMFILE = "releases:\n- { name: web, chart: ./charts/generic, values: [web.yaml] }\n- { name: cart, chart: ./charts/generic }\n"
SKAFFOLD = """
apiVersion: skaffold/v4beta6
kind: Config
deploy: { helm: { releases: [
  { name: web, chartPath: charts/generic, valuesFiles: [web.yaml] }, { name: cart, chartPath: charts/generic } ] } }
"""
SCRIPT = "helm upgrade --install -n shop web \\\n  ./charts/generic -f web.yaml\nhelm install cart charts/generic --set needs=\n"


@pytest.mark.parametrize(
    "files",
    [
        {"argo/web.yaml": ARGO.format("web", "cart"), "argo/cart.yaml": ARGO.format("cart", "nobody")},
        {"flux.yaml": FLUX.format("web", "cart") + "---" + FLUX.format("cart", "nobody")},
        {"helmfile.yaml": HELMFILE, "web.yaml": "needs: http://cart:80\n"},
        {"skaffold.yaml": SKAFFOLD, "web.yaml": "needs: http://cart:80\n"},
        {"deploy.sh": SCRIPT, "web.yaml": "needs: http://cart:80\n"},
    ],
    ids=["Argo CD", "Flux", "Helmfile", "Skaffold", "script"],
)
def test_one_chart_for_several_services_is_each_of_its_installations(tmp_path: Path, files: dict[str, str]) -> None:
    found = fleet(tmp_path, GENERIC | files)
    assert names(found) == {"web", "cart"}
    assert believed(found) == {("web", "cart", "http")}


def test_products_from_elsewhere_run_beside_a_chart_unless_they_are_off(tmp_path: Path) -> None:
    dependencies = (
        "dependencies:\n- { name: postgresql, version: 15.0.1, repository: 'https://charts.example.org' }\n"
        "- { name: kafka, condition: kafka.enabled, repository: 'https://charts.example.org' }\n"
        "- { name: common, repository: 'https://charts.example.org' }\n"
    )
    found = fleet(
        tmp_path,
        {
            "c/Chart.yaml": CHART.format("cart") + dependencies,
            "c/values.yaml": "kafka: { enabled: false }\n",
            "c/templates/a.yaml": deployment("cart", env(DB_HOST="{{ .Release.Name }}-postgresql")),
        },
    )
    assert names(found) == {"cart", "postgresql"}
    assert believed(found) == {("cart", "postgresql", "db")}


def test_what_is_only_known_at_installation_leaves_the_rest_readable(tmp_path: Path) -> None:
    template = WORKLOAD.replace('"{{ .Values.image.repository }}', "{{ .Values.image.repository }}").replace(
        'AppVersion }}"', "None }}"
    )
    found = fleet(
        tmp_path,
        {
            "c/Chart.yaml": CHART.format("web"),
            "c/values.yaml": "name: web\nenv: { CART_URL: 'http://cart:80' }\n",
            "c/templates/a.yaml": template.replace("\n", "\r\n"),
            "k8s/cart.yaml": deployment("cart"),
        },
    )
    assert believed(found) == {("web", "cart", "http")}


def test_values_that_would_be_huge_are_left_out(tmp_path: Path) -> None:
    bomb = "a0: &a0 {}\n" + "".join(f"a{n}: &a{n} {{ x: *a{n - 1}, y: *a{n - 1} }}\n" for n in range(1, 31))
    files = {
        "c/Chart.yaml": CHART.format("c"),
        "c/values.yaml": bomb + "sub: *a30\n",
        "c/templates/a.yaml": deployment("cart")
        + "# {{ toYaml .Values }}{{ toJson .Values.a30 }}{{ merge .Values .Values }}\n",
        "c/charts/sub/Chart.yaml": CHART.format("sub"),
        "c/charts/sub/values.yaml": bomb,
    }
    assert names(fleet(tmp_path, files)) == {"cart"}


@pytest.mark.parametrize(
    "template",
    [
        '{{ define "a" }}{{ include "a" . }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
        "{{ range until 1000 }}{{ range until 1000 }}{{ range until 1000 }}x{{ end }}{{ end }}{{ end }}",
        '{{ $x := "aaaaaaaaaa" }}{{ range until 900 }}{{ $x = printf "%s%s" $x $x }}{{ end }}{{ $x }}',
        '{{ repeat 100000000 "x" }}{{ printf "%0999999999d" 1 }}{{ indent 99999999 "x" }}',
        "{{ if }}{{ end }}{{ end }}{{ else }}{{ range }}{{ $ := }}{{ ) | ( }}{{ .a.b.c | nosuch 1 2 }}{{",
        '{{ index .Values 1 2 | first | last }}{{ slice 1 2 3 }}{{ add "a" nil }}{{ div 1 0 }}{{ tpl "{{" . }}',
        "{{ if " + "(" * 5000 + "}}{{ end }}",
        "{{ if a }}" * 5000,
        "{{" * 100_000,
    ],
    ids=["recursion", "loops", "doubling", "sizes", "syntax", "arguments", "parentheses", "nesting", "openers"],
)
def test_hostile_templates_end(tmp_path: Path, template: str) -> None:
    found = fleet(
        tmp_path,
        {
            "c/Chart.yaml": CHART.format("c"),
            "c/templates/a.yaml": deployment("cart") + "---\nkind: x\napiVersion: v1\n# " + template + "\n",
            "c/templates/b.yaml": deployment("web"),
        },
    )
    assert "web" in names(found)


def test_the_last_template_may_set_the_values_of_all_others(tmp_path: Path) -> None:
    files = {
        "chart/Chart.yaml": "name: shop\n",
        "chart/values.yaml": "hidden: { name: cart, port: 80 }\n",
        "chart/templates/cart.yaml": deployment(
            "{{ .Values.name }}", ", ports: [{ containerPort: {{ .Values.port }} }]"
        ),
        "chart/templates/zzz_profile.yaml": '{{- $hidden := .Values.hidden }}{{- $_ := unset .Values "hidden" }}\n'
        '{{- $b := set $ "Values" (mustMergeOverwrite $hidden $.Values) }}\n',
    }
    found = fleet(tmp_path, files)
    assert found.by_name["cart"].ports == (80,)


@pytest.mark.parametrize(
    ("switch", "values", "is_there"),
    [
        ("condition: 'none.enabled,pay.enabled'", "pay: { enabled: false }", False),
        ("condition: 'pay.enabled'", "pay: { enabled: true }", True),
        ("tags: [back, more]", "tags: { back: false }", False),
        ("tags: [back, more]", "tags: { back: false, more: true }", True),
        ("condition: 'pay.enabled', tags: [back]", "{ pay: { enabled: true }, tags: { back: false } }", True),
        ("condition: 'pay.enabled'", "{}", True),
    ],
)
def test_conditions_and_tags_switch_parts_of_a_chart(switch: str, values: str, is_there: bool, tmp_path: Path) -> None:
    files = {
        "chart/Chart.yaml": f"name: shop\ndependencies: [{{ name: pay, version: 1.0.0, {switch} }}]\n",
        "chart/values.yaml": values + "\n",
        "chart/templates/cart.yaml": deployment("cart"),
        "chart/charts/pay/Chart.yaml": "name: pay\n",
        "chart/charts/pay/templates/pay.yaml": deployment("pay"),
    }
    assert ("pay" in names(fleet(tmp_path, files))) == is_there
