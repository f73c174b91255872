"""One file a framework: what the outlines mean to Django, Spring, Nest ... as facts."""
