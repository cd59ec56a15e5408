"""The fonts of this machine that figures and films are drawn with; a Chinese one from the moment it is installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

# The first of these that is installed draws Chinese; any of them is what the page would use too.
CHINESE_FONTS = (
    *("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC"),
    *("Hiragino Sans GB", "Microsoft YaHei", "SimHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP"),
)
NO_CHINESE_FONT = {
    "got": "no Chinese font on this machine",
    "expected": f"one of {', '.join(CHINESE_FONTS[:4])}, …",
}
INSTALL_ONE = "Install one, such as the package fonts-noto-cjk"


def chinese_font() -> str | None:
    """The name of the first of `CHINESE_FONTS` that is installed; None where none is."""
    return first_installed(CHINESE_FONTS) or (first_installed(CHINESE_FONTS) if _learn_new_fonts() else None)


def first_installed(names: Sequence[str]) -> str | None:
    """The first of these fonts that Matplotlib's list holds.

    Args:
        names: of families, the one liked most first.
    """
    from matplotlib.font_manager import fontManager

    installed = {font.name for font in fontManager.ttflist}
    return next((name for name in names if name in installed), None)


def _learn_new_fonts() -> bool:
    """Adds what was installed since Matplotlib made its list, which it keeps in a file and never makes again."""
    from matplotlib.font_manager import fontManager

    added = False
    for path in _unknown_fonts():
        try:
            fontManager.addfont(path)
        except (OSError, RuntimeError, ValueError):  # no font after all, or one that FreeType cannot read
            continue
        added = True
    return added


def _unknown_fonts() -> Iterator[str]:
    from matplotlib.font_manager import findSystemFonts, fontManager

    known = {font.fname for font in fontManager.ttflist}
    return (path for path in sorted(findSystemFonts()) if path not in known)
