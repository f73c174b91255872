"""The page in a real browser."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from skerry.decompose.proposal import Place, Proposal
from skerry.render.html_report.page import report

Page = Any  # the tab of conftest.py


@pytest.fixture(scope="session")
def written(shop: Proposal, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report(shop), encoding="utf-8")
    return path


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1400, 800, 400])
def test_it_opens_without_an_error_or_a_request_and_nothing_sticks_out(
    page: Page, written: Path, width: int, dark: bool
) -> None:
    page.open(written, width=width, dark=dark)
    assert page.ask("document.querySelector('h1').textContent") == "Split it a little."
    assert page.ask("document.documentElement.scrollWidth") <= width
    assert page.trouble() == []


def test_a_click_on_a_line_of_the_map_shows_every_crossing(page: Page, written: Path) -> None:
    page.open(written)
    page.click('a[href="#relation:ordering:payments"] .tag')
    text = page.ask("document.getElementById('drawer').innerText")
    assert "customer-supplier, anticorruption-layer" in text
    assert "shop/order/models.py:20 step_0" in text
    assert "→ shop/payment/models.py:5 Thing0" in text
    assert page.ask("document.querySelectorAll('#drawer .crossings li').length") == 6
    assert page.ask("location.hash") == "#relation:ordering:payments"
    page.press("Escape")
    assert page.ask("document.getElementById('drawer').hidden")
    assert page.trouble() == []


def test_a_click_on_a_context_shows_its_services_and_boundaries(page: Page, written: Path) -> None:
    page.open(written)
    page.click('a[href="#context:ordering"] .title')
    text = page.ask("document.getElementById('drawer').innerText")
    assert "fulfilment-service" in text
    assert "order-service → catalog-service" in text


def test_a_file_shows_its_reasons_and_a_deep_link_leads_to_it(page: Page, written: Path) -> None:
    page.open(written, hash_="#unit:shop%2Fbasket%2Freports.py")
    assert "9 of its 12 references" in page.ask("document.querySelector('tr.why').innerText")
    assert page.ask("document.querySelector('tr.why').closest('article').id") == "service:order-service"


def test_the_search_finds_services_entities_words_and_files(page: Page, written: Path) -> None:
    page.open(written)
    page.press("/")
    for key in "refund":
        page.press(key)
    text = page.ask("document.getElementById('found').innerText")
    assert "Refund" in text
    assert "entity" in text
    assert "shop/payment/refunds.py" in text
    page.press("Enter")
    page.ask("new Promise(requestAnimationFrame)")
    assert page.ask("location.hash") == "#service:payment-service"


def test_one_cut_is_shown_at_a_time_and_its_services_list_their_files(page: Page, written: Path) -> None:
    page.open(written)
    shown = "[...document.querySelectorAll('.cut')].filter((e) => !e.hidden).map((e) => e.dataset.cut).join()"
    assert page.ask(shown) == "middle"
    page.click(".tabs button:last-child")
    assert page.ask(shown) == "fine"
    page.click('a[href="#cut:fine:mail-service"]')
    assert "shop/communication/mail.py" in page.ask("document.getElementById('drawer').innerText")


def test_labels_of_the_map_stay_inside_their_boxes(page: Page, written: Path) -> None:
    page.open(written)
    sticking_out = """[...document.querySelectorAll('.skerry-graph g')].flatMap((group) => {
      const rect = group.querySelector(':scope > rect');
      if (!rect) return [];
      const box = rect.getBBox();
      return [...group.querySelectorAll(':scope > text')].filter((text) => {
        const own = text.getBBox();
        return own.x < box.x + 6 || own.x + own.width > box.x + box.width - 6;
      }).map((text) => text.textContent);
    })"""
    assert page.ask(sticking_out) == []


def test_a_hostile_name_stays_text(page: Page, shop: Proposal, tmp_path: Path) -> None:
    evil = "</script><img src=x onerror=alert(1)>"
    services = (replace(shop.services[0], name=evil, context=evil, words=(evil,)), *shop.services[1:])
    reasons = (replace(shop.services[1].reasons[0], text=evil, places=(Place(evil, 1),)),)
    placements = {path: replace(each, reasons=reasons) for path, each in shop.placements.items()}
    path = tmp_path / "report.html"
    path.write_text(report(replace(shop, system=evil, services=services, placements=placements)), encoding="utf-8")
    page.open(path)
    page.click("tr[data-unit] button") if page.ask("document.querySelector('.files').open = true") else None
    page.click(".skerry-graph a .title")
    assert page.ask("document.querySelectorAll('img').length") == 0
    assert page.ask("document.querySelector('nav .system').textContent") == evil
    assert evil in page.ask("document.querySelector('tr.why').textContent")
    assert page.trouble() == []


def test_without_scripts_all_tables_are_there(page: Page, written: Path) -> None:
    page.send("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.open(written)
    finally:
        page.send("Emulation.setScriptExecutionDisabled", value=False)
    assert page.ask("document.querySelectorAll('tr[data-unit]').length") == 56
    assert page.ask("document.querySelectorAll('.cut:not([hidden])').length") == 3
    assert page.ask("document.getElementById('searching').hidden")
