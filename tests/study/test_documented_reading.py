"""What docs/study-folder.md says of reading a study without this project is true: its code runs as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from layerwise.data import load
from layerwise.lab.options import StudyOptions, make_plan
from layerwise.study.run import run_study
from layerwise.study.store import StudyFolder

DOCS = Path(__file__).resolve().parents[2] / "docs" / "study-folder.md"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small study of digits where the documents have it."""
    home = tmp_path_factory.mktemp("home")
    options = StudyOptions(depths=[2], widths=[8], activations=["relu"], epochs=3, seeds=5, learning_rates=0.003)
    digits = load("digits")
    folder = home / "studies" / "digits"
    run_study(digits, make_plan(digits, options, workers=1), StudyFolder(folder), workers=0, command="again")
    return home


def test_the_documented_code_recomputes_a_test_accuracy_without_layerwise(home: Path) -> None:
    (code,) = re.findall(r"<!-- runs: .+? -->\n```python\n(.+?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert "layerwise" not in code
    assert set(re.findall(r"^(?:import|from) (\w+)", code, re.MULTILINE)) == {"json", "numpy", "pandas", "mlxtend"}
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=home, capture_output=True, text=True, check=True, env=kept, timeout=300
    )
    computed, said = map(float, done.stdout.split())
    assert computed == pytest.approx(said, abs=1e-9)
    assert computed > 0.5
