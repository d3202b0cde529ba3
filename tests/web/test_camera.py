"""The camera: drawn pictures before a fake one are read live, on desktop and telephone; what is said where there is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.support.drawing import DIGITS, draw_with_mouse, watch
from benchmarks.support.fake_camera import SCENES, chromium_with_camera, write_video
from kerasdl.models.store import find_model
from kerasdl.webpage.single_file import write_single_file
from tests.support.axe import faults as axe_faults
from tests.support.views import ink_pixels, show

READY = 'html[data-ready="true"]'
TIMEOUT = 30_000  # ms, for a machine that is busy with other tests
DESKTOP = {"viewport": {"width": 1280, "height": 720}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
SIDEWAYS = {"viewport": {"width": 844, "height": 390}, "has_touch": True, "is_mobile": True}
SMALL = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
# A name that is none of this machine's own for the browser, so that it is no safe place.
STRANGER = "page.test"
RESOLVE = f"--host-resolver-rules=MAP {STRANGER} 127.0.0.1"
# What a page was given, so that a test sees whether it let go of it.
STREAMS = """
window.tracks = [];
const devices = navigator.mediaDevices;
if (devices) {
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wish) => {
    const stream = await ask(wish);
    tracks.push(...stream.getTracks());
    return stream;
  };
}
"""
FAILING = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('no', '%s'); };"
OUT_OF_PLACE = """() => [...document.querySelectorAll(
  '#camera-dialog, #camera-dialog :is(button, h2, p:not(.spoken), output)')]
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().width > 0)
  .flatMap((element) => {
    const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
    const inside = left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
    const small = element.tagName === 'BUTTON' && Math.min(width, height) < 43.5;
    return inside && !small ? [] : [`${element.id || element.tagName} ${left} to ${right}, ${top} to ${bottom}`];
  })"""
OVERLAPPING = """() => {
  const parts = '#camera-dialog :is(button, h2, .camera-stage, #camera-number, #camera-found)';
  const shown = [...document.querySelectorAll(parts)]
    .filter((element) => element.checkVisibility() && element.textContent)
    .map((element) => [element, element.getBoundingClientRect()]);
  return shown.flatMap(([one, a], i) => shown.slice(i + 1)
    .filter(([other]) => !one.contains(other))
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
    .map(([other]) => `${one.id || one.className} ${other.id || other.className}`));
}"""
OpenCamera = Callable[..., Page]


@pytest.fixture(scope="module")
def browsers(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Browser]]:
    """A Chromium for each scene that its camera shows, and for each kind of permission."""
    started: dict[tuple[str | None, bool], Browser] = {}
    with ExitStack() as stack:

        def with_scene(scene: str | None, allow: bool = True) -> Browser:
            if (scene, allow) not in started:
                folder = tmp_path_factory.mktemp("video")
                video = None if scene is None else write_video(folder / "camera.y4m", SCENES[scene]())
                flags = [RESOLVE] if scene else ["--use-fake-device-for-media-stream=device-count=2"]
                with_camera = chromium_with_camera(browser.browser_type, video, *flags, allow=allow)
                started[scene, allow] = stack.enter_context(with_camera)
            return started[scene, allow]

        yield with_scene


@pytest.fixture
def open_camera(browsers: Callable[..., Browser], page_url: str) -> Iterator[OpenCamera]:
    """Opens the page and its camera, which shows a scene; the page must stay without fault."""
    opened: list[tuple[Page, list[str]]] = []

    def open_one(
        scene: str | None = "one", language: str = "en", script: str = "", allow: bool = True, **context: object
    ) -> Page:
        page = browsers(scene, allow).new_context(**{**DESKTOP, **context}).new_page()
        page.add_init_script(STREAMS + script)
        opened.append((page, watch(page, page_url)))
        page.goto(f"{page_url}#lang={language}")
        page.wait_for_selector(READY, timeout=TIMEOUT)
        page.locator("#camera").click()
        expect(page.locator("#camera-dialog")).to_be_visible()
        return page

    yield open_one
    for page, faults in opened:
        page.context.close()
        assert faults == []


def number(page: Page, text: str | re.Pattern[str]) -> None:
    """Until the camera reads a number."""
    expect(page.locator("#camera-number")).to_have_text(text, timeout=TIMEOUT)


def is_off(page: Page) -> None:
    """The page was given a camera, and has let go of it."""
    page.wait_for_function("() => tracks.length > 0 && tracks.every(({ readyState }) => readyState === 'ended')")


def overlay_pixels(page: Page) -> int:
    return page.evaluate(
        """() => {
          const canvas = document.querySelector('#camera-dialog canvas');
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return data.filter((value, i) => i % 4 === 3 && value > 0).length;
        }"""
    )


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    ("language", "found", "said"), [("en", "Found: 5", "It reads 20475."), ("zh", "找到 5 個", "讀作 20475。")]
)
def test_a_row_of_digits_is_read_and_said_once_it_has_settled(
    open_camera: OpenCamera, device: dict[str, object], language: str, found: str, said: str
) -> None:
    page = open_camera("row", language, **device)
    number(page, "20475")
    expect(page.locator("#camera-found")).to_have_text(found)
    expect(page.locator("#camera-dialog [role=status]")).to_have_text(said)
    assert overlay_pixels(page) > 1000
    assert page.evaluate(OUT_OF_PLACE) + page.evaluate(OVERLAPPING) == []


@pytest.mark.parametrize(
    ("scene", "read"), [("one", "3"), ("moving", "316"), ("board", "892"), ("lines", "58 417"), ("form", "3146 5207")]
)
def test_digits_are_read(open_camera: OpenCamera, scene: str, read: str) -> None:
    """One alone; those that move, half of them in a shadow, with noise; chalk on a blackboard; two lines; cells."""
    number(open_camera(scene), read)


def test_an_answer_does_not_flicker(open_camera: OpenCamera) -> None:
    page = open_camera("moving")
    number(page, "316")
    seen = page.evaluate(
        """() => new Promise((resolve) => {
          const [seen, number] = [new Set(), document.querySelector('#camera-number')];
          const following = setInterval(() => seen.add(number.textContent), 20);
          setTimeout(() => { clearInterval(following); resolve([...seen]); }, 2500);
        })"""
    )
    assert seen == ["316"]


def test_where_there_is_no_digit_it_says_what_to_do(open_camera: OpenCamera) -> None:
    page = open_camera("none")
    expect(page.locator("#camera-dialog")).to_have_attribute("data-state", "live")
    page.wait_for_timeout(1500)
    number(page, "")
    expect(page.locator("#camera-found")).to_have_text(re.compile("Point the camera at digits"))
    expect(page.locator("#camera-take")).to_be_disabled()
    assert overlay_pixels(page) == 0


def test_a_sign_that_is_no_digit_is_shown_as_not_sure(open_camera: OpenCamera) -> None:
    page = open_camera("sign")
    number(page, re.compile(r"\?"))
    expect(page.locator("#camera-found")).to_have_text(re.compile("not sure of 1"))


@pytest.mark.parametrize(
    ("device", "language"), [(DESKTOP, "en"), (PHONE, "zh"), (SMALL, "en"), (SIDEWAYS, "zh")], ids=str
)
@pytest.mark.parametrize("allow", [True, False], ids=["allowed", "denied"])
def test_all_is_on_the_screen_and_accessible(
    open_camera: OpenCamera, device: dict[str, object], language: str, allow: bool
) -> None:
    page = open_camera(language=language, allow=allow, reduced_motion="reduce", **device)
    if allow:
        number(page, "3")
    else:
        expect(page.locator("#camera-again")).to_be_visible()
    assert page.evaluate(OUT_OF_PLACE) + page.evaluate(OVERLAPPING) == []
    assert axe_faults(page) == []


def test_escape_closes_it_stops_the_camera_and_leaves_the_drawing_alone(open_camera: OpenCamera) -> None:
    page = open_camera("row")
    number(page, "20475")
    page.keyboard.press("Escape")
    expect(page.locator("#camera-dialog")).to_have_count(0)
    is_off(page)
    expect(page.locator("#camera")).to_be_focused()
    draw_with_mouse(page, DIGITS[7])
    drawn = ink_pixels(page)
    page.locator("#camera").click()
    number(page, "20475")
    page.keyboard.press("Escape")
    expect(page.locator("#camera-dialog")).to_have_count(0)
    assert ink_pixels(page) == drawn > 0


def test_the_keyboard_reaches_every_button_and_stays_in_the_dialog(open_camera: OpenCamera) -> None:
    page = open_camera(None)
    expect(page.locator("#camera-switch")).to_be_visible(timeout=TIMEOUT)
    page.wait_for_function("() => document.querySelector('#camera-dialog').contains(document.activeElement)")
    reached = set()
    for _ in range(6):
        reached.add(page.evaluate("document.activeElement.id"))
        page.keyboard.press("Tab")
    assert {"camera-close", "camera-switch"} <= reached
    assert not reached & {"ink", "camera", "language"}


@pytest.mark.parametrize("way", ["button", "back", "left"])
def test_the_camera_stops_when_it_is_closed_or_left(open_camera: OpenCamera, way: str) -> None:
    page = open_camera()
    number(page, "3")
    if way == "button":
        page.locator("#camera-close").click()
    elif way == "back":
        page.evaluate("location.hash = '#view=think'")
        expect(page.locator("html")).to_have_attribute("data-view", "think")
    else:
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
        expect(page.locator("#camera-message")).to_have_text(re.compile("background"))
    is_off(page)
    if way != "left":
        expect(page.locator("#camera-dialog")).to_have_count(0)


def test_in_the_background_the_camera_is_off_until_it_is_started_again(open_camera: OpenCamera) -> None:
    page = open_camera()
    number(page, "3")
    hide = "Object.defineProperty(document, 'hidden', { value: %s, configurable: true });"
    page.evaluate(f"() => {{ {hide % 'true'} document.dispatchEvent(new Event('visibilitychange')); }}")
    expect(page.locator("#camera-message")).to_have_text(
        "The camera was switched off while the page was in the background."
    )
    is_off(page)
    page.evaluate(f"() => {{ {hide % 'false'} }}")
    page.locator("#camera-again").click()
    number(page, "3")


def test_a_camera_that_ends_is_said_and_can_be_started_again(open_camera: OpenCamera) -> None:
    page = open_camera(language="zh")
    number(page, "3")
    page.evaluate("tracks.at(-1).dispatchEvent(new Event('ended'))")
    expect(page.locator("#camera-message")).to_have_text("相機已停止：可能被拔除，或被系統收回。")
    page.get_by_role("button", name="重新開始").click()
    number(page, "3")


@pytest.mark.parametrize(
    ("error", "en", "zh"),
    [
        ("NotFoundError", "No camera was found", "找不到相機"),
        ("NotReadableError", "another program may be using it", "可能有其他程式正在使用"),
        ("WeirdError", r"The camera cannot be used\. \(no\)", r"無法使用相機。（no）"),
    ],
)
def test_why_there_is_no_camera_is_said_in_both_languages(
    open_camera: OpenCamera, error: str, en: str, zh: str
) -> None:
    for language, words in (("en", en), ("zh", zh)):
        page = open_camera(language=language, script=FAILING % error)
        expect(page.locator("#camera-message")).to_have_text(re.compile(words))
        expect(page.locator("#camera-dialog [role=status]")).to_have_text(re.compile(words))
        expect(page.locator("#camera-again")).to_be_visible()


@pytest.mark.parametrize(("language", "words"), [("en", "may not use the camera"), ("zh", "沒有使用相機的權限")])
def test_a_camera_that_is_not_allowed_is_said(open_camera: OpenCamera, language: str, words: str) -> None:
    page = open_camera(language=language, allow=False)
    expect(page.locator("#camera-message")).to_have_text(re.compile(words))
    page.locator("#camera-again").click()
    expect(page.locator("#camera-message")).to_have_text(re.compile(words))


def test_a_machine_without_a_camera_is_said(browser: Browser, page_url: str) -> None:
    page = browser.new_context(permissions=["camera"]).new_page()
    page.goto(page_url)
    page.wait_for_selector(READY, timeout=TIMEOUT)
    page.locator("#camera").click()
    expect(page.locator("#camera-message")).to_have_text(re.compile("No camera was found"))
    page.context.close()


def test_a_browser_without_cameras_is_said(open_camera: OpenCamera) -> None:
    page = open_camera(script="Object.defineProperty(navigator, 'mediaDevices', { value: undefined });")
    expect(page.locator("#camera-message")).to_have_text(re.compile("This browser gives pages no camera"))
    expect(page.locator("#camera-again")).to_be_hidden()


def test_a_page_without_https_says_that_it_gets_no_camera(browsers: Callable[..., Browser], page_url: str) -> None:
    page = browsers("one").new_context().new_page()
    page.goto(f"http://{STRANGER}:{urlsplit(page_url).port}/")
    page.wait_for_selector(READY, timeout=TIMEOUT)
    page.locator("#camera").click()
    expect(page.locator("#camera-message")).to_have_text(re.compile("only to pages over https"))
    expect(page.locator("#camera-again")).to_be_hidden()
    page.context.close()


def test_what_is_found_is_taken_over_and_every_view_works_on_it(open_camera: OpenCamera) -> None:
    page = open_camera()
    number(page, "3")
    page.locator("#camera-take").click()
    expect(page.locator("#camera-dialog")).to_have_count(0)
    is_off(page)
    expect(page.locator("#answer")).to_have_text("3")
    show(page, "think")
    expect(page.locator("#view-think")).to_be_visible()
    page.locator("#undo").click()
    expect(page.locator("#answer")).to_have_text("?")


def test_another_camera_can_be_chosen(open_camera: OpenCamera) -> None:
    page = open_camera(None)
    page.locator("#camera-switch").click(timeout=TIMEOUT)
    page.wait_for_function("() => tracks.length === 2 && tracks[0].readyState === 'ended'")
    expect(page.locator("#camera-dialog")).to_have_attribute("data-state", "live")
    first, second = page.evaluate("tracks.map((track) => track.getSettings().deviceId)")
    assert first != second
    expect(page.locator("#camera-light")).to_be_hidden()  # this camera has none


@pytest.mark.parametrize(
    "worker", ["delete window.Worker;", "window.Worker = class { constructor() { throw new Error(); } };"]
)
def test_without_workers_the_page_reads_by_itself(open_camera: OpenCamera, worker: str) -> None:
    number(open_camera("row", script=worker), "20475")


def test_nothing_of_it_is_fetched_before_it_is_opened(browsers: Callable[..., Browser], page_url: str) -> None:
    page = browsers("one").new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_url)
    page.wait_for_selector(READY, timeout=TIMEOUT)
    assert not [url for url in asked if re.search(r"camera.*\.js", url)]
    page.locator("#camera").click()
    number(page, "3")
    assert len([url for url in asked if re.search(r"camera.*\.js", url)]) == 3
    page.context.close()


def test_the_page_as_one_file_reads_too(browsers: Callable[..., Browser], tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    write_single_file(find_model("web"), file)
    page = browsers("row").new_context().new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(file.as_uri())
    page.wait_for_selector(READY, timeout=TIMEOUT)
    page.locator("#camera").click()
    number(page, "20475")
    assert complaints == []
    page.context.close()
