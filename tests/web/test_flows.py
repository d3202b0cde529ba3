"""A visitor's way through the whole page, from a drawing to a trained network."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from benchmarks.support.drawing import DIGITS, draw_with_mouse
from tests.support.views import TRAINING_TIMEOUT, VIEWS, confidences, ink_pixels, settle, show, there

# Long drives in the browser.
pytestmark = pytest.mark.slow

OpenPage = Callable[..., Page]


def train(page: Page) -> float:
    """Trains the visitor's own network in Step 3, and returns the accuracy that the page tells."""
    show(page, "best")
    page.locator("#best-train").click()
    expect(page.locator("#best-use")).to_be_visible(timeout=TRAINING_TIMEOUT)
    return accuracy(page)


def accuracy(page: Page) -> float:
    found = re.search(r"([\d.]+)% of unseen", page.locator("#view-best .status").inner_text())
    assert found is not None
    return float(found[1])


def test_from_a_drawing_to_a_trained_network_that_is_still_there_after_a_reload(open_page: OpenPage) -> None:
    page = open_page()
    draw_with_mouse(page, DIGITS[3])
    expect(page.locator("#answer")).to_have_text("3")

    show(page, "think")
    expect(page.locator("#view-think")).to_contain_text("The output for “3”")
    page.locator("#view-think canvas:visible").first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#view-think")).to_contain_text("Neuron")
    expect(page.locator("#view-think")).to_contain_text(re.compile("one of [\\d,]+ in layer"))

    show(page, "functions")
    show(page, "goodness")
    expect(page.locator("#view-goodness")).to_contain_text("Class")

    assert train(page) > 85
    page.locator("#best-use").click()
    there(page, "read")
    page.locator("#clear").click()
    draw_with_mouse(page, DIGITS[0])
    expect(page.locator("#answer")).to_have_text("0")
    before = confidences(page)

    show(page, "best")
    page.get_by_role("textbox", name="Name").fill("mine")
    page.locator("#shelf-keep").click()
    expect(page.locator("#view-best")).to_contain_text("“mine” is kept")
    page.reload()
    page.wait_for_selector('html[data-ready="true"]')
    there(page, "best")
    page.get_by_role("button", name="Take mine").click()
    expect(page.locator("#view-best")).to_contain_text("“mine” is your network now.")
    page.locator("#best-use").click()
    there(page, "read")
    expect(page.locator("#answer")).to_have_text("0")  # the drawing is still there, in the link
    # In percent; the link has the drawing to half units, which may move a number that lies between two.
    for now, then in zip(confidences(page), before, strict=True):
        assert abs(int(now) - int(then)) <= 1
    show(page, "best")
    page.get_by_role("button", name="Remove mine").click()
    expect(page.get_by_role("button", name="Take mine")).to_have_count(0)


def train_for_long(page: Page) -> None:
    """Starts a training that no machine is through with before it is stopped."""
    page.get_by_label("Epochs").press("End")
    page.locator("#best-train").click()


def test_a_training_run_can_be_paused_resumed_and_stopped(open_page: OpenPage) -> None:
    page = open_page("#view=best")
    there(page, "best")
    train_for_long(page)
    status = page.locator("#view-best .status")
    expect(status).to_contain_text("Epoch", timeout=TRAINING_TIMEOUT)
    page.locator("#best-pause").click()
    expect(page.locator("#best-resume")).to_be_visible()
    page.wait_for_timeout(300)  # what was under way arrives
    paused = status.inner_text()
    page.wait_for_timeout(500)
    assert status.inner_text() == paused
    page.locator("#best-resume").click()
    expect(status).not_to_have_text(paused)
    page.locator("#best-stop").click()
    expect(page.locator("#best-train")).to_be_visible()


def test_a_training_that_is_stopped_before_its_digits_are_there_does_not_begin(open_page: OpenPage) -> None:
    page = open_page("#view=best")
    there(page, "best")
    held: list[Route] = []
    # The context's, for by then the service worker may ask for them.
    page.context.route("**/digits.bin", lambda route: held.append(route))
    page.locator("#best-train").click()
    page.locator("#best-stop").click()
    expect(page.locator("#best-train")).to_be_visible()
    page.wait_for_timeout(300)
    assert held
    for route in held:
        route.continue_()
    page.wait_for_timeout(1500)  # the digits arrive, and are read
    expect(page.locator("#best-train")).to_be_visible()
    expect(page.locator("#view-best .status")).to_have_text("Untrained: θ is random.")


def test_a_training_run_continues_while_other_views_are_open(open_page: OpenPage) -> None:
    page = open_page("#view=best")
    there(page, "best")
    train_for_long(page)
    expect(page.locator("#view-best .status")).to_contain_text("Epoch", timeout=TRAINING_TIMEOUT)
    show(page, "read")
    draw_with_mouse(page, DIGITS[7])
    expect(page.locator("#answer")).to_have_text("7")
    before = page.locator("#view-best .status").text_content()
    show(page, "best")
    expect(page.locator("#view-best .status")).not_to_have_text(before or "")
    page.locator("#best-stop").click()


