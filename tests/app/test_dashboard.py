"""The dashboard in a real browser, from its own server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from conftest import PATIENCE, Server
from playwright.sync_api import Browser, Page, expect

# On the canvas's 280 × 280: across the top, and down.
SEVEN = [(80, 70), (195, 68), (165, 130), (130, 222)]
STEPS = (
    "Step 1 · Define a set of functions",
    "Step 2 · Goodness of a function",
    "Step 3 · Pick the best function",
)
NEEDED = {"Step 1": "θ holds", "Step 2": "Read right", "Step 3": "Draw a digit, from 0"}

expect.set_options(timeout=1000 * PATIENCE)


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """The dashboard, freshly opened; at the end it must have been without fault, and alone with its server."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda request: None if _is_own(request.url, server) else faults.append(request.url))
    opened.goto(server.url)
    expect(opened.get_by_role("heading", name=STEPS[0])).to_be_visible()
    yield opened
    context.close()
    assert faults == []


def _is_own(url: str, server: Server) -> bool:
    return url.startswith((server.url, "data:", "blob:"))


def go_to(page: Page, step: int) -> None:
    page.get_by_role("link", name=f"Step {step}").click()
    expect(page.get_by_role("heading", name=STEPS[step - 1])).to_be_visible()


def draw(page: Page, points: list[tuple[float, float]]) -> None:
    canvas = page.locator("#ink")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"] / 280, box["y"] + y * box["height"] / 280) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()


def train_an_epoch(page: Page) -> None:
    page.get_by_role("slider", name="Epochs").press("Home")
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_text("Done:")).to_be_visible()


def test_a_network_that_was_just_trained_reads_what_is_drawn(page: Page) -> None:
    go_to(page, 3)
    train_an_epoch(page)
    expect(page.get_by_text("Trained in Step 3")).to_be_visible()
    draw(page, SEVEN)
    expect(page.locator("#answer")).to_have_text("7")
    expect(page.get_by_role("img", name="what the network sees")).to_be_visible()


def test_a_drawing_stays_while_other_pages_are_visited_and_goes_when_it_is_cleared(page: Page) -> None:
    go_to(page, 3)
    draw(page, SEVEN)
    expect(page.locator("#answer")).to_have_text(re.compile(r"\d"))
    answer = page.locator("#answer").inner_text()
    inked = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(v => v > 0)"
    go_to(page, 1)
    go_to(page, 3)
    expect(page.locator("#answer")).to_have_text(answer)
    assert page.locator("#ink").evaluate(inked)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#answer")).to_have_count(0)
    assert not page.locator("#ink").evaluate(inked)
    expect(page.get_by_text("Draw a digit, from 0 to 9")).to_be_visible()


def test_undo_takes_back_the_last_stroke(page: Page) -> None:
    go_to(page, 3)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    draw(page, SEVEN)
    expect(page.locator("#answer")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#answer")).to_have_count(0)


def test_what_was_trained_and_what_is_chosen_are_there_on_the_other_pages(page: Page) -> None:
    trained, untrained = (page.get_by_role("radio", name=name) for name in ("Trained in Step 3", "Untrained"))
    go_to(page, 3)
    page.get_by_role("slider", name="Training digits").press("Home")
    train_an_epoch(page)
    go_to(page, 1)
    go_to(page, 2)
    expect(trained).to_have_attribute("aria-checked", "true")
    untrained.click()
    expect(untrained).to_have_attribute("aria-checked", "true")
    go_to(page, 3)
    expect(untrained).to_have_attribute("aria-checked", "true")
    expect(page.get_by_text("it guesses")).to_be_visible()


def test_choices_stay_while_a_training_is_followed_from_another_page(page: Page) -> None:
    go_to(page, 3)
    epochs = page.get_by_role("slider", name="Epochs")
    epochs.press("End")
    page.get_by_role("button", name="Start training").click()
    expect(page.get_by_role("button", name="Stop")).to_be_enabled()
    go_to(page, 1)
    line = page.get_by_text("Training goes on in Step 3")
    expect(line).to_be_visible()
    # Once the line has changed, or gone, it was drawn again without the rest of the page.
    expect(page.get_by_text(line.inner_text())).to_have_count(0)
    go_to(page, 3)
    expect(epochs).to_have_value("20")
    expect(page.get_by_text(re.compile("Done:|epoch \\d+ of 20"))).to_be_visible()


def test_no_page_is_wider_than_a_phone(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 780})
    phone = context.new_page()
    for step, (path, text) in enumerate(zip(("", "step-2", "step-3"), NEEDED.values(), strict=True)):
        phone.goto(server.url + path)
        expect(phone.get_by_role("heading", name=STEPS[step])).to_be_visible()
        expect(phone.get_by_text(text).first).to_be_visible()
        main = phone.get_by_test_id("stMain")
        assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
    context.close()


def test_the_server_has_nothing_to_complain_of(page: Page, server: Server) -> None:
    for step in (2, 3, 1):
        go_to(page, step)
        expect(page.get_by_text(NEEDED[f"Step {step}"]).first).to_be_visible()
    log = server.log.read_text(encoding="utf-8")
    assert not re.findall(r"(?i).*(?:deprecat|warning|error|traceback|exception).*", log)
