"""What is forbidden: made of the story itself, and of tokens that nobody may believe."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.run.system import CLINIC
from tests.runtime.bus.harness import run

from skerry.run.chaos.forbidden import attempts
from skerry.run.issuer import Issuer
from skerry.run.story import read_story
from skerry_runtime.trust.settings import Settings
from skerry_runtime.trust.tokens import Untrusted, Verifier

KEPT = dict.fromkeys(
    ("ann", "consent", "slot", "visit", "test", "record", "claim"), "5b0c8f0e-6f3b-4c3e-9a53-0d5f7d3e1b02"
)


@pytest.fixture
def issuer(tmp_path: Path) -> Issuer:
    found = Issuer(tmp_path, "clinic")
    found.rotate()
    return found


def test_each_step_is_tried_by_somebody_who_may_not(issuer: Issuer) -> None:
    story = read_story(CLINIC / "story.yaml")
    found = list(attempts(story, KEPT, issuer))
    assert {each.way for each in found} == {
        "as the story has it",
        "without a token",
        "with a token that nobody has signed",
        "with a token that was changed",
        "with a token that is over",
        "with a token for somebody else's system",
    }
    assert len([each for each in found if each.way == "as the story has it"]) == 3
    assert any(each.method == "POST" and each.body for each in found)
    assert not any("{" in each.path for each in found)


def test_what_is_not_there_yet_is_not_asked_for(issuer: Issuer) -> None:
    found = list(attempts(read_story(CLINIC / "story.yaml"), {}, issuer))
    assert found and {each.path for each in found} <= {
        "/v1/patients",
        "/v1/providers/0b0f4d3a-5a7e-4e0b-9d55-1f1c0f3f7a01/slots",
    }


@run
async def test_nobody_believes_those_tokens(issuer: Issuer) -> None:
    verifier = Verifier(Settings(issuer.name, issuer.audience, str(issuer.published)))
    for each in attempts(read_story(CLINIC / "story.yaml"), KEPT, issuer):
        if each.way.startswith("with a token"):
            with pytest.raises(Untrusted):
                await verifier.verified(each.headers["Authorization"].removeprefix("Bearer "))