def test_a_downloaded_network_can_be_loaded_again(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("#view=best")
    there(page, "best")
    train_for_long(page)
    expect(page.locator("#view-best .status")).to_contain_text("Epoch", timeout=TRAINING_TIMEOUT)
    page.locator("#best-stop").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    file = tmp_path / "network.kerasdl"
    download.value.save_as(file)
    page.locator("#best-again").click()
    page.locator('#view-best input[type="file"]').set_input_files(file)
    expect(page.locator("#view-best")).to_contain_text("“network” is your network now.")
    file.write_bytes(file.read_bytes()[:200])
    page.locator('#view-best input[type="file"]').set_input_files(file)
    expect(page.locator("#shelf-notice")).to_contain_text("Received")


def test_a_link_brings_the_drawing_and_the_view_back(open_page: OpenPage) -> None:
    page = open_page()
    draw_with_mouse(page, DIGITS[4])
    expect(page.locator("#answer")).to_have_text("4")
    show(page, "think")
    expect(page).to_have_url(re.compile("#view=think.*ink="))
    ink, sure = ink_pixels(page), page.locator("#sure").text_content()
    other = open_page(f"#{page.url.partition('#')[2]}")
    there(other, "think")
    expect(other.locator("#answer")).to_have_text("4")
    assert ink_pixels(other) == pytest.approx(ink, rel=0.05)
    assert other.locator("#sure").text_content() == sure


@pytest.mark.parametrize(
    "fragment", ["#view=nowhere&ink=%25%25&lang=xx", "#ink=AAAA", "#=&&&=", "#view=think&ink=" + "A" * 5000]
)
def test_a_link_that_says_nonsense_opens_the_page_all_the_same(open_page: OpenPage, fragment: str) -> None:
    page = open_page(fragment)
    show(page, "read")
    page.keyboard.press("Escape")
    draw_with_mouse(page, DIGITS[1])
    expect(page.locator("#answer")).to_have_text(re.compile(r"[\d?]"))


def test_the_browsers_back_button_goes_back_through_the_views(open_page: OpenPage) -> None:
    page = open_page()
    show(page, "think")
    show(page, "goodness")
    page.go_back()
    there(page, "think")
    page.go_back()
    there(page, "read")


@pytest.mark.parametrize("view", VIEWS)
def test_the_other_language_is_one_click_away_and_remembered(open_page: OpenPage, view: str) -> None:
    page = open_page(f"#view={view}")
    there(page, view)
    draw_with_mouse(page, DIGITS[8])
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    there(page, view)
    expect(page.locator("#answer")).to_have_text("8")
    expect(page).to_have_title(re.compile(r"[\u4e00-\u9fff]"))
    left = page.locator("body").evaluate(
        r"""(body) => body.innerText.split('\n').filter((line) => /[a-z]+ [a-z]+ [a-z]+/i.test(line))"""
    )
    assert left == []
    page.goto(page.url.partition("#")[0])
    page.reload()
    page.wait_for_selector('html[data-ready="true"]')
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    page.locator("#language").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_browser_that_speaks_chinese_gets_chinese(open_page: OpenPage) -> None:
    page = open_page(locale="zh-TW")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")


def test_an_example_is_drawn_and_read(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#example").click()
    page.get_by_role("button", name="Draw an example of 7").click()
    expect(page.locator("#answer")).to_have_text("7")


def test_the_tour_leads_through_every_view_and_ends_where_it_is_ended(open_page: OpenPage) -> None:
    page = open_page()
    page.locator("#guide").click()
    expect(page.locator("#tour")).to_be_visible()
    seen = []
    while page.locator("#tour").is_visible():
        settle(page)
        assert page.evaluate("document.activeElement.id") == "tour-title"
        seen.append(page.locator("html").get_attribute("data-view"))
        page.locator('#tour [data-tour="next"]').click()
    assert set(seen) == set(VIEWS)
    page.locator("#guide").click()
    expect(page.locator("#tour")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#tour")).to_be_hidden()


def test_a_picture_of_drawing_and_answer_is_saved_and_the_link_copied(open_page: OpenPage) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.locator("#share").click()
    expect(page.locator("#savePicture")).to_be_disabled()
    page.keyboard.press("Escape")
    draw_with_mouse(page, DIGITS[2])
    expect(page.locator("#answer")).to_have_text("2")
    page.locator("#share").click()
    with page.expect_download() as download:
        page.locator("#savePicture").click()
    assert download.value.suggested_filename == "kerasdl.png"
    with Image.open(download.value.path()) as picture:
        assert picture.size == (1200, 720)
        colors = picture.convert("RGB")
    paper, ground = colors.getpixel((70, 70)), colors.getpixel((5, 5))
    assert paper != ground
    assert len(colors.crop((60, 60, 660, 660)).getcolors(1 << 20)) > 2  # the drawing, and its soft edges
    assert len(colors.crop((700, 370, 1140, 560)).getcolors(1 << 20)) > 2  # bars
    page.locator("#share").click()
    page.locator("#copyLink").click()
    expect(page.locator("#notice")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    assert "ink=" in page.url
