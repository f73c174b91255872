"""The small terms: what is printed is read back as the same value, and what is read prints in one way only."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skerry.model.terms import access, globs, masks, matches, operations, quantities, relations, schemes, types
from skerry.model.terms.scan import TermError

words = st.from_regex(r"[a-z][a-z0-9]{0,6}", fullmatch=True).filter(
    lambda word: word not in types.BASIC and word not in KEYWORDS
)
names = st.from_regex(r"[A-Z][A-Za-z0-9]{0,6}", fullmatch=True)
fields = st.from_regex(r"[a-z][A-Za-z0-9]{0,5}(\.[a-z][A-Za-z0-9]{0,5})?", fullmatch=True).filter(
    lambda field: field.split(".")[0] not in KEYWORDS
)
numbers = st.decimals(min_value=0, max_value=10**6, places=2)
KEYWORDS = {"as", "null", "by", "emits", "or", "and", "not", "in", "if", "caller", "consent", "read", "write"}

named = st.builds(types.Named, names, st.one_of(st.just(""), words), st.sampled_from(["", "v1", "v12"]))
any_word = words | st.sampled_from(sorted(types.BASIC)) | st.from_regex(r"[^\x00-\x1f]{0,6}", fullmatch=True)
leaves = st.one_of(
    st.sampled_from(sorted(types.BASIC)).map(types.Basic),
    named,
    st.lists(any_word, min_size=1, max_size=3).map(lambda found: types.Choice(tuple(found))),
    st.lists(named, min_size=2, max_size=3).map(lambda found: types.Union(tuple(found))),
)
bounds = st.integers(-99, 99).map(str)


def no_choice(of: types.Union) -> bool:
    """Words alone are a choice, not a union."""
    return of.loose or not all(isinstance(each, types.Choice) and len(each.words) == 1 for each in of.of)


type_terms = st.recursive(
    leaves,
    lambda inner: st.one_of(
        inner.map(types.Maybe),
        inner.map(types.Many),
        inner.map(types.Mapped),
        inner.filter(lambda of: not isinstance(of, types.Nullable)).map(types.Nullable),
        st.builds(types.Union, st.lists(inner, min_size=2, max_size=3).map(tuple), st.booleans()).filter(no_choice),
        st.builds(types.Format, inner, st.sampled_from(["int32", "ipv4", "text/csv", "*/*", "a.b-c+d"])),
        st.builds(types.Pattern, inner, st.from_regex(r"([^\\\x00-\x1f]|\\[a-zA-Z])+", fullmatch=True)),
        st.builds(types.Default, inner, st.sampled_from(["3", "-1.5", "true", "abc", '"a b"', '"\\"\\\\"'])),
        st.builds(types.Grouped, inner, words),
        st.builds(types.Bounded, inner, st.sampled_from([">=", "<=", ">", "<"]), bounds),
        st.builds(types.Bounded, inner, st.just(".."), bounds, bounds),
    ),
    max_leaves=4,
)
transitions = st.builds(operations.Transition, st.lists(words, min_size=1, max_size=3).map(tuple), words)
events = st.lists(st.lists(named, min_size=1, max_size=2).map(tuple), max_size=3).map(tuple)
behaviours = st.builds(
    operations.Behaviour,
    words,
    st.none() | type_terms,
    st.sampled_from([0, 200, 201, 404]),
    st.none() | type_terms,
    events,
    st.lists(transitions, max_size=2).map(tuple),
    st.just("") | fields,
)
segments = st.one_of(words, words.map(lambda word: f"{{{word}}}"))
routes = st.builds(
    operations.Route,
    st.sampled_from(operations.METHODS),
    st.lists(segments, min_size=1, max_size=4).map(lambda parts: "/" + "/".join(parts)),
    st.lists(words, max_size=3).map(tuple),
)
values = st.one_of(
    fields.map(lambda text: access.Value("field", text)),
    words.map(lambda word: access.Value("caller", f"caller.{word}")),
    st.integers(-99, 99).map(lambda number: access.Value("number", str(number))),
    st.from_regex(r"[^\"]{0,8}", fullmatch=True).map(lambda text: access.Value("text", text)),
)
compare = st.builds(access.Compare, values, st.sampled_from(["=", "!=", "in"]), values)
conditions = st.recursive(
    st.one_of(compare, words.map(access.Consent)),
    lambda inner: st.one_of(
        inner.map(access.Not),
        st.builds(access.Every, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)
targets = st.one_of(
    st.just(access.Calls("*", "*")),
    st.builds(access.Calls, words, words | st.just("*")),
    st.builds(access.Touches, st.sampled_from(["read", "write"]), st.none() | named),
)
memories = st.builds(quantities.Memory, numbers, st.sampled_from(sorted(quantities.Memory.UNITS)))

tokens = st.from_regex(r"[A-Za-z0-9:/._-]{1,8}", fullmatch=True)
scopes = st.lists(tokens, max_size=3).map(tuple)
proofs = st.builds(schemes.Proof, st.from_regex(r"[A-Za-z0-9._-]{1,6}", fullmatch=True), scopes)
flows = st.sampled_from(sorted(schemes.FLOWS.items())).flatmap(
    lambda kind: st.builds(
        schemes.Flow, st.just(kind[0]), st.lists(tokens, min_size=kind[1], max_size=kind[1]).map(tuple), scopes
    )
)
scheme_terms = st.one_of(
    st.sampled_from(["basic", "bearer", "mtls"]).map(schemes.Scheme),
    st.builds(lambda place, name: schemes.Scheme("api-key", (place, name)), st.sampled_from(schemes.PLACES), tokens),
    st.builds(lambda url: schemes.Scheme("openid", (url,)), tokens),
    st.builds(lambda found: schemes.Scheme("oauth2", flows=tuple(found)), st.lists(flows, max_size=2)),
)

PAIRS = {
    "type": (type_terms, types.parse),
    "name": (named, types.parse_name),
    "field": (st.builds(types.FieldOf, named, words.filter(lambda word: not word[1:].isdigit())), types.parse_field),
    "behaviour": (behaviours, operations.parse),
    "route": (routes, operations.parse_route),
    "transition": (transitions, operations.parse_transition),
    "status": (st.sampled_from(["404", "5XX", "default"]), operations.parse_status),
    "answer": (st.builds(operations.Answer, st.none() | type_terms), operations.parse_answer),
    "scheme": (scheme_terms, schemes.parse_scheme),
    "way": (st.builds(schemes.Way, st.lists(proofs, min_size=1, max_size=3).map(tuple)), schemes.parse_way),
    "access": (st.builds(access.Rule, targets, st.none() | conditions), access.parse),
    "link": (st.builds(relations.Link, words, words), relations.parse),
    "relations": (
        st.lists(st.sampled_from(sorted(relations.KINDS)), min_size=1).map(lambda of: relations.Kinds(tuple(of))),
        relations.parse_kinds,
    ),
    "mask": (
        st.builds(masks.Mask, st.integers(1, 99), st.booleans())
        | st.sampled_from([masks.Mask(), masks.Mask(hashed=True)]),
        masks.parse,
    ),
    "glob": (
        st.builds(
            globs.Glob,
            st.just("") | words.filter(lambda word: len(word) > 1),
            words.map(lambda word: f"apps/{word}/**"),
        ),
        globs.parse,
    ),
    "match": (st.builds(matches.Match, st.sampled_from(["header", "cookie"]), words, words), matches.parse),
    "duration": (
        st.builds(quantities.Duration, numbers, st.sampled_from(sorted(quantities.Duration.UNITS))),
        quantities.Duration.parse,
    ),
    "rate": (
        st.builds(quantities.Rate, numbers, st.sampled_from(sorted(quantities.Rate.UNITS))),
        quantities.Rate.parse,
    ),
    "percent": (st.decimals(0, 100, places=2).map(quantities.Percent), quantities.Percent.parse),
    "memory": (
        st.tuples(memories, memories).map(lambda pair: quantities.Range(*sorted(pair, key=lambda m: m.size))),
        quantities.Range.memory,
    ),
    "money": (
        st.builds(quantities.Money, numbers, st.just("EUR"), st.sampled_from(["", "month", "year"])),
        quantities.Money.parse,
    ),
    "growth": (
        st.builds(quantities.Growth, numbers, st.sampled_from(["month", "quarter", "year"])),
        quantities.Growth.parse,
    ),
    "count": (st.builds(quantities.Count, st.integers(0, 99)), quantities.Count.parse),
    "day": (
        st.dates().map(lambda day: quantities.Day(day.year, day.month, day.day)) | st.just(quantities.Day(2027, 6)),
        quantities.Day.parse,
    ),
}


@pytest.mark.parametrize("kind", PAIRS)
def test_what_is_printed_is_read_back(kind: str) -> None:
    strategy, parse = PAIRS[kind]

    @given(strategy)
    def check(value: object) -> None:
        assert parse(str(value)) == value

    check()


@pytest.mark.parametrize("kind", PAIRS)
def test_any_text_is_read_or_refused_at_a_place_within_it(kind: str) -> None:
    strategy, parse = PAIRS[kind]
    noise = st.text("aZ0.|?[]()<>=;:/{}*&%-> \"'", max_size=12)

    @given(strategy.map(str), noise, st.integers(0, 40))
    def check(good: str, junk: str, at: int) -> None:
        text = good[:at] + junk + good[at:]
        try:
            value = parse(text)
        except TermError as error:
            assert 0 <= error.at <= len(text)
        else:
            assert str(parse(str(value))) == str(value)

    check()


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Order [ ]", None),
        ("int>=1", "int >= 1"),
        ("pending|confirmed", "pending | confirmed"),
        ("(text)?", "text?"),
        ("int 1 .. 10", "int 1..10"),
        ("((Order))[]", "Order[]"),
    ],
)
def test_types_print_in_one_way(text: str, canonical: str | None) -> None:
    if canonical is None:
        with pytest.raises(TermError):
            types.parse(text)
    else:
        assert str(types.parse(text)) == canonical


def test_operations_print_in_one_way() -> None:
    term = "place( CreateOrder )->201 Order;emits PaymentCompleted or PaymentFailed;pending  or held=>paid"
    assert (
        str(operations.parse(term))
        == "place(CreateOrder) -> 201 Order; pending or held => paid; emits PaymentCompleted or PaymentFailed"
    )


def test_quantities_have_values() -> None:
    assert quantities.Duration.parse("1.5m").seconds == 90
    assert quantities.Rate.parse("60 rpm").per_second == pytest.approx(1)
    assert quantities.Percent.parse("99.9%").share == pytest.approx(0.999)
    assert quantities.Range.memory("256Mi..1Gi").high.size == 2**30
    assert quantities.Range.cpu("250m").high.size == pytest.approx(0.25)
    assert quantities.Money.parse("4000 EUR/month").number == Decimal(4000)


def test_a_field_may_begin_like_a_version() -> None:
    assert types.parse_field("Card.v2Code") == types.FieldOf(types.Named("Card"), "v2Code")
    assert types.parse_field("Card.v2.code") == types.FieldOf(types.Named("Card", "", "v2"), "code")
