"""Floor 2: what is. A frozen graph of units, references and everything the readers found, each with its evidence."""
