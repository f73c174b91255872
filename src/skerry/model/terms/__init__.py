"""The small terms of the language, one line each: every module has `parse(text)`, and the values print as they are written."""
