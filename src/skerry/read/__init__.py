"""Floor 3: a source tree goes in, a FactGraph comes out."""
