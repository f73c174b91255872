"""`fleet.yml`: what happens to a change. A pull request is judged and tried.

On the main branch it is built, signed and deployed as well.
"""

from __future__ import annotations

from typing import Any

from skerry.generate.pipelines.actions import Step, checkout, cosign, python, run
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

Job = dict[str, Any]
BRANCH = "main"
RUNNER = "ubuntu-24.04"
SKERRY = 'python -m pip install "skerry>=0.1"'
TABLE = ".github/skerry/pipeline.json"
READ = {"contents": Noted("read", "the files", beside=True)}
SHELL = {"run": {"shell": "bash"}}  # ends with the first command that fails, in a pipe as well
_PUSHED = f"github.ref == 'refs/heads/{BRANCH}' && github.event_name != 'pull_request'"
_JUDGED = ("affected", "model", "contracts", "test")
_LISTS = ("test", "build", "deploy", "contracts")


def workflow(system: System) -> Job:
    """The workflow. It has no rights; each job names those it needs."""
    jobs = {"affected": _affected(system), "model": _model(), "contracts": _contracts(), "test": _test()}
    jobs["image"] = _image()
    before = ""
    for name in system.environments:
        jobs[f"deploy-{name}"] = _deploy(name, before)
        before = name
    return {
        "name": system.name,
        "on": {"pull_request": {}, "push": {"branches": [BRANCH]}, "workflow_dispatch": {}},
        "permissions": {},
        "defaults": SHELL,
        "concurrency": {
            "group": "${{ github.workflow }}-${{ github.ref }}",
            "cancel-in-progress": Noted(
                "${{ github.event_name == 'pull_request' }}", "What is being deployed is not interrupted."
            ),
        },
        "jobs": jobs,
    }


def job(name: str, minutes: int, steps: list[Step], permissions: dict[str, Any], **more: Any) -> Job:
    """A job with its rights and the longest it may take."""
    return {
        "name": name,
        **more,
        "runs-on": RUNNER,
        "timeout-minutes": minutes,
        "permissions": permissions,
        "steps": steps,
    }


def _affected(system: System) -> Job:
    """Held against the branch that it goes to; on that branch against what was deployed last, so that a failed run loses nothing."""
    first = next(iter(system.environments), "")
    recorded = f'git show "origin/deployed/{first}:kubernetes/images/deployed.json" | jq --raw-output .commit'
    command = f"""\
if [ -n "$GITHUB_BASE_REF" ]; then
  base="$(git merge-base "origin/$GITHUB_BASE_REF" HEAD)"
else
  base="$({recorded if first else "git rev-parse HEAD^"} || true)"
fi
echo "base=$base" >> "$GITHUB_OUTPUT"
python .github/skerry/affected.py "$base" | tee -a "$GITHUB_OUTPUT\""""
    found = {"id": "found", **run("What does this change affect?", command)}
    outputs = {name: f"${{{{ steps.found.outputs.{name} }}}}" for name in ("base", *_LISTS)}
    return job("affected", 5, [checkout(history=True), python(), found], READ, outputs=outputs)


def _model() -> Job:
    commands = f"{SKERRY}\nskerry check .\nskerry generate all . --check"
    return job(
        "model", 10, [checkout(), python(), run("Is the model sound, and are files those of it?", commands)], READ
    )


def _contracts() -> Job:
    """A contract that is new has nothing to be held against."""
    command = f"""\
{SKERRY}
failed=0
for service in $(jq --raw-output '.[]' <<< "$SERVICES"); do
  for path in $(jq --raw-output --arg name "$service" '.services[] | select(.name == $name) | .contracts[]' {TABLE}); do
    if git cat-file -e "$BASE:${{path%/}}" 2> /dev/null; then
      skerry contracts diff "$BASE:${{path%/}}" "${{path%/}}" --model . --service "$service" --format github || failed=1
    fi
  done
done
exit "$failed\""""
    told = {"BASE": "${{ needs.affected.outputs.base }}", "SERVICES": "${{ needs.affected.outputs.contracts }}"}
    steps = [checkout(history=True), python(), run("Whom would these contracts break?", command, told)]
    return job("contracts", 15, steps, READ, **_for("contracts"))


