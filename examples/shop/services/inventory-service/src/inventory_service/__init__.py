"""inventory-service: stock, reservations, warehouses."""
