"""Importing layerwise and asking for help start at once: nothing heavy is imported before it is used."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest

HEAVY = {
    *("jax", "jaxlib", "optax", "pandas", "pyarrow", "plotly", "scipy", "sklearn", "mlxtend", "matplotlib", "pooch"),
    *("fastapi", "uvicorn"),
}

IMPORT = "import layerwise"
BUILD_THE_COMMANDS = "import typer; from layerwise.cli.app import app; typer.main.get_command(app)"
HELP = """
import sys
sys.argv = ["layerwise", *{arguments}]
from layerwise.cli.app import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""
START_UPS = {
    "import layerwise": IMPORT,
    "the commands": BUILD_THE_COMMANDS,
    "layerwise --help": HELP.format(arguments=["--help"]),
    "layerwise study --help": HELP.format(arguments=["study", "--help"]),
}


def imported_by(code: str) -> set[str]:
    """Top-level packages that a fresh Python has imported when it has run the code."""
    tell = "import json, sys; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    ended = subprocess.run([sys.executable, "-c", f"{code}\n{tell}"], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return {name.partition(".")[0] for name in json.loads(ended.stderr.splitlines()[-1])}


@pytest.mark.parametrize("code", START_UPS.values(), ids=START_UPS.keys())
def test_nothing_heavy_is_imported_before_it_is_used(code: str) -> None:
    assert imported_by(code) & HEAVY == set()


def test_a_heavy_import_would_be_seen() -> None:
    assert imported_by("import pandas") & HEAVY >= {"pandas"}


@pytest.mark.breadth
@pytest.mark.parametrize(("code", "seconds"), [(IMPORT, 0.5), (START_UPS["layerwise --help"], 1.0)])
def test_start_up_takes_a_moment(code: str, seconds: float) -> None:
    def once() -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
        return time.perf_counter() - start

    assert min(once() for _ in range(3)) <= seconds
