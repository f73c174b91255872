"""A proposal for a person at a terminal, for a program, and the reasons for one unit."""
