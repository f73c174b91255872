"""A proposal as one HTML file that needs nothing else: no network, no server, and for its tables no script either."""
