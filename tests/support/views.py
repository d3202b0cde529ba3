"""The page's views in a browser: opening them, and reading ink and confidences."""

from __future__ import annotations

from playwright.sync_api import Page, expect

VIEWS = ("read", "think", "functions", "goodness", "best")
TRAINING_TIMEOUT = 90_000  # ms until the first news of a training run


def settle(page: Page) -> None:
    """Until the frame that shows the last change has come."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def show(page: Page, view: str) -> None:
    page.locator(f'nav [data-view="{view}"]').click()
    there(page, view)


def there(page: Page, view: str) -> None:
    """Until a view is open."""
    expect(page.locator("html")).to_have_attribute("data-view", view)
    if view != "read":
        expect(page.locator(f"#view-{view}")).to_be_visible()
        expect(page.locator(f"#view-{view} :is(h2, h3)").first).to_be_attached(timeout=15_000)
    settle(page)


def ink_pixels(page: Page) -> int:
    """How many of the drawing's pixels have ink, on the screen."""
    return page.evaluate(
        """() => {
          const ink = document.querySelector('#ink');
          const copy = new OffscreenCanvas(ink.width, ink.height).getContext('2d');
          copy.drawImage(ink, 0, 0);
          return copy.getImageData(0, 0, ink.width, ink.height).data.filter((value, i) => i % 4 === 3 && value > 0).length;
        }"""
    )


def confidences(page: Page) -> list[str | None]:
    """The ten confidences, in percent, as the bars say them."""
    return [bar.get_attribute("aria-valuenow") for bar in page.get_by_role("meter").all()]
