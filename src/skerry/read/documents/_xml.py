"""XML from a tree that is not trusted: no entities, no external subset, bounded depth, with lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

_DEEPEST = 200


class Refused(ValueError):
    """It is no well-formed XML, or it declares entities, or it nests without end; `line` says where."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


@dataclass
class Element:
    """An element; `content` holds texts and elements in their order. Names stand without their namespace's prefix."""

    name: str
    attributes: dict[str, str]
    line: int
    content: list[str | Element] = field(default_factory=list)

    @property
    def elements(self) -> list[Element]:
        """The elements directly in it."""
        return [part for part in self.content if isinstance(part, Element)]


def parse(source: bytes) -> Element:
    """The root element. Raises Refused; nothing outside of `source` is ever looked at."""
    parser = expat.ParserCreate("UTF-8")
    above = [Element("", {}, 0)]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(above) > _DEEPEST:
            raise Refused(parser.CurrentLineNumber, f"it nests more than {_DEEPEST} levels deep")
        element = Element(name.rpartition(":")[2], attributes, parser.CurrentLineNumber)
        above[-1].content.append(element)
        above.append(element)

    def text(found: str) -> None:
        above[-1].content.append(found)

    def declared(*_: object) -> None:
        raise Refused(parser.CurrentLineNumber, "it declares entities, which are not expanded")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: above.pop() and None
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = declared
    parser.buffer_text = True
    try:
        parser.Parse(source, True)
    except expat.ExpatError as error:
        raise Refused(error.lineno, expat.errors.messages[error.code]) from error
    return above[0].elements[0]
