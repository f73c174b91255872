"""Documents of existing services as text of the model, so that a service keeps its contract."""
