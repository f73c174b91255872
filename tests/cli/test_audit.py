"""`skerry audit` and `skerry data keys`, on logs that a service has left."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from skerry.cli import main, status
from skerry_runtime.audit.chain import Chain
from skerry_runtime.audit.entry import Entry
from skerry_runtime.operations import Call


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / ".skerry" / "run" / "audit" / "patients"
    (tmp_path / "clinic.arch.yaml").write_text("arch: 1\nsystem: clinic\n")
    chain = Chain(folder, "patients", "patients.1")
    chain.open()
    for at, who in enumerate(("desk", "dr-grey", "dr-grey")):
        call = Call(caller=who, roles=("physician",), headers={"traceparent": f"00-{at:032x}-00f067aa0ba902b7-01"})
        chain.append(
            [
                {
                    "at": f"2026-11-0{at + 1}T00:00:00",
                    **Entry("get", 200, call=call, reads={"Patient": [f"p{at}"]}).values(),
                }
            ]
        )
    chain.close()
    return tmp_path


def log(model: Path) -> Path:
    return next(model.rglob("*.audit.jsonl"))


def test_a_whole_log_ends_with_0_and_a_changed_one_with_1_and_its_place(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", "verify", str(model)]) == status.CLEAN
    assert "6 records in 1 segment: whole" in capsys.readouterr().out
    log(model).write_text(log(model).read_text().replace("dr-grey", "dr-good", 1))
    assert main(["audit", "verify", str(model), "--format", "json"]) == status.FINDINGS
    (found,) = json.loads(capsys.readouterr().out)["logs"]
    assert found["findings"][0] == {
        "place": f"{log(model)}:4",
        "what": "changed",
        "detail": "the line is not as it was written",
    }


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ([], ["p0", "p1", "p2"]),
        (["--who", "dr-grey"], ["p1", "p2"]),
        (["--what", "p1"], ["p1"]),
        (["--what", "Patient", "--limit", "1"], ["p2"]),
        (["--since", "2026-11-02"], ["p1", "p2"]),
        (["--trace", f"{2:032x}"], ["p2"]),
        (["--who", "nobody"], []),
    ],
)
def test_records_are_found_by_who_what_when_and_trace(
    model: Path, capsys: pytest.CaptureFixture[str], options: list[str], ids: list[str]
) -> None:
    assert main(["audit", "show", str(model), "--format", "json", *options]) == status.CLEAN
    rows = json.loads(capsys.readouterr().out)["records"]
    assert [each["what"]["reads"]["Patient"][0] for each in rows] == ids


def test_what_is_not_there_is_said(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", str(model), "--service", "orders"]) == status.USAGE
    assert "there is no audit log of 'orders': there are patients" in capsys.readouterr().err
    assert main(["audit", "verify", str(model), "--key", str(log(model))]) == status.USAGE
    assert main(["data", "erase", "--subject", "x", "--model", str(model)]) == status.USAGE
    assert "--yes" in capsys.readouterr().err


def test_keys_makes_a_keyring_and_then_adds_to_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "keys.json"
    assert main(["data", "keys", str(path)]) == main(["data", "keys", str(path)]) == status.CLEAN
    assert json.loads(path.read_text())["current"] == "k2"
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text("{}")
    assert main(["data", "keys", str(path)]) == status.USAGE
    assert "is no keyring" in capsys.readouterr().err
