"""A shop for books, as one Django project."""
