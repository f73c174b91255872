"""What Skerry costs, measured against what it can't do without: one file a subject, `python -m benchmarks [NAME …]`."""
