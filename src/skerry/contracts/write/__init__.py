"""Documents from the model: each format writes what services offer, byte for byte the same for the same model."""
