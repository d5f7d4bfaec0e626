"""The Data page: reached and read by keyboard only, at every width, with nothing asked of other hosts."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.test_looks import sideways
from tests.web_support import query


def test_by_keyboard_only_from_the_first_page_to_the_documents_of_a_data_set(opened: Opener) -> None:
    page = opened("/")
    link = page.get_by_role("navigation", name="主なページ").get_by_role("link", name="データ")
    expect(page.get_by_label("人・組織・課題を探す")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Shift+Tab")
        if link.evaluate("link => link === document.activeElement"):
            break
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("入っているデータ")
    expect(page.get_by_role("link", name="データ", exact=True)).to_have_attribute("aria-current", "page")
    card = page.get_by_role("region", name="見本", exact=True)
    expect(card.get_by_role("list").first).to_contain_text("つながり")
    summary = card.locator("summary")
    for _ in range(20):
        page.keyboard.press("Tab")
        if summary.evaluate("summary => summary === document.activeElement"):
            break
    expect(summary).to_be_focused()
    assert "solid 4px" in summary.evaluate("summary => getComputedStyle(summary).outline")
    page.keyboard.press("Enter")
    documents = card.locator(".documents li")
    expect(documents).to_have_count(6)
    expect(documents.first).to_be_visible()
    page.keyboard.press("Tab")
    expect(card.locator(".documents a").first).to_be_focused()


@pytest.mark.parametrize("width", [1366, 320])
def test_an_empty_store_has_a_designed_data_page(opened: Opener, empty_server: str, width: int) -> None:
    page = opened("/data", base=empty_server, width=width)
    expect(page.get_by_role("heading", name="まだ何も入っていません")).to_be_visible()
    expect(page.get_by_text("enishi ingest sample")).to_be_visible()
    assert sideways(page) == []
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_the_head_of_a_page_stays_two_lines_on_a_narrow_screen(opened: Opener) -> None:
    page = opened(query("/data"), width=320)
    tops = page.locator(".top nav a").evaluate_all("links => links.map(link => link.getBoundingClientRect().top)")
    assert len(tops) == 3
    assert len(set(tops)) == 1


def test_the_data_page_reads_without_scripts_and_prints(opened: Opener) -> None:
    page = opened(query("/data"), scripts=False)
    page.get_by_role("region", name="見本", exact=True).locator("summary").click()
    expect(page.get_by_role("region", name="見本", exact=True).locator(".documents li").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="主なページ")).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")
