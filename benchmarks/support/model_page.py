"""What a model's page gives its worker and gets back, heard from outside."""

from __future__ import annotations

import base64

import numpy as np
from playwright.sync_api import Browser, Page

# Before the page's own scripts. Arrays are copied: the page gives some of them away.
_LISTEN = """
globalThis.told = { inputs: null, answers: [] };
globalThis.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    told.worker = this;
    this.addEventListener('message', ({ data: { result } }) => {
      if (!result?.outputs) return;
      const outputs = result.outputs.map(({ values, ...rest }) => ({ ...rest, values: values.slice() }));
      told.answers.push({ inputs: told.inputs, outputs, milliseconds: result.milliseconds, at: performance.now() });
      if (told.answers.length > 1) told.answers.at(-2).inputs = told.answers.at(-2).outputs = null;
      document.documentElement.dataset.answers = told.answers.length < MANY ? 'some' : 'many';
    });
  }
  postMessage(message, ...rest) {
    if (message.inputs) told.inputs = message.inputs.map(({ values, ...more }) => ({ ...more, values: values.slice() }));
    super.postMessage(message, ...rest);
  }
};
"""
# As the page asks, with numbers that the page itself does not know of.
_SERIES = """async (count) => {
  const { inputs: [{ name, shape }] } = await (await fetch('page.json')).json();
  const sizes = [1, ...shape];
  const values = Float32Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, (_, n) => (n * 0.618) % 1);
  const ask = (id) => new Promise((resolve) => {
    told.worker.addEventListener('message', function hear({ data }) {
      if (data.id !== id) return;
      told.worker.removeEventListener('message', hear);
      resolve(data.result.milliseconds);
    });
    told.worker.postMessage({ id, inputs: [{ name, shape: sizes, values }] });
  });
  const times = [];
  for (let n = 0; n < count; n += 1) times.push(await ask(`series ${n}`));
  return times;
}"""
_LAST = """() => ['inputs', 'outputs'].map((part) => {
  const [{ shape, values }] = told.answers.at(-1)[part];
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  for (let n = 0; n < bytes.length; n += 8192) text += String.fromCharCode(...bytes.subarray(n, n + 8192));
  return [shape, btoa(text)];
})"""


def listen(page: Page, many: int = 8) -> None:
    """Listen to a page's worker; before the page is opened.

    Args:
        many: of so many answers on, the page's root element says `data-answers="many"`.
    """
    page.add_init_script(_LISTEN.replace("MANY", str(many)))


def answered(page: Page) -> tuple[np.ndarray, np.ndarray]:
    """The first input and the first output of the newest answer."""
    taken, given = [
        np.frombuffer(base64.b64decode(text), np.float32).reshape(shape) for shape, text in page.evaluate(_LAST)
    ]
    return taken, given


def in_series(page: Page, count: int) -> list[float]:
    """Milliseconds of answers one after the other, of a page whose first input has sides of known lengths."""
    times: list[float] = page.evaluate(_SERIES, count)
    return times


def processor_seconds(browser: Browser) -> float:
    """The processor time that a Chromium's processes have taken since they began; other programs do not count in it."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    return sum(process["cpuTime"] for process in told["processInfo"])


def live_pictures(page: Page, seconds: float) -> tuple[float, float, list[float]]:
    """Let an open page look through the camera.

    Returns:
        Pictures a second, processor seconds a picture of the whole browser, and the milliseconds of each answer.
    """
    browser = page.context.browser
    assert browser is not None
    before, spent = page.evaluate("told.answers.length"), processor_seconds(browser)
    page.wait_for_timeout(1000 * seconds)
    spent = processor_seconds(browser) - spent
    answers = page.evaluate("told.answers.map(({ milliseconds, at }) => [milliseconds, at])")[before:]
    rate = 1000 * (len(answers) - 1) / (answers[-1][1] - answers[0][1])
    return rate, spent / len(answers), [milliseconds for milliseconds, _ in answers]
