"""One file a language: tree-sitter queries that turn a source file into an Outline. The only door to tree-sitter."""
