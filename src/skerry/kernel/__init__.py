"""Floor 1: values and helpers that every floor above shares, and that know nothing of any of them."""
