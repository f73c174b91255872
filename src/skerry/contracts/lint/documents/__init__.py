"""How each format's documents are shown to the rules, one module a format, imported when a document is of it: `look(bundle, plan)`."""
