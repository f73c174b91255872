"""Which build each image is, in one environment.

`python images.py find ENVIRONMENT BEFORE BUILT` prints it for $GITHUB_OUTPUT; `python images.py write IMAGES` puts it
into the files. BEFORE is the environment that had these images first; '' for the first one, which takes what it has
and what was BUILT just now (a JSON list of services). A build counts only with a signature of this workflow at this
commit. The rest is as it was deployed last.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_name("pipeline.json")
FOLDER = Path("kubernetes/images")
RECORD = FOLDER / "deployed.json"
ISSUER = "https://token.actions.githubusercontent.com"


def images(table: dict[str, Any], environment: str, before: str, built: list[str]) -> dict[str, str]:
    """The digests by image."""
    recorded = _recorded(before or environment)
    for service in table["services"]:
        if not before and service["name"] in built:
            recorded[service["image"]] = _signed(service["image"])
    return recorded


def _recorded(environment: str) -> dict[str, str]:
    """What was deployed there last; nothing before the first time."""
    command = ["git", "show", f"origin/deployed/{environment}:{RECORD.as_posix()}"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return dict(json.loads(ran.stdout)["images"]) if ran.returncode == 0 else {}


def _signed(image: str) -> str:
    """The digest of what this workflow built and signed from this commit."""
    commit = os.environ["GITHUB_SHA"]
    command = ["cosign", "verify", f"{image}:{commit}", "--output", "json"]
    command += ["--certificate-oidc-issuer", ISSUER, "--certificate-github-workflow-sha", commit]
    command += ["--certificate-identity", f"https://github.com/{os.environ['GITHUB_WORKFLOW_REF']}"]
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return str(json.loads(ran.stdout)[0]["critical"]["image"]["docker-manifest-digest"])


def write(found: dict[str, str]) -> None:
    """Into the kustomization, and into the record that the next deployment starts from."""
    for image, digest in found.items():
        subprocess.run(["kustomize", "edit", "set", "image", f"{image}={image}@{digest}"], cwd=FOLDER, check=True)
    record = {"commit": os.environ["GITHUB_SHA"], "images": found}
    RECORD.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _, what, *told = sys.argv
    if what == "find":
        text = TABLE.read_text(encoding="utf-8")
        print(f"images={json.dumps(images(json.loads(text), told[0], told[1], json.loads(told[2])))}")
    else:
        write(json.loads(told[0]))
