"""fulfillment-service: order creation and tracking, fulfilment, returns."""
