"""What is wrong with a contract, or could be better: rules by family, one pass over each document."""
