"""The view "See it think": what it draws and tells is what the model computes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.support.drawing import DIGITS, draw_with_mouse, touch
from tests.support.views import settle, show

OpenPage = Callable[..., Page]

# The layers of the model that lies beside the page, and what they make of the digit that it has read.
COMPUTED = """async ([layer, unit]) => {
  const [{ loadReader }, tf, { forward }] = await Promise.all(
    ['./network/reader.js', './vendor/tfjs.js', './network/forward.js'].map((path) => import(path)));
  const reader = await loadReader(tf, (path) => new URL(path, document.baseURI).href);
  const copy = new OffscreenCanvas(28, 28).getContext('2d');
  copy.drawImage(document.querySelector('#seen'), 0, 0);
  const seen = copy.getImageData(0, 0, 28, 28).data;
  const digit = Float32Array.from({ length: 784 }, (_, i) => seen[4 * i] / 255);
  const pass = forward(reader.network, digit);
  const { units, weights, biases } = reader.network.layers[layer];
  const a = layer ? pass.a[layer - 1] : digit;
  const products = Array.from(a, (input, i) => [i, input * weights[i * units + unit]]);
  products.sort((one, other) => Math.abs(other[1]) - Math.abs(one[1]));
  return { products, bias: biases[unit], z: pass.z[layer][unit], a: pass.a[layer][unit], logits: [...pass.z.at(-1)] };
}"""
PICTURE = "(canvas) => canvas.toDataURL()"


def number(text: str) -> float:
    return float(text.replace("−", "-").replace("%", "").replace("+", ""))


def adds(card: Locator) -> dict[str, float]:
    """What the card's table adds up, by the names of its rows."""
    rows = card.locator(".think-sum tbody tr:visible").all()
    return {row.locator("th").inner_text().strip(): number(row.locator("td.value").inner_text()) for row in rows}


def think(page: Page, digit: int | None = 3) -> Page:
    """Draw a digit, and open the view."""
    if digit is not None:
        draw_with_mouse(page, DIGITS[digit])
        expect(page.locator("#answer")).to_have_text(str(digit))
    show(page, "think")
    expect(page.locator(".think-2d")).to_be_visible()
    settle(page)
    return page


@pytest.fixture
def thinking(open_page: OpenPage) -> Callable[..., Page]:
    """Opens the page, and the view with a digit drawn."""
    return lambda digit=3, **context: think(open_page(**context), digit)


@pytest.fixture
def thinking_of_3(empty_page: OpenPage) -> Page:
    """The view with a 3 drawn and nothing chosen in it, on the page that these tests share."""
    page = empty_page()
    page.mouse.move(2, 2)
    think(page)
    title = page.locator(".think-neuron h2")
    if "“3”" not in title.inner_text():  # another test has chosen a neuron
        page.locator(".think-2d").focus()
        page.keyboard.press("Escape")
    expect(title).to_have_text("The output for “3”")
    return page


def point_at_some_neuron(page: Page, share: float) -> re.Match[str]:
    """Moves the mouse over the picture, at a share of its width, until it is on a hidden neuron."""
    box = page.locator(".think-2d").bounding_box()
    assert box is not None
    note = page.locator(".think-note")
    for step in range(40):
        page.mouse.move(box["x"] + box["width"] * (share + step / 100), box["y"] + box["height"] * 0.4)
        found = re.match(r"Neuron (\d+), one of \d+ in layer (\d)", note.inner_text())
        if found:
            return found
    raise AssertionError("no neuron is under the mouse")


@pytest.mark.parametrize("share", [0.2, 0.4])
def test_the_terms_of_a_neuron_that_is_pointed_at_add_up_to_what_the_model_computes(
    thinking_of_3: Page, share: float
) -> None:
    page = thinking_of_3
    found = point_at_some_neuron(page, share)
    unit, layer = int(found[1]) - 1, int(found[2]) - 1
    card = page.locator(".think-neuron")
    expect(card.locator("h2")).to_have_text(f"Neuron {unit + 1}")
    shown = adds(card)
    computed = page.evaluate(COMPUTED, [layer, unit])

    names, values = list(shown), list(shown.values())
    assert names[-3:-1] == ["Bias b", "Sum z"]
    assert values[-3] == pytest.approx(computed["bias"], abs=0.001)
    assert values[-2] == pytest.approx(computed["z"], abs=0.05)  # the digit is read back in 256 greys
    assert values[-1] == pytest.approx(computed["a"], abs=0.05)
    assert sum(values[:-2]) == pytest.approx(values[-2], abs=1e-6)
    assert values[0] == pytest.approx(computed["products"][0][1], abs=0.02)
    row, column = divmod(computed["products"][0][0], 28)
    first = f"Row {row + 1}, column {column + 1}" if layer == 0 else f"Neuron {computed['products'][0][0] + 1}"
    assert first in names


