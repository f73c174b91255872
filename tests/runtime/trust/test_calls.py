"""What a service shows when it calls another: its own token and that of whom it acts for, to its own system alone."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from aiohttp import web

from skerry_runtime.clients import Client, Clients, Edge, Registry
from skerry_runtime.operations import OWN, Call, Identity
from skerry_runtime.spec import Call as Policy
from skerry_runtime.spec import Callee
from skerry_runtime.trust.own import Own


class Other(Client):
    service, version = "other", "v1"


def test_what_is_shown(tmp_path: Path) -> None:
    seen: list[dict[str, str]] = []

    async def serve(request: web.BaseRequest) -> web.Response:
        seen.append(dict(request.headers))
        return web.json_response({"n": len(seen)})

    async def story() -> None:
        runner = web.ServerRunner(web.Server(serve))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        (tmp_path / "own.token").write_text("mine\n")
        (tmp_path / "registry.json").write_text(json.dumps({"other": [f"http://127.0.0.1:{runner.addresses[0][1]}"]}))
        shared = Clients(
            Registry(tmp_path / "registry.json"),
            shown=Own({"SKERRY_TOKEN": str(tmp_path / "own.token")}).shown,
        )
        ours = Other(shared, Edge(Callee("other", calls=(Policy("get", cache=60.0),))))
        theirs = Other(shared, Edge(Callee("other", external=True)))
        ann, bob = (Call(identity=Identity(name, token=f"{name}'s")) for name in ("ann", "bob"))
        try:
            for call in (ann, bob, Call(identity=OWN), Call()):
                await ours.send("get", "GET", "/x", answer=dict[str, Any], call=call)
            await theirs.send("get", "GET", "/x", call=ann)
            again = await ours.send("get", "GET", "/x", answer=dict[str, Any], call=bob)
            assert again == {"n": 2}, "what was kept for Bob is Bob's"
        finally:
            await shared.close()
            await runner.cleanup()

    asyncio.run(story())
    shown = [(each.get("Authorization"), each.get("Skerry-On-Behalf")) for each in seen]
    assert shown == [("Bearer mine", "ann's"), ("Bearer mine", "bob's"), ("Bearer mine", None), (None, None)]
