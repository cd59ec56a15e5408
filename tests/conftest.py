"""What holds for every test: where data and caches are, how strict JAX is, and shapes checked as the code runs."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from jaxtyping import install_import_hook

# All of this must be in place before JAX or layerwise is imported, so it stands here and in no fixture.

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
if SHARED_DATA.is_dir():
    os.environ.setdefault("LAYERWISE_DATA", str(SHARED_DATA))

# Tests neither read nor fill the user's own cache; worker processes inherit this one.
CACHE = tempfile.mkdtemp(prefix="layerwise-tests-")
os.environ["LAYERWISE_CACHE"] = CACHE

# Where Python is told not to keep what it compiles, each process that a test starts would compile the packages anew,
# for seconds: these keep it as long as the tests run.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    os.environ["PYTHONPYCACHEPREFIX"] = str(Path(CACHE) / "bytecode")

# What a shell runs in the background begins with Ctrl-C ignored, and so would every process that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ["JAX_NUMPY_RANK_PROMOTION"] = "raise"
# One thread a process: sums are added in one order, and two test processes do not fight over two cores.
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
os.environ.setdefault("NPROC", "1")

# Every annotation of an array's shape, and every other annotation, is checked as the tests call the code.
install_import_hook("layerwise", "beartype.beartype")

hypothesis.settings.register_profile("layerwise", deadline=None, max_examples=50)
hypothesis.settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "layerwise")


def pytest_make_parametrize_id(val: Any, argname: str) -> str | None:
    """Bytes are named by their argument: a gzip stream holds the second it was written in, and processes that run the
    tests together would each collect a test of another name."""
    return argname if isinstance(val, bytes) else None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    from tests.explorer.browser import BROWSER

    if BROWSER is None:
        terminalreporter.write_line("No Chromium here: the page was not tried in a browser (apt-get install chromium).")


def pytest_unconfigure() -> None:
    shutil.rmtree(CACHE, ignore_errors=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for all tests of a process: Playwright cannot be started a second time beside itself."""
    from tests.explorer.browser import BROWSER, browser

    if BROWSER is None:
        pytest.skip("no Chromium: the page was not tried in a browser")
    with browser() as started:
        yield started
