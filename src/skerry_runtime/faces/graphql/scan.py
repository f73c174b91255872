"""Looks over a document before it is parsed: a parser calls itself for each bracket, and a bomb of brackets would be its end."""

from __future__ import annotations

from graphql import GraphQLError, Source
from graphql.language import Lexer, TokenKind

from skerry_runtime.faces.graphql.limits import Limits
from skerry_runtime.faces.graphql.refusal import Refusal, too_much

_OPEN = frozenset((TokenKind.BRACE_L, TokenKind.PAREN_L, TokenKind.BRACKET_L))
_CLOSE = frozenset((TokenKind.BRACE_R, TokenKind.PAREN_R, TokenKind.BRACKET_R))


def scan(text: str, limits: Limits) -> int:
    """The tokens of a document that is small enough to be parsed.

    Raises:
        Refusal: it is too long, too deep, or no GraphQL.
    """
    if len(text) > limits.document or len(text.encode(errors="replace")) > limits.document:
        raise Refusal("TOO_LARGE", f"a document may have {limits.document} bytes", 413)
    lexer = Lexer(Source(text))
    tokens = depth = directives = 0
    try:
        while (token := lexer.advance()).kind is not TokenKind.EOF:
            tokens += 1
            if tokens > limits.tokens:
                raise too_much("the document has too many tokens", limits.tokens, "tokens")
            if token.kind in _OPEN:
                depth += 1
                if depth > limits.nesting:
                    raise too_much("the document has too many brackets in one another", limits.nesting, "nesting")
            elif token.kind in _CLOSE:
                depth -= 1
            elif token.kind is TokenKind.AT:
                directives += 1
                if directives > limits.directives:
                    raise too_much("the document has too many directives", limits.directives, "directives")
    except GraphQLError as error:
        raise unreadable(error) from error
    return tokens


def unreadable(error: GraphQLError) -> Refusal:
    """The document is no GraphQL."""
    return Refusal("SYNTAX", error.message, errors=[error.formatted])
