"""payment-service: payment processing, payment methods, refunds."""