def test_pointing_shows_the_connections_into_a_neuron_until_the_mouse_leaves(thinking_of_3: Page) -> None:
    page = thinking_of_3
    flat = page.locator(".think-2d")
    page.mouse.move(2, 2)
    settle(page)
    before = flat.evaluate(PICTURE)
    point_at_some_neuron(page, 0.3)
    settle(page)
    assert flat.evaluate(PICTURE) != before
    page.mouse.move(2, 2)
    settle(page)
    assert flat.evaluate(PICTURE) == before
    expect(page.locator(".think-note")).to_contain_text("Point at a neuron")


def test_the_softmax_is_worked_through_for_every_class(thinking_of_3: Page) -> None:
    page = thinking_of_3
    computed = page.evaluate(COMPUTED, [0, 0])
    rows = page.locator(".think-softmax tbody tr").all()
    cells = [[number(cell) for cell in row.locator("td").all_inner_texts()[::2]] for row in rows]
    assert len(rows) == 10
    assert [z for z, _ in cells] == pytest.approx(computed["logits"], abs=0.3)
    assert sum(share for _, share in cells) == pytest.approx(100, abs=0.1)
    assert cells[3][1] > 50
    foot = page.locator(".think-softmax tfoot")
    expect(foot).to_contain_text("100 %")
    expect(page.get_by_text("is taken off each first")).to_be_visible()


def test_arrow_keys_walk_through_the_network_and_are_told(thinking_of_3: Page) -> None:
    page = thinking_of_3
    title = page.locator(".think-neuron h2")
    expect(title).to_have_text("The output for “3”")
    page.locator(".think-2d").focus()
    page.keyboard.press("ArrowDown")
    expect(title).to_have_text("The output for “4”")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".think-neuron")).to_contain_text("one of 256 in layer 3")
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    page.keyboard.press("Home")
    expect(title).to_have_text("Neuron 1")
    expect(page.locator("#spoken")).to_contain_text(re.compile(r"Neuron 1, one of \d+ in layer 1\. z = "))
    page.keyboard.press("Escape")
    expect(title).to_have_text("The output for “3”")
    expect(page.locator("#answer")).to_have_text("3")  # the drawing is still there


def test_a_term_leads_to_the_neuron_that_it_comes_from(thinking_of_3: Page) -> None:
    page = thinking_of_3
    source = page.locator(".think-source:visible").first
    name = source.inner_text()
    source.click()
    expect(page.locator(".think-neuron h2")).to_have_text(name)
    page.get_by_role("button", name="Next neuron").click()
    expect(page.locator(".think-neuron h2")).to_have_text(f"Neuron {int(name.split()[1]) % 256 + 1}")


def test_the_pixels_that_speak_for_another_class_are_others(thinking_of_3: Page) -> None:
    page = thinking_of_3
    picture = page.locator(".think-speaking")
    before = picture.evaluate(PICTURE)
    page.get_by_label("Evidence for").select_option("8")
    expect(page.get_by_text("Orange pixels speak for “8”")).to_be_visible()
    assert picture.evaluate(PICTURE) != before


def test_without_a_drawing_the_network_is_there_and_invites(thinking: Callable[..., Page]) -> None:
    page = thinking(None)
    expect(page.get_by_text("every neuron answers while you draw")).to_be_visible()
    expect(page.locator(".think-neuron h2")).to_have_text("Neuron 1")
    expect(page.get_by_text("nothing to add up yet")).to_be_visible()
    draw_with_mouse(page, DIGITS[7])
    expect(page.get_by_text("every neuron answers while you draw")).to_be_hidden()
    expect(page.locator(".think-neuron h2")).to_have_text("The output for “7”")


def test_a_browser_without_webgl_says_so_and_stays_flat(thinking: Callable[..., Page]) -> None:
    page = thinking(3, script="HTMLCanvasElement.prototype.getContext = new Proxy("
                    "HTMLCanvasElement.prototype.getContext, { apply: (get, canvas, [kind, ...rest]) => "
                    "(kind.startsWith('webgl') ? null : get.call(canvas, kind, ...rest)) });")  # fmt: skip
    page.get_by_role("button", name="3-D").click()
    expect(page.get_by_text("no WebGL")).to_be_visible()
    expect(page.locator(".think-2d")).to_be_visible()
    expect(page.get_by_role("button", name="Flat")).to_have_attribute("aria-pressed", "true")


def test_a_finger_taps_a_neuron_on_a_phone(thinking: Callable[..., Page]) -> None:
    page = thinking(3, viewport={"width": 390, "height": 844}, has_touch=True, device_scale_factor=2)
    flat = page.locator(".think-2d")
    flat.scroll_into_view_if_needed()
    box = flat.bounding_box()
    assert box is not None
    session = page.context.new_cdp_session(page)
    touch(session, "touchStart", (box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.4))
    touch(session, "touchEnd")
    expect(page.locator(".think-note")).to_contain_text(re.compile(r"Neuron \d+, one of \d+ in layer 1"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
