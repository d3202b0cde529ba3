"""Accessibility faults of a page, as axe-core finds them."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "web/vendor/build/node_modules/axe-core/axe.min.js"
RUN = """async () => {
  const { violations } = await axe.run(document, { preload: false, resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => (
    `${id}: ${target.join(' ')}: ${failureSummary.split('\\n').slice(1).join(' ').trim()}`)));
}"""


def faults(page: Page) -> list[str]:
    """What axe-core finds. The debugger brings it, for the page's policy allows no other script."""
    if not page.evaluate("'axe' in window"):
        assert AXE.is_file(), "the packages are missing: `make test` installs them"
        page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(RUN)
