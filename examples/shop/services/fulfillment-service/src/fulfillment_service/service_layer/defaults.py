"""What fulfillment-service does unless `behaviour.py` says otherwise."""

from __future__ import annotations

from skerry_runtime import Refused, Work

from fulfillment_service.domain.messages import OrderConfirmed, Shipment, ShipmentRefused, Shipped
from fulfillment_service.service_layer.operations import Operations


class Defaults(Operations):
    """Stores, finds and moves things, and says what happened. An object serves one call, in one transaction."""

    def __init__(self, work: Work[None]) -> None:
        self.work, self.call, self.clients = work, work.call, work.clients
        self.shipments = work.repository(Shipment)

    async def ship(self, event: OrderConfirmed) -> Shipment:
        """Make a shipment, once `OrderConfirmed` is heard."""
        # nothing in the model says `carrier`: decide it in `behaviour.py`
        shipment = Shipment(
            id=self.call.new_id("Shipment"),
            orderId=event.orderId,
            customerId=event.customerId,
            carrier="",
            shipTo=event.shipTo,
        )
        await self.shipments.add(shipment)
        self.work.publish(Shipped(orderId=shipment.orderId, customerId=shipment.customerId, tracking=shipment.tracking))
        return shipment

    def refused_ship(self, event: OrderConfirmed, reason: str) -> Refused:
        """To raise where `ship` can't be: nothing else happens, and this is said."""
        return Refused(reason, ShipmentRefused(orderId=event.orderId, reason=reason))
