import msgspec
from sqlalchemy import insert

from orders.adapters.tables import OUTBOX


class TestOutbox:
    """Rows that nobody relays: tests look at them."""

    async def publish(self, connection, events):
        rows = [{"id": event.id, "kind": event.type, "body": event.encoded()} for event in events]
        await connection.execute(insert(OUTBOX), rows)

    async def start(self, connection, saga, identifier, start):
        body = msgspec.json.encode(start)
        await connection.execute(insert(OUTBOX), [{"id": identifier, "kind": f"saga {saga}", "body": body}])

    def committed(self):
        return
