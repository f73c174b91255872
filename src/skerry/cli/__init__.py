"""Floor 6: arguments in, rendering out; one file a command."""
