"""order-service: order creation and tracking, fulfilment, returns."""
