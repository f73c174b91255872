"""How each format's documents are shown to the rules, one module a format; each offers a `DOCUMENTS`."""
