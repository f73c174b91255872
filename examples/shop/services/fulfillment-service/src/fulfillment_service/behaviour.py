"""What fulfillment-service does in its own way. This file is yours: it was written once and is never touched again."""

from __future__ import annotations

from fulfillment_service.domain.messages import OrderConfirmed, Shipment, Shipped
from fulfillment_service.service_layer.defaults import Defaults

CARRIERS = {"NL": "PostNL", "DE": "DHL"}


class Behaviour(Defaults):
    """Chooses a carrier, and gives the parcel a number."""

    async def ship(self, event: OrderConfirmed) -> Shipment:
        """Ship what was ordered."""
        shipment = Shipment(
            id=self.call.new_id("Shipment"),
            orderId=event.orderId,
            customerId=event.customerId,
            carrier=CARRIERS.get(event.shipTo.country, "Deutsche Post"),
            tracking=f"SK{event.orderId.hex[:10].upper()}",
            shipTo=event.shipTo,
        )
        await self.shipments.add(shipment)
        self.work.publish(Shipped(orderId=event.orderId, customerId=event.customerId, tracking=shipment.tracking))
        return shipment
