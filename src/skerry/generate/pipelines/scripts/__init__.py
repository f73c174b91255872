"""What a pipeline does beside calling tools: programs of the standard library alone, which are copied to where the pipeline is."""
