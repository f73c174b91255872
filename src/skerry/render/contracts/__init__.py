"""Differences between contracts, as text, JSON and Markdown, and as the findings that other formats are made of."""
