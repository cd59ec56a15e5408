"""A real browser for the tests of the page: the system's Chromium, driven by Playwright."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER = next((found for name in NAMES if (found := shutil.which(name))), None)


@dataclass
class Watched:
    """A page and what went wrong in it.

    Args:
        page: Playwright's.
        errors: uncaught exceptions and messages of the kind `error` on the console.
        requests: addresses that were asked for, but for the page itself, data: and blob:.
    """

    page: Any
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, address: str) -> Any:
        """Opens an address and waits until the page is there."""
        # A change of the hash alone would not load the page anew.
        self.page.goto("about:blank")
        self.page.goto(address)
        self.page.wait_for_selector("main h1:not(:empty)", timeout=20_000)
        return self.page


@contextmanager
def browser() -> Iterator[Any]:
    """Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield started
        finally:
            started.close()


def watched(started: Any, **options: Any) -> Watched:
    """A new page, cut off from every network but files and this machine."""
    context = started.new_context(viewport={"width": 1280, "height": 860}, **options)
    page = context.new_page()
    found = Watched(page)
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    page.on("console", lambda message: found.errors.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: _note(found, request.url))
    return found


def _note(found: Watched, address: str) -> None:
    if not address.startswith(("data:", "blob:", "about:")) and not address.startswith("file:"):
        found.requests.append(address)


def address_of(path: Path, **state: str) -> str:
    """The address of a page that is a file, with its state."""
    return path.as_uri() + ("#" + "&".join(f"{key}={value}" for key, value in state.items()) if state else "")
