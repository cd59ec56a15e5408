"""The page as HTML: one offline file with everything in it, or the shell that a server hands out."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from layerwise.explorer.bundle import Bundle
from layerwise.report.markup import escaped
from layerwise.report.tokens import CLASSES_DARK, CLASSES_LIGHT, DARK, DEPTH_DARK, DEPTH_LIGHT, FONT, LIGHT
from layerwise.words import LANGUAGES, Language, Text

STATIC = files("layerwise.explorer").joinpath("static")
# Modules import each other by these names; an import map says where they are.
PREFIX = "lw/"
START = "lw/core/start"
# A comment from the beginning of a line to its end; a module holds no such lines within a text.
_COMMENTS = re.compile(r"^[ \t]*(?:/\*(?:(?!\*/).)*\*/|//[^\n]*)[ \t]*\n", re.MULTILINE | re.DOTALL)
_TOO_OLD = Text(
    "This page needs a browser from 2023 or later (Chrome 89, Firefox 108, Safari 16.4).",
    "打开本页需要 2023 年以后的浏览器（Chrome 89、Firefox 108、Safari 16.4 或更新版本）。",
)
_NO_SCRIPT = Text("This page needs JavaScript.", "本页需要启用 JavaScript。")
# A browser without import maps would show nothing at all: this script needs no module to say so.
TOO_OLD_CHECK = (
    "if (!(window.HTMLScriptElement && HTMLScriptElement.supports && HTMLScriptElement.supports('importmap')"
    " && window.DecompressionStream)) document.getElementById('too-old').hidden = false;"
)
START_SCRIPT = f'import "{START}";'
# Nothing may be loaded from anywhere: the browser itself holds the file to it. Views set styles on their elements.
_OFFLINE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data: blob:; "
    "font-src data:; base-uri 'none'; form-action 'none'"
)


@cache
def modules() -> dict[str, str]:
    """The source of every module by the name it is imported under, and the words of the page as `lw/words`."""
    found = {f"{PREFIX}{name}": path.read_text(encoding="utf-8") for name, path in _files(STATIC, ".js")}
    return {**found, "lw/words": f"export default {json.dumps(words(), ensure_ascii=False)};\n"}


@cache
def words() -> dict[str, dict[str, str]]:
    """Every text of the page, `{"flow.title": {"en": …, "zh": …}}`, from `static/words/*.json`."""
    found: dict[str, dict[str, str]] = {}
    for name, path in _files(STATIC.joinpath("words"), ".json"):
        texts = json.loads(path.read_text(encoding="utf-8"))
        found |= {f"{name}.{key}": dict(zip(LANGUAGES, pair, strict=True)) for key, pair in texts.items()}
    return found


@cache
def styles() -> str:
    """The design tokens, light and dark, then all style sheets in the order of their names."""
    tokens = {"light": LIGHT, "dark": DARK}
    scales = {"light": DEPTH_LIGHT, "dark": DEPTH_DARK}
    classes = {"light": CLASSES_LIGHT, "dark": CLASSES_DARK}
    roots = {
        mode: "".join(f"--{key}:{value};" for key, value in tokens[mode].items())
        + "".join(f"--depth-{place}:{colour};" for place, colour in enumerate(scales[mode]))
        + "".join(f"--class-{place}:{colour};" for place, colour in enumerate(classes[mode]))
        for mode in tokens
    }
    sheets = "\n".join(path.read_text(encoding="utf-8") for _, path in _files(STATIC, ".css"))
    return (
        f":root{{{roots['light']}--font:{FONT};color-scheme:light dark}}"
        f"@media (prefers-color-scheme:dark){{:root{{{roots['dark']}}}}}\n{sheets}"
    )


def one_file(bundle: Bundle, language: Language = "en") -> str:
    """The page with its modules and its data inside: it opens from a disk and asks nobody for anything."""
    sources = {name: _as_data(_without_comments(source)) for name, source in modules().items()}
    arrays = "\n".join(
        f'<script type="text/plain" data-array="{escaped(name)}">{text}</script>'
        for name, text in bundle.arrays.as_text().items()
    )
    body = f'<script type="application/json" id="bundle-card">{_inside_script(bundle.as_json())}</script>\n{arrays}\n'
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_OFFLINE_POLICY}">'
    return document(str(bundle.card["name"]), language, policy, import_map(sources), body)


def document(
    title: str,
    language: Language,
    head: str,
    imports: str,
    body: str,
    *,
    attributes: Mapping[str, str] | None = None,
    start: str = START_SCRIPT,
) -> str:
    """The HTML around the page's modules.

    Args:
        title: of the window.
        language: that the page begins in, unless its address says otherwise.
        head: further elements of the head.
        imports: the import map, JSON.
        body: what comes before the modules start.
        attributes: of the root, each behind `data-`: `bundle` is where a server has what the page shows.
        start: the script that begins.
    """
    code = "zh-CN" if language == "zh" else "en"
    told = {"lang": language, **(attributes or {})}
    root = "".join(f' data-{name}="{escaped(value)}"' for name, value in told.items())
    return (
        f'<!doctype html>\n<html lang="{code}"{root}><head><meta charset="utf-8">{head}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(title)} · Layerwise</title><style>{styles()}</style></head>\n<body>"
        f'<div id="app"><p class="plain" id="too-old" hidden>{_both(_TOO_OLD)}</p>'
        f'<noscript><p class="plain">{_both(_NO_SCRIPT)}</p></noscript></div>\n'
        f"<script>{TOO_OLD_CHECK}</script>\n"
        f'<script type="importmap">{imports}</script>\n{body}'
        f'<script type="module">{start}</script></body></html>\n'
    )


def import_map(addresses: dict[str, str]) -> str:
    """The import map, JSON that cannot end the script it stands in."""
    return _inside_script(json.dumps({"imports": addresses}, separators=(",", ":")))


def digest(script: str) -> str:
    """An inline script's hash, as a Content-Security-Policy names it."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii") + "'"


def _both(text: Text) -> str:
    return f'<span lang="en">{escaped(text.en)}</span> <span lang="zh-CN">{escaped(text.zh)}</span>'


def _without_comments(source: str) -> str:
    """A module without the comments that stand on lines of their own: what is mailed need not carry its types."""
    return _COMMENTS.sub("", source)


def _as_data(source: str) -> str:
    return "data:text/javascript;base64," + base64.b64encode(source.encode()).decode("ascii")


def _inside_script(text: str) -> str:
    return text.replace("<", "\\u003c")


def _files(folder: Traversable, suffix: str, inside: str = "") -> list[tuple[str, Traversable]]:
    """All files below a folder whose names end so: (path without the suffix, file), in the order of their paths."""
    found: list[tuple[str, Traversable]] = []
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.is_dir():
            found += _files(entry, suffix, f"{inside}{entry.name}/")
        elif entry.name.endswith(suffix):
            found.append((inside + entry.name.removesuffix(suffix), entry))
    return found
