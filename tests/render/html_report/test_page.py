"""The page as text: complete, self-contained, small."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from skerry.decompose.proposal import Proposal
from skerry.render.html_report.page import report


class _Reader(HTMLParser):
    """Elements, ids and links; fails on a tag that is closed where it is not open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        found = dict(attrs)
        assert not any(name.startswith("on") or name == "style" for name in found)
        self.ids += [str(found["id"])] if "id" in found else []
        self.links += [str(found["href"])] if "href" in found and tag == "a" else []
        if tag not in ("meta", "input", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _read(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


def test_every_link_leads_somewhere_and_every_id_is_one_place(shop: Proposal) -> None:
    reader = _read(report(shop))
    assert len(reader.ids) == len(set(reader.ids))
    places = set(reader.ids)
    lost = [link for link in reader.links if link[1:] not in places and not link.startswith("#cut:")]
    assert all(link.startswith("#") for link in reader.links)
    assert lost == []


def test_it_holds_all_that_the_proposal_says(shop: Proposal) -> None:
    text = report(shop)
    wanted = (
        "Split off 5 services around the order",
        "catalogue_product",
        "POST /checkout",
        "undo: ",
        "no way back",
        "read-heavy",
        "structural modularity (SM)",
        "a part of a postal address",
        "shop/legacy/sitemap.py",
        "the history was not read",
        "1 file of customer-service in mail-service",
    )
    assert [each for each in wanted if each not in text] == []


def test_it_asks_for_nothing_from_outside(shop: Proposal) -> None:
    text = report(shop).replace("http://www.w3.org/2000/svg", "")
    assert "http:" not in text
    assert "https:" not in text
    assert "@import" not in text
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    assert "unsafe" not in policy[1]
    assert policy[1].startswith("default-src &#x27;none&#x27;")


def test_a_thousand_files_take_less_than_a_megabyte(large_shop: Proposal) -> None:
    assert len(report(large_shop).encode()) < 1_000_000


@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_any_names_give_a_well_formed_page(data: st.DataObject, proposals: st.SearchStrategy[Proposal]) -> None:
    proposal = data.draw(proposals)
    text = report(proposal)
    assert "img" not in _read(text).tags
    inlined = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert inlined
    assert [each["name"] for each in json.loads(inlined[1])["services"]] == [s.name for s in proposal.services]
    text.encode()