def _test() -> Job:
    command = """\
python -m pip install "./services/$SERVICE" pytest
cd "services/$SERVICE"
python -m pytest"""
    steps = [checkout(), python(), run("Test", command, {"SERVICE": "${{ matrix.service }}"})]
    return job("test ${{ matrix.service }}", 20, steps, READ, **_for("test", each=True))


def _image() -> Job:
    """Provenance and a list of what is inside (SBOM) lie beside the image; the signature names this workflow and this commit."""
    command = f"""\
read -r image folder dockerfile < <(
  jq --raw-output --arg name "$SERVICE" '.services[] | select(.name == $name) | "\\(.image) \\(.folder) \\(.dockerfile)"' {TABLE}
)
docker buildx create --use
docker buildx build "$folder" --file "$dockerfile" --tag "$image:$GITHUB_SHA" --push \\
  --provenance=mode=max --sbom=true --metadata-file "$RUNNER_TEMP/built.json"
cosign sign --yes "$image@$(jq --raw-output '."containerimage.digest"' "$RUNNER_TEMP/built.json")\""""
    steps = [checkout(), cosign(), login(), run("Build, push and sign", command, {"SERVICE": "${{ matrix.service }}"})]
    rights = {
        **READ,
        "packages": Noted("write", "where the registry is that of GitHub", beside=True),
        "id-token": Noted("write", "who signs is this workflow: there is no key to lose", beside=True),
    }
    found = _for("build", each=True)
    condition = f"{_PUSHED} && {PASSED} && {found['if']}"
    return job(
        "image ${{ matrix.service }}",
        30,
        steps,
        rights,
        **{**found, "needs": [*_JUDGED], "if": condition, "environment": "registry"},
    )


PASSED = (
    "!cancelled() && !contains(needs.*.result, 'failure')"  # a job that had nothing to do was skipped, which is well
)


def login() -> Step:
    """Into the registry of the images; a registry that is not GitHub's has a name and a token of its own."""
    command = f"""\
registry="$(jq --raw-output '.services[0].image | split("/")[0] | select(test("[.:]"))' {TABLE})"
docker login "${{registry:-docker.io}}" --username "$REGISTRY_USER" --password-stdin <<< "$REGISTRY_TOKEN\""""
    told = {
        "REGISTRY_USER": "${{ vars.REGISTRY_USER || github.actor }}",
        "REGISTRY_TOKEN": "${{ secrets.REGISTRY_TOKEN || github.token }}",
    }
    return run("Log in", command, told)


def _deploy(environment: str, before: str) -> Job:
    needs = [*_JUDGED, "image", *([f"deploy-{before}"] if before else [])]
    return {
        "name": environment,
        "needs": needs,
        "if": f"{_PUSHED} && {PASSED}",
        "permissions": {
            "contents": Noted("write", "to remember what is deployed", beside=True),
            "packages": Noted("read", "to look at signatures", beside=True),
        },
        "uses": Noted(
            "./.github/workflows/deploy.yml",
            "zizmor: ignore[self-repository] GitHub Enterprise Server does not know the newer form",
            beside=True,
        ),
        "with": {
            "environment": environment,
            "before": before,
            "built": "${{ needs.affected.outputs.build }}",
        },
    }


def _for(name: str, *, each: bool = False) -> Job:
    """Only if a list has something; for each of it."""
    found: Job = {"needs": ["affected"], "if": f"needs.affected.outputs.{name} != '[]'"}
    if each:
        services = f"${{{{ fromJSON(needs.affected.outputs.{name}) }}}}"
        found["strategy"] = {"fail-fast": False, "matrix": {"service": services}}
    return found
