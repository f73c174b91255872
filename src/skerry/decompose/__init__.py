"""Floor 3: a FactGraph goes in, a Proposal comes out."""
