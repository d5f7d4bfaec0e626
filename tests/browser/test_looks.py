"""Every page at every width: nothing to scroll sideways, axe-core content, targets large enough, focus seen, prints."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import Opener
from tests.web_support import HOSTILE, NAMESAKE, query

PAGES: Final = {
    "home": ("/", 200),
    "search": (query("/search", q="保育"), 200),
    "nothing found": (query("/search", q="ぬぬぬ"), 200),
    "hostile name": (query("/search", q=HOSTILE[:12]), 200),
    "municipality": (query(f"/entities/{quote('墨田区')}"), 200),
    "person": (query(f"/entities/{quote('晝田浩一郎')}"), 200),
    "event": (query(f"/entities/{quote('まるごとデジタル スタディキャンプin塩尻')}"), 200),
    "lonely company": (query(f"/entities/{quote('合成ひとり会社')}"), 200),
    "path form": (query("/paths"), 200),
    "paths": (query("/paths", from_="KDDI", to="狛江市"), 200),
    "paths filtered": (query("/paths", from_="KDDI", to="狛江市", avoid="塩尻市", min_level=1, tie="TOOK_PART"), 200),
    "no path": (query("/paths", from_="KDDI", to="墨田区"), 200),
    "connections": (query("/connections", for_="狛江市", about="デジタルデバイド"), 200),
    "no connections": (query("/connections", for_="合成ひとり会社"), 200),
    "data": (query("/data"), 200),
    "ambiguous": (query("/paths", from_=NAMESAKE, to="KDDI"), 409),
    "unknown": (f"/entities/{quote('墨田市')}", 404),
    "bad input": (query("/paths", from_="KDDI", to="KDDI"), 422),
}
# 683 pixels are what is left of 1366 at a zoom of 200 %.
ZOOMED: Final = 683
WIDTHS: Final = (1366, ZOOMED, 320)
_SMALL_TARGETS: Final = """() => [...document.querySelectorAll(
    "button, .button, input:not([type=hidden]):not([type=checkbox]), select, summary, nav a, .check, .result, .chip, " +
    ".examples a, .entity")]
  .map(element => [element, element.getBoundingClientRect()])
  .filter(([element, box]) => box.width > 0 && element.checkVisibility() && (box.height < 43.5 || box.width < 43.5))
  .map(([element, box]) => `${element.outerHTML.slice(0, 90)} ${box.width} × ${box.height}`)"""


def sideways(page: Page) -> list[str]:
    found: list[str] = page.evaluate("""() => {
        const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= wide) return [];
        return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > wide + 1)
          .map(e => `${e.tagName}.${e.className}`).slice(0, 8); }""")
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_and_is_accessible(opened: Opener, name: str, width: int) -> None:
    path, status = PAGES[name]
    page = opened(path, width=width, status=status)
    assert sideways(page) == []
    for summary in page.locator("details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()
    assert sideways(page) == []
    assert page.evaluate(_SMALL_TARGETS) == []
    if width != ZOOMED:
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("width", [1366, 320])
def test_an_empty_store_has_a_designed_home(opened: Opener, empty_server: str, width: int) -> None:
    page = opened("/", base=empty_server, width=width)
    assert page.get_by_role("heading", name="まだ何も入っていません").is_visible()
    assert sideways(page) == []
    assert Axe().run(page).violations_count == 0


def test_suggestions_are_accessible_while_open(opened: Opener) -> None:
    page = opened("/")
    page.get_by_label("人・組織・課題を探す").press_sequentially("保育")
    page.get_by_role("listbox").wait_for()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_focus_is_always_seen(opened: Opener) -> None:
    page = opened(query("/paths", from_="KDDI", to="狛江市"))
    for _ in range(14):
        page.keyboard.press("Tab")
        outline = page.evaluate("() => getComputedStyle(document.activeElement).outline")
        assert "solid 4px" in outline or "rgb(0, 0, 0) solid 4px" in outline, page.evaluate(
            "document.activeElement.outerHTML"
        )


def test_the_first_stop_of_the_keyboard_leads_to_the_content(opened: Opener) -> None:
    page = opened(query("/search", q="保育"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "本文へ"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_path_prints_without_what_only_a_screen_needs(opened: Opener, tmp_path: Path) -> None:
    page = opened(query("/paths", from_="KDDI", to="狛江市"))
    page.emulate_media(media="print")
    assert not page.locator(".ask").is_visible()
    assert not page.locator("nav[aria-label='主なページ']").is_visible()
    assert page.get_by_role("heading", name="道すじ 1").is_visible()
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    (tmp_path / "path.pdf").write_bytes(printed)
    assert 10_000 < len(printed) < 3_000_000


def test_pages_read_without_scripts(opened: Opener) -> None:
    page = opened(query(f"/entities/{quote('墨田区')}"), scripts=False)
    assert page.locator(".picture svg.drawing").is_visible()
    assert page.get_by_role("heading", name="つながり", exact=True).is_visible()
    assert not page.locator(".zoom").is_visible()
    page.get_by_placeholder("名前で探す").fill("ひるた")
    page.get_by_role("button", name="探す").click()
    assert page.get_by_role("link", name="晝田浩一郎").first.is_visible()
    paths = opened(query("/paths", from_="KDDI", to="狛江市"), scripts=False)
    assert paths.locator(".route-picture svg.drawing").first.is_visible()
