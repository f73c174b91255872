"""A fleet to measure on where a person names none: services that call their neighbours, each with a database, in compose files and code."""

from __future__ import annotations

from pathlib import Path

_APP = """\
import os

import requests
from fastapi import FastAPI

app = FastAPI()
NEXT = os.environ["NEXT_URL"]
DATABASE = os.environ["DATABASE_URL"]


@app.get("/things/{thing}")
def get(thing: str) -> dict:
    return requests.get(f"{NEXT}/things/{thing}", timeout=2).json()


@app.post("/things")
def create(thing: dict) -> dict:
    return requests.post(f"{NEXT}/things", json=thing, timeout=2).json()
"""


def made_fleet(folder: Path, services: int, lines: int = 0) -> Path:
    """Writes a fleet of so many services, with so many lines of other code shared among them."""
    rows = ["services:"]
    for number in range(services):
        name, after = f"s{number}-service", f"s{(number + 1) % services}-service"
        home = folder / name
        home.mkdir(parents=True, exist_ok=True)
        (home / "app.py").write_text(_APP)
        (home / "Dockerfile").write_text('FROM python:3.12\nCOPY . .\nUSER app\nCMD ["uvicorn", "app:app"]\n')
        if lines:
            (home / "more.py").write_text("".join(_more(name, lines // services)))
        rows += [
            f"  {name}:",
            f"    build: ./{name}",
            "    environment:",
            f"      NEXT_URL: http://{after}:8000",
            f"      DATABASE_URL: postgres://u:p@s{number}-db/things",
            f"  s{number}-db: {{ image: 'postgres:16' }}",
        ]
    (folder / "compose.yaml").write_text("\n".join(rows) + "\n")
    return folder


def _more(name: str, lines: int) -> list[str]:
    word = name.replace("-", "_")
    return [f"def {word}_{at}(value):\n    return value + {at}\n\n\n" for at in range(lines // 4)]
