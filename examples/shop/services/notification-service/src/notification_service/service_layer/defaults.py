"""What notification-service does unless `behaviour.py` says otherwise."""

from __future__ import annotations

from skerry_runtime import Work

from notification_service.adapters.clients import Clients
from notification_service.domain.messages import Message, OrderCancelled, OrderCreated, Shipped
from notification_service.service_layer.operations import Operations


class Defaults(Operations):
    """Stores, finds and moves things, and says what happened. An object serves one call, in one transaction."""

    def __init__(self, work: Work[Clients]) -> None:
        self.work, self.call, self.clients = work, work.call, work.clients
        self.messages = work.repository(Message)

    async def confirm_order(self, event: OrderCreated) -> Message:
        """Confirm order: make a message, once `OrderCreated` is heard."""
        # nothing in the model says `channel` and `subject`: decide it in `behaviour.py`
        message = Message(id=self.call.new_id("Message"), customerId=event.customerId, channel="email", subject="")
        await self.messages.add(message)
        return message

    async def confirm_cancellation(self, event: OrderCancelled) -> Message:
        """Confirm cancellation: make a message, once `OrderCancelled` is heard."""
        # nothing in the model says `channel` and `subject`: decide it in `behaviour.py`
        message = Message(id=self.call.new_id("Message"), customerId=event.customerId, channel="email", subject="")
        await self.messages.add(message)
        return message

    async def announce_parcel(self, event: Shipped) -> Message:
        """Announce parcel: make a message, once `Shipped` is heard."""
        # nothing in the model says `channel` and `subject`: decide it in `behaviour.py`
        message = Message(id=self.call.new_id("Message"), customerId=event.customerId, channel="email", subject="")
        await self.messages.add(message)
        return message
