"""Colour on a terminal: the few styles that every text output shares, or plain text where colour is off."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """Paints text with ANSI codes if `colour` is on; what it returns is as wide on screen as what it was given."""

    colour: bool = False

    def _paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text

    def bold(self, text: str) -> str:
        """Headings, names."""
        return self._paint(text, "1")

    def dim(self, text: str) -> str:
        """What may be skipped."""
        return self._paint(text, "2")

    def error(self, text: str) -> str:
        """What is wrong."""
        return self._paint(text, "1;31")

    def warning(self, text: str) -> str:
        """What may be wrong."""
        return self._paint(text, "1;33")

    def good(self, text: str) -> str:
        """What is as it should be."""
        return self._paint(text, "32")

    def place(self, text: str) -> str:
        """Paths, gutters, commands."""
        return self._paint(text, "36")


PLAIN = Style()
