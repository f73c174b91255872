"""Keys by URL: a new one is found when it is needed, and nobody makes us ask all the time."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from aiohttp import web

from skerry.run.issuer import Issuer
from skerry_runtime.trust.settings import Settings
from skerry_runtime.trust.tokens import Untrusted, Verifier


async def served(issuer: Issuer, asked: list[str], broken: list[bool]) -> tuple[web.ServerRunner, str]:
    async def keys(request: web.BaseRequest) -> web.Response:
        asked.append(request.path)
        return web.Response(status=500) if broken else web.Response(body=issuer.published.read_bytes())

    runner = web.ServerRunner(web.Server(keys))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/keys"


def test_a_new_key_is_found_and_a_flood_of_invented_ones_is_not_asked_for(tmp_path: Path) -> None:
    async def story() -> None:
        issuer, asked, broken = Issuer(tmp_path, "shop"), list[str](), list[bool]()
        issuer.rotate()
        runner, url = await served(issuer, asked, broken)
        verifier = Verifier(Settings(issuer.name, issuer.audience, url))
        try:
            assert (await verifier.verified(issuer.token("ada", ("customer",)))).roles == ("customer",)
            assert len(asked) == 1
            await asyncio.sleep(1.1)
            issuer.rotate()
            assert (await verifier.verified(issuer.token("ada"))).subject == "ada"
            assert len(asked) == 2
            stranger = Issuer(tmp_path / "other", "shop")
            stranger.folder.mkdir()
            for _ in range(50):
                stranger.rotate()
                with pytest.raises(Untrusted):
                    await verifier.verified(stranger.token("eve"))
            assert len(asked) <= 4
            await asyncio.sleep(1.1)
            broken.append(True)
            with pytest.raises(Untrusted):
                await verifier.verified(stranger.token("eve"))
            assert (await verifier.verified(issuer.token("ada"))).subject == "ada", (
                "what is known stays while it can't be asked for"
            )
        finally:
            await runner.cleanup()

    asyncio.run(story())


def test_old_keys_are_believed_for_two_rotations(tmp_path: Path) -> None:
    async def believed(token: str) -> bool:
        try:
            await Verifier(Settings(issuer.name, issuer.audience, str(issuer.published))).verified(token)
        except Untrusted:
            return False
        return True

    issuer = Issuer(tmp_path, "shop")
    issuer.rotate()
    token = issuer.token("ada")
    for wanted in (True, True, False):
        issuer.rotate()
        assert asyncio.run(believed(token)) is wanted
    assert all("d" not in each for each in json.loads(issuer.published.read_bytes())["keys"])
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0


def test_claims_say_neither_who_nor_until_when(tmp_path: Path) -> None:
    """What a person asks to have in his token can't make another or a service of him."""
    issuer = Issuer(tmp_path, "shop")
    issuer.rotate()
    token = issuer.token(
        "ada", ("customer",), {"sub": "eve", "roles": ["admin"], "skerry_service": "order-service", "exp": 9}
    )
    found = asyncio.run(Verifier(Settings(issuer.name, issuer.audience, str(issuer.published))).verified(token))
    assert (found.subject, found.roles, found.service) == ("ada", ("customer",), "")
