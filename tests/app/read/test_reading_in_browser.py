"""Read digits in a real browser: drawn with the mouse, sent as a file, looked into cell by cell."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.support.dashboard import PATIENCE, Server

# On the canvas's 280 × 280: across the top, and down.
SEVEN = [(80, 70), (195, 68), (165, 130), (130, 222)]
INKED = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(v => v > 0)"

expect.set_options(timeout=1000 * PATIENCE)


@pytest.fixture
def page(browser: Browser, dashboard: Server) -> Iterator[Page]:
    """The page, freshly opened; at the end it must have been without fault, and alone with its server."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text) if _is_fault(message) else None)
    opened.on("request", lambda request: None if _is_own(request.url, dashboard) else faults.append(request.url))
    opened.goto(f"{dashboard.url}read")
    expect(opened.locator("#ink")).to_be_visible()
    # Until its script has run, Streamlit may put the canvas and its tools into the page anew.
    expect(opened.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    yield opened
    found = list(faults)  # what a page says that is closed in the middle of something is no fault
    context.close()
    assert found == []


def _is_fault(message: ConsoleMessage) -> bool:
    # A link straight to a page: Streamlit's browser side first looks for its server below that page, where it is not.
    return message.type == "error" and "/read/_stcore/" not in message.location["url"]


def _is_own(url: str, dashboard: Server) -> bool:
    return url.startswith((dashboard.url, dashboard.url.replace("http", "ws", 1), "data:", "blob:"))


def go_to(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("link", name=name).first).to_have_attribute("aria-current", "page")


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


def picture(ground: int, ink: int) -> bytes:
    image = Image.new("L", (300, 400), ground)
    ImageDraw.Draw(image).line([(90, 100), (210, 100), (135, 320)], fill=ink, width=24, joint="curve")
    buffer = io.BytesIO()
    image.save(buffer, format="PNG")
    return buffer.getvalue()


def send(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "image/png", "buffer": content})


def test_a_seven_is_read_stays_while_other_pages_are_visited_and_goes_when_it_is_taken_back(page: Page) -> None:
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()
    draw(page, SEVEN)
    answer = page.locator("#answer")
    expect(answer).to_have_text("7")
    expect(page.get_by_role("img", name="what the network sees")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(answer).to_have_count(0)
    draw(page, SEVEN)
    expect(answer).to_have_text("7")
    go_to(page, "1 Function set")
    expect(answer).to_have_count(0)
    go_to(page, "Read digits")
    expect(answer).to_have_text("7")
    assert page.locator("#ink").evaluate(INKED)
    page.get_by_role("button", name="Clear").click()
    expect(answer).to_have_count(0)
    assert not page.locator("#ink").evaluate(INKED)


def test_a_stroke_is_read_while_it_is_drawn_where_that_is_wished(page: Page) -> None:
    page.get_by_role("checkbox", name="Read while drawing").check()
    box = page.locator("#ink").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 160, steps=5)
    expect(page.locator("#answer")).to_be_visible()
    page.mouse.up()


def test_a_picture_is_read_and_one_that_is_none_gives_a_line_and_changes_nothing(page: Page) -> None:
    page.get_by_role("radio", name="Picture").click()
    expect(page.locator("input[type=file]")).to_be_attached()
    send(page, "seven.png", picture(ground=230, ink=40))
    expect(page.locator("#answer")).to_have_text("7")
    send(page, "letter.png", b"Dear reader")
    expect(page.get_by_text("A picture must be PNG, JPEG, WebP or the like. Received: letter.png")).to_be_visible()
    expect(page.locator("#answer")).to_have_text("7")


def test_a_cell_says_what_it_holds_and_enter_on_a_neuron_opens_its_mathematics(page: Page) -> None:
    page.get_by_role("radio", name="MNIST").click()
    expect(page.locator("#answer")).to_have_text("7")
    page.get_by_role("tab", name="Layer by layer").click()
    layer = page.get_by_role("img", name=re.compile(r"^Hidden layer 1: \d+ neurons"))
    layer.focus()
    said = page.locator("output").filter(has_text="Hidden layer 1, neuron")
    strongest = re.search(r"neuron (\d+): a = ([\d.]+)", said.inner_text())
    assert strongest is not None
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text(f"neuron {int(strongest[1]) - 1}:")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("tab", name="Cell by cell")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("spinbutton", name="Neuron")).to_have_value(strongest[1])
    page.get_by_role("img", name=re.compile("^weights w")).hover(position={"x": 120, "y": 120})
    expect(page.locator("output").filter(has_text=re.compile(r"w·a = −?[\d.]"))).to_be_visible()


def test_no_tab_is_wider_than_a_phone(browser: Browser, dashboard: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 780})
    phone = context.new_page()
    phone.goto(f"{dashboard.url}read?n=0")
    phone.get_by_role("radio", name="MNIST").click()
    expect(phone.locator("#answer")).to_have_text("7")
    for tab, text in {
        "Layer by layer": "The strongest ways",
        "Cell by cell": "Where it goes",
        "Switch off": "All on",
    }.items():
        phone.get_by_role("tab", name=tab).click()
        expect(phone.get_by_text(text).first).to_be_visible()
        assert phone.get_by_test_id("stMain").evaluate("main => main.scrollWidth <= main.clientWidth")
    context.close()
