"""Mosaic of a class's digits in a browser: what stays is left alone, and the picture has a short address."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Browser, Page

from app.charts.style import png_url
from app.components.mosaic import HTML, _script

SHOW = """async ([script, datas]) => {
  const module = await import(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })));
  const root = document.querySelector('.mosaic');
  const changes = [];
  new MutationObserver((records) => records.forEach(({ addedNodes, removedNodes, target }) => {
    if (target.tagName === 'SPAN') changes.push([addedNodes.length, removedNodes.length]);
  })).observe(root, { childList: true, subtree: true });
  const sent = [];
  const shown = [];
  for (const data of datas) {
    changes.length = 0;
    const before = root.style.getPropertyValue('--sprite');
    module.default({ parentElement: document.body, data, setTriggerValue: (name, value) => sent.push([name, value]) });
    while (root.style.getPropertyValue('--sprite') === before) await new Promise((done) => setTimeout(done, 10));
    await new Promise((done) => setTimeout(done, 0));
    const ids = [...root.querySelectorAll('button')].map((button) => Number(button.dataset.id));
    shown.push({ ids, changes: [...changes], sprite: root.style.getPropertyValue('--sprite') });
  }
  root.querySelector('button').click();
  return { shown, sent, rejected: [...root.querySelectorAll('.rejected')].map((button) => button.title) };
}"""


def data(ids: list[int], rejected: int = 0) -> dict[str, object]:
    """Digits of a class, all of them asked for as 0."""
    cells = [
        {"id": n, "row": 0, "column": place, "rejected": n == rejected, "name": f"no. {n}"}
        for place, n in enumerate(ids)
    ]
    sprite = png_url(np.full((28, 28 * len(ids)), len(ids) + rejected, np.uint8))
    rows = [cells, *([] for _ in range(9))]
    return {"rows": rows, "side": 28, "columns": 40, "sprite": sprite, "onlyFilled": False}


def shown(page: Page, *datas: dict[str, object]) -> dict:
    page.set_content(HTML)
    found: dict = page.evaluate(SHOW, [_script(), list(datas)])
    return found


def test_only_what_is_new_moves_and_a_press_tells_which_digit_it_is(browser: Browser) -> None:
    page = browser.new_page()
    found = shown(page, data([1, 2, 3]), data([1, 2, 3, 7], rejected=2), data([1, 3, 7], rejected=3))
    assert [each["ids"] for each in found["shown"]] == [[1, 2, 3], [1, 2, 3, 7], [1, 3, 7]]
    assert found["shown"][1]["changes"] == [[1, 0]] and found["shown"][2]["changes"] == [[0, 1]]
    assert found["sent"] == [["chosen", {"digit": 1}]] and found["rejected"] == ["no. 3"]
    assert all(len(each["sprite"]) < 100 and "blob:" in each["sprite"] for each in found["shown"])
    page.close()
