"""A Chinese font is found from the moment it is installed, though Matplotlib's list of fonts is older."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties, findfont, fontManager

from layerwise.report import fonts


@pytest.fixture
def no_chinese_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Matplotlib's list, and this machine, as they are where no Chinese font was ever installed."""
    others = [font for font in fontManager.ttflist if font.name not in fonts.CHINESE_FONTS]
    monkeypatch.setattr(fontManager, "ttflist", others)
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [font.fname for font in others])


@pytest.fixture
def sim_hei(tmp_path: Path) -> Path:
    """A font of that name, which this machine need not have: DejaVu Sans under another family name."""
    font = TTFont(findfont(FontProperties(family="DejaVu Sans")))
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = "SimHei"
    path = tmp_path / "simhei.ttf"
    font.save(path)
    return path


def test_where_no_chinese_font_is_installed_none_is_found(no_chinese_fonts: None) -> None:
    assert fonts.chinese_font() is None


def test_a_chinese_font_installed_after_matplotlib_made_its_list_is_found(
    no_chinese_fonts: None, sim_hei: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [str(sim_hei)])
    assert fonts.chinese_font() == "SimHei"
    assert fontManager.findfont(FontProperties(family="SimHei")) == str(sim_hei)


def test_a_file_that_is_no_font_is_passed_over(
    no_chinese_fonts: None, sim_hei: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "a-broken.ttf"
    broken.write_bytes(b"no font")
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [str(broken), str(sim_hei)])
    assert fonts.chinese_font() == "SimHei"
