"""A training in a real browser, with real workers: steered, left, found again, and broken off."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from kerasdl.models.store import check_files
from tests.support.dashboard import PATIENCE, Server

pytestmark = pytest.mark.slow

expect.set_options(timeout=1000 * PATIENCE)
UNDER_WAY = re.compile(r"Epoch \d+ of 20")


@pytest.fixture
def context(browser: Browser, dashboard: Server) -> Iterator[BrowserContext]:
    """A visitor, with cookies of their own."""
    opened = browser.new_context(viewport={"width": 1280, "height": 720})
    yield opened
    opened.close()


def open_training(context: BrowserContext, dashboard: Server) -> Page:
    page = context.new_page()
    page.goto(dashboard.url)
    page.get_by_role("link", name="3 Best function").click()
    page.get_by_role("tab", name="(c)").click()
    expect(button(page, "start")).to_be_visible()
    return page


def button(page: Page, key: str) -> Locator:
    # One with a tooltip is there twice, once for small screens.
    return page.locator(f".st-key-step_3_{key} button").filter(visible=True)


def start(page: Page) -> None:
    """A long training, of many small steps: nothing here waits for its end, and no machine reaches it meanwhile."""
    page.get_by_role("slider", name="Epochs").press("End")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("slider", name="Batch size").press("Home")
    button(page, "start").click()
    expect(page.get_by_text(UNDER_WAY)).to_be_visible()


def line_of(page: Page) -> Callable[[], str | None]:
    return lambda: page.locator(".st-key-step_3_curves path.js-line").first.get_attribute("d")


def newest_run(dashboard: Server) -> Path:
    return max((dashboard.home / "saved_models" / ".runs").glob("*/order.json"), key=os.path.getmtime).parent


def kill_workers(dashboard: Server) -> None:
    """This server's workers alone, by the folder that they work in."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, folder = (process / "cmdline").read_bytes(), (process / "cwd").resolve()
            ours = b"app.jobs.training_worker" in command and folder == dashboard.home
        except OSError:
            continue
        if ours:
            os.kill(int(process.name), signal.SIGKILL)


def test_a_training_is_watched_steered_paused_stopped_and_kept(context: BrowserContext, dashboard: Server) -> None:
    page = open_training(context, dashboard)
    start(page)
    line = line_of(page)
    before = line()
    page.wait_for_function(
        "before => document.querySelector('.st-key-step_3_curves path.js-line')?.getAttribute('d') !== before",
        arg=before,
    )
    page.get_by_role("slider", name="η of this run").press("ArrowRight")
    run = newest_run(dashboard)
    expect(page.get_by_text("of this run")).to_be_visible()
    button(page, "pause").click()
    expect(button(page, "go_on")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Paused in epoch \d+ of 20"))).to_be_visible()
    assert (run / "learning_rate.json").read_text() == "0.01"
    assert (run / "checkpoint.npz").exists()
    button(page, "go_on").click()
    expect(page.get_by_text(UNDER_WAY)).to_be_visible()
    button(page, "stop").click()
    expect(page.get_by_text("Stopped after")).to_be_visible()
    page.get_by_role("textbox", name="Name").fill("mine")
    button(page, "keep").click()
    expect(page.get_by_text("kerasdl evaluate mine")).to_be_visible()
    check_files(dashboard.home / "saved_models" / "mine")
    button(page, "read").click()
    expect(page.get_by_role("heading", name="Read")).to_be_visible()


def test_a_closed_tab_finds_its_training_again_and_a_dead_worker_is_no_loss(
    context: BrowserContext, dashboard: Server
) -> None:
    page = open_training(context, dashboard)
    start(page)
    page.close()
    page = open_training(context, dashboard)
    expect(page.get_by_text(UNDER_WAY)).to_be_visible()
    expect(page.get_by_text(re.compile("Epoch ([2-9]|1.) of 20"))).to_be_visible()  # so there is a checkpoint
    kill_workers(dashboard)
    expect(page.get_by_text("ended by itself (signal 9)")).to_have_count(1)
    button(page, "go_on").click()
    expect(page.get_by_text(UNDER_WAY)).to_be_visible()
    button(page, "stop").click()
    expect(page.get_by_text("Stopped after")).to_be_visible()
