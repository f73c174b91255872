"""A service as a good engineer would have written it by hand: domain, service layer, adapters, entry points, and a file of one's own."""
