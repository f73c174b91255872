"""The rules, one module a family; each value of type `Rule` in a module is in the catalogue."""
