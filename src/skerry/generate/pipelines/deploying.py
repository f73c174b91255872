"""`deploy.yml`: how one environment gets what was built, and how that is remembered."""

from __future__ import annotations

from typing import Any

from skerry.generate.pipelines.actions import checkout, cosign, python, run
from skerry.generate.pipelines.change import READ, SHELL, job, login
from skerry.kernel.yaml_text import Noted
from skerry.model.system import System

Job = dict[str, Any]
_INPUTS = {
    "environment": "where",
    "before": "the environment that had it first; empty for the first one",
    "built": "the services whose images were built just now: a JSON list",
}
_TOLD = {"ENVIRONMENT": "${{ inputs.environment }}"}
_DIGESTS = {**_TOLD, "BEFORE": "${{ inputs.before }}", "BUILT": "${{ inputs.built }}"}
_IMAGES = ".github/skerry/images.py"


def workflow(system: System) -> Job:
    """The workflow, which others call."""
    inputs = {name: {"description": about, "required": True, "type": "string"} for name, about in _INPUTS.items()}
    return {
        "name": f"{system.name}: deploy",
        "on": {"workflow_call": {"inputs": inputs}},
        "permissions": {},
        "defaults": SHELL,
        "concurrency": {"group": "deploy-${{ inputs.environment }}", "cancel-in-progress": False},
        "jobs": {"deploy": _deploy(), "record": _record()},
    }


def _deploy() -> Job:
    """What differs from what is there; the cluster's credentials are a secret of the environment, which may ask for a reviewer."""
    command = f"""\
python {_IMAGES} write "$IMAGES"
base="$(git show "origin/deployed/$ENVIRONMENT:kubernetes/images/deployed.json" | jq --raw-output .commit || true)"
services="$(python .github/skerry/affected.py "$base" | sed --quiet 's/^deploy=//p')"
export KUBECONFIG="$RUNNER_TEMP/kubeconfig"
(umask 077; printenv CLUSTER > "$KUBECONFIG")
python .github/skerry/deploy.py "$ENVIRONMENT" "$services\""""
    find = f'python {_IMAGES} find "$ENVIRONMENT" "$BEFORE" "$BUILT" | tee -a "$GITHUB_OUTPUT"'
    told = {
        **_TOLD,
        "IMAGES": "${{ steps.images.outputs.images }}",
        "CLUSTER": "${{ secrets.KUBECONFIG }}",
        "PROMETHEUS_URL": "${{ vars.PROMETHEUS_URL }}",
        "WATCH": "${{ vars.WATCH }}",
    }
    steps = [checkout(history=True), python(), cosign(), login()]
    steps += [{"id": "images", **run("Which build is each image?", find, _DIGESTS)}, run("Deploy", command, told)]
    rights = {**READ, "packages": Noted("read", "to look at signatures", beside=True)}
    outputs = {"images": "${{ steps.images.outputs.images }}"}
    return job("deploy", 180, steps, rights, environment="${{ inputs.environment }}", outputs=outputs)


def _record() -> Job:
    """On a branch that holds what is deployed and nothing else: Argo CD and Flux can follow it, and a rollback goes back to it."""
    command = f"""\
python {_IMAGES} write "$IMAGES"
branch="deployed/$ENVIRONMENT"
export GIT_INDEX_FILE="$RUNNER_TEMP/index" GIT_AUTHOR_NAME=pipeline GIT_AUTHOR_EMAIL=pipeline@invalid
export GIT_COMMITTER_NAME="$GIT_AUTHOR_NAME" GIT_COMMITTER_EMAIL="$GIT_AUTHOR_EMAIL"
git add kubernetes
parent="$(git rev-parse --verify --quiet "origin/$branch" || true)"
commit="$(git commit-tree "$(git write-tree)" ${{parent:+-p "$parent"}} -m "$GITHUB_SHA")"
header="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 --wrap=0)"
git -c "http.$GITHUB_SERVER_URL/.extraheader=$header" push origin "$commit:refs/heads/$branch\""""
    told = {**_TOLD, "IMAGES": "${{ needs.deploy.outputs.images }}", "TOKEN": "${{ github.token }}"}
    rights = {"contents": Noted("write", "one branch for each environment, nothing else", beside=True)}
    steps = [checkout(history=True), python(), run("Remember it", command, told)]
    return job("record", 10, steps, rights, needs=["deploy"])
