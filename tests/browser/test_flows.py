"""What people do: by mouse, by keyboard only, with Japanese input, and with a page that was saved as a file."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.web_support import AS_OF, NAMESAKE, query

SEARCH = "人・組織・課題を探す"


def searched(opened: Opener) -> list[str]:
    """The addresses that suggestions asked for so far."""
    return [address for watch in opened.watches for address in watch.asked if "/api/v1/search" in address]


def test_by_mouse_from_a_name_to_its_page(opened: Opener) -> None:
    page = opened("/")
    field = page.get_by_label(SEARCH)
    expect(field).to_be_focused()
    field.press_sequentially("おおこ")
    option = page.get_by_role("option").filter(has_text="おおこし勝広")
    expect(option).to_contain_text("墨田区")
    option.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("おおこし勝広")
    expect(page.get_by_role("heading", name="役職と所属")).to_be_visible()


def test_by_keyboard_only_from_a_name_to_its_page(opened: Opener) -> None:
    page = opened("/")
    page.keyboard.type("ひるた")
    page.get_by_role("listbox").wait_for()
    field = page.get_by_label(SEARCH)
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("晝田浩一郎")
    expect(chosen).to_contain_text("ひるた")
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("晝田浩一郎")


def test_arrows_go_round_and_escape_closes(opened: Opener) -> None:
    page = opened("/")
    page.keyboard.type("市")
    page.get_by_role("listbox").wait_for()
    options = page.get_by_role("option")
    count = options.count()
    assert count == 8
    page.keyboard.press("ArrowUp")
    expect(options.nth(count - 1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_label(SEARCH)).to_have_value("市")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))


def test_nothing_is_asked_during_a_conversion(opened: Opener) -> None:
    page = opened("/")
    typing = page.context.new_cdp_session(page)
    for text in ("h", "ほ", "ほい", "ほいく"):
        typing.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        page.wait_for_timeout(120)
    assert searched(opened) == []
    typing.send("Input.insertText", {"text": "保育"})
    page.get_by_role("option").first.wait_for()
    assert [quote("保育") in address for address in searched(opened)] == [True]


def test_fast_typing_asks_once(opened: Opener) -> None:
    page = opened("/")
    page.evaluate("""() => { const field = document.querySelector("#home-search");
        for (const text of ["病", "病児", "病児保", "病児保育"]) {
            field.value = text;
            field.dispatchEvent(new InputEvent("input"));
        } }""")
    page.get_by_role("option").first.wait_for()
    assert len(searched(opened)) == 1


def test_an_example_runs_on_click_and_the_address_restores_the_answer(opened: Opener) -> None:
    page = opened("/")
    page.get_by_role("link", name="KDDI株式会社 から 狛江市 へ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("KDDI株式会社 から 狛江市 へ")
    expect(page.get_by_role("heading", name="道すじ 1")).to_be_visible()
    told = page.locator(".route").first.inner_text()
    assert "切り出し方" in told
    assert "出典" in told
    again = opened(page.url.removeprefix(opened_base(page)))
    assert again.locator(".route").first.inner_text() == told


def opened_base(page: Page) -> str:
    found = re.match(r"https?://[^/]+", page.url)
    assert found
    return found[0]


def test_a_path_by_keyboard_only(opened: Opener) -> None:
    page = opened("/paths")
    page.get_by_label("起点（自分の側）").focus()
    page.keyboard.type("KDDI")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("起点（自分の側）")).to_have_value("KDDI株式会社")
    page.keyboard.press("Tab")
    expect(page.get_by_label("会いたい相手")).to_be_focused()
    page.keyboard.type("狛江")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="道すじ 1")).to_be_visible()
    assert "min_level" not in page.url
    assert "since" not in page.url


def test_swapping_avoiding_and_taking_back(opened: Opener) -> None:
    page = opened(query("/paths", from_="KDDI", to="狛江市"))
    page.get_by_role("link", name=re.compile("入れ替え")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("狛江市 から KDDI株式会社 へ")
    avoid = page.get_by_role("link", name=re.compile("を避けて探す")).first
    name = avoid.inner_text().removesuffix(" を避けて探す")
    avoid.click()
    chip = page.get_by_role("list", name="避けている相手").get_by_role("link")
    expect(chip).to_contain_text(name)
    assert name not in " ".join(page.locator(".chain").all_inner_texts())
    assert f"as_of={AS_OF}" in page.url
    chip.click()
    expect(page.get_by_role("list", name="避けている相手")).to_have_count(0)


def test_filters_by_form_stay_in_the_address(opened: Opener) -> None:
    page = opened(query("/paths", from_="KDDI", to="狛江市"))
    page.get_by_text("条件をしぼる").click()
    page.get_by_label("つながりの段階").select_option("6")
    page.get_by_role("button", name="この条件で探す").click()
    expect(page.get_by_role("heading", name="道すじは見つかりませんでした")).to_be_visible()
    assert "min_level=6" in page.url
    page.get_by_role("link", name="条件を外して探す").click()
    expect(page.get_by_role("heading", name="道すじ 1")).to_be_visible()


def test_no_path_tells_the_nearest_and_what_would_connect(opened: Opener) -> None:
    page = opened(query("/paths", from_="KDDI", to="墨田区"))
    expect(page.get_by_role("heading", name="道すじは見つかりませんでした")).to_be_visible()
    expect(page.get_by_role("heading", name="いちばん近くまで行ける相手")).to_be_visible()
    expect(page.locator(".missing li").first).to_be_visible()
    page.get_by_text("ここまでの道すじと根拠").click()
    expect(page.locator(".nearest .hop").first).to_be_visible()


def test_namesakes_are_chosen_apart_and_the_question_goes_on(opened: Opener) -> None:
    page = opened(query("/paths", from_=NAMESAKE, to="狛江市"), status=409)
    expect(page.get_by_role("heading", name="どれのことですか")).to_be_visible()
    page.get_by_role("link", name=re.compile("合成南県")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{NAMESAKE} から 狛江市 へ")


def test_a_namesake_chosen_among_suggestions_is_sent_by_id(opened: Opener) -> None:
    page = opened("/paths")
    page.get_by_label("起点（自分の側）").press_sequentially(NAMESAKE)
    page.get_by_role("option").filter(has_text="合成北県").click()
    page.get_by_label("会いたい相手").fill("狛江市")
    page.get_by_role("button", name="道すじを探す").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{NAMESAKE} から 狛江市 へ")
    assert quote(NAMESAKE) not in page.url
    page.go_back()
    expect(page.get_by_label("起点（自分の側）")).to_be_enabled()


def test_a_misspelt_name_offers_near_misses(opened: Opener) -> None:
    page = opened(f"/entities/{quote('墨田市')}", status=404)
    page.get_by_role("link", name=re.compile("墨田区 自治体")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("墨田区")


def test_whom_to_meet_from_an_entity(opened: Opener) -> None:
    page = opened(query(f"/entities/{quote('狛江市')}"))
    page.get_by_role("navigation", name="次の質問").get_by_role("link", name="誰に会うべき？").click()
    expect(page.locator(".meeting").first).to_be_visible()
    page.get_by_role("link", name=re.compile("道すじと根拠を見る")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("狛江市 から")


def test_the_picture_is_drawn_grows_and_leads_on(opened: Opener) -> None:
    page = opened(query(f"/entities/{quote('墨田区')}"), still=True)
    canvas = page.locator(".picture canvas")
    expect(canvas).to_be_visible()
    before = canvas.screenshot()
    page.get_by_role("button", name="大きくする").click()
    page.wait_for_timeout(300)
    assert canvas.screenshot() != before
    page.get_by_role("button", name="全体").click()
    page.wait_for_timeout(300)
    assert find_sign(page), "no sign under the mouse anywhere"
    page.mouse.down()
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"/entities/[a-z0-9]+$"))


def find_sign(page: Page) -> bool:
    """Move the mouse over the picture until it stands on a sign."""
    canvas = page.locator(".picture canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    for y in range(20, int(box["height"]), 24):
        for x in range(20, int(box["width"]), 24):
            page.mouse.move(box["x"] + x, box["y"] + y)
            if canvas.evaluate("canvas => canvas.style.cursor") == "pointer":
                return True
    return False


def test_on_a_narrow_screen_the_drawing_is_scrolled_instead(opened: Opener) -> None:
    page = opened(query(f"/entities/{quote('墨田区')}"), width=320)
    expect(page.locator(".picture svg.drawing")).to_be_visible()
    expect(page.locator(".picture canvas")).to_have_count(0)
    assert page.evaluate("document.querySelector('.picture').scrollLeft") > 0


@pytest.mark.parametrize(
    "address",
    [
        query(f"/api/v1/views/ego/{quote('墨田区')}.html"),
        query("/api/v1/views/path.html", from_="KDDI", to="狛江市"),
        query(f"/api/v1/views/ego/{quote('合成太郎')}.html"),
    ],
)
def test_a_saved_view_opens_from_a_file_and_asks_for_nothing(
    opened: Opener, server: str, tmp_path: Path, address: str
) -> None:
    saved = tmp_path / "view.html"
    with urllib.request.urlopen(server + address) as answer:
        saved.write_bytes(answer.read())
    page = opened(str(saved), base="file://")
    expect(page.locator(".picture canvas")).to_be_visible()
    legend = page.locator("[data-kind]").first
    shown = page.locator(".picture canvas").screenshot()
    legend.click()
    expect(legend).to_have_attribute("aria-pressed", "false")
    page.wait_for_timeout(200)
    assert page.locator(".picture canvas").screenshot() != shown
    page.get_by_text("一覧で読む").click()
    expect(page.locator("details li").first).to_be_visible()
    [watch] = opened.watches
    assert [asked for asked in watch.asked if not asked.startswith("data:")] == [f"file://{saved}"]


def test_a_served_view_runs_in_its_sandbox(opened: Opener) -> None:
    page = opened(query(f"/api/v1/views/ego/{quote('墨田区')}.html"))
    expect(page.locator(".picture canvas")).to_be_visible()
    assert page.evaluate("self.origin") == "null"
