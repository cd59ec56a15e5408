"""The HTML that the server hands out: the page's shell, which fetches all else, and a plain page about the API."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any
from urllib.parse import quote

from layerwise.explorer.page import (
    PREFIX,
    START_SCRIPT,
    TOO_OLD_CHECK,
    digest,
    document,
    import_map,
    modules,
    styles,
)
from layerwise.explorer.server.messages import Refusal
from layerwise.words import LANGUAGES, Language, Text

# Where there is no study yet, the page is the form that begins one.
BEGIN_SCRIPT = 'import "lw/live/begin";'
# Of pages without a script: text from the left, its parts apart.
_PLAIN = "h2{margin-top:28px}.view{max-width:60em}.numbers th{width:12em}.numbers td:last-child{text-align:left}"
PLAIN_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_BACK = Text("To what can be looked at here", "返回可查看的内容")
# Else a browser asks for one.
_NO_ICON = '<link rel="icon" href="data:,">'


@cache
def scripts() -> dict[str, bytes]:
    """Every module by its path below `/static/`."""
    return {f"{name.removeprefix(PREFIX)}.js": source.encode() for name, source in modules().items()}


@cache
def version() -> str:
    """Changes when any module does: addresses carry it, so that a browser may keep what it has."""
    together = hashlib.sha256(b"\0".join(scripts()[name] for name in sorted(scripts())))
    return together.hexdigest()[:12]


@cache
def addresses() -> str:
    """The import map: where each module is."""
    return import_map({PREFIX + name.removesuffix(".js"): f"/static/{quote(name)}?v={version()}" for name in scripts()})


def shell(name: str | None, language: Language) -> str:
    """The page of one place; without a name, the page that begins with the form of a new study."""
    attributes = {} if name is None else {"bundle": f"/api/bundles/{quote(name, safe='')}"}
    start = BEGIN_SCRIPT if name is None else START_SCRIPT
    return document(name or "Layerwise", language, _NO_ICON, addresses(), "", attributes=attributes, start=start)


@cache
def policy() -> str:
    """The Content-Security-Policy of the pages: scripts of this server and those inline ones whose hashes are named."""
    named = " ".join(digest(script) for script in (TOO_OLD_CHECK, addresses(), START_SCRIPT, BEGIN_SCRIPT))
    return (
        f"default-src 'none'; script-src 'self' {named}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def documentation(schema: dict[str, Any]) -> str:
    """The API as a plain page, from its OpenAPI: it needs no script and nothing from elsewhere.

    Args:
        schema: OpenAPI 3.
    """
    lead = f'{escape(schema["info"].get("description", ""))} <a href="/openapi.json">openapi.json</a>'
    body = "".join(_operations(schema)) + "".join(_schemas(schema))
    return _plain(f"{schema['info']['title']} · API", lead, body)


def refusal(told: Refusal) -> str:
    """Why an address shows nothing, for who came with a browser; the way back in both languages.

    Args:
        told: what programs are answered.
    """
    parts = {"got": told.got, "expected": told.expected, "remedy": told.remedy}
    rows = "".join(f"<tr><th>{name}</th><td>{escape(part)}</td></tr>" for name, part in parts.items() if part)
    back = " · ".join(f'<a href="/#lang={each}" lang="{each}">{_BACK.say(each)}</a>' for each in LANGUAGES)
    return _plain(f"Layerwise: {told.what}", back, f"<table class='numbers'>{rows}</table>")


def _plain(title: str, lead: str, body: str) -> str:
    """A page without any script; its policy is `PLAIN_POLICY`."""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">{_NO_ICON}<title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{styles()}{_PLAIN}</style></head>'
        f'<body><main class="view"><h1>{escape(title)}</h1><p class="lead">{lead}</p>{body}</main></body></html>\n'
    )


def _operations(schema: dict[str, Any]) -> Iterator[str]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            answers = "".join(
                f"<tr><th>{escape(status)}</th><td>{escape(answer['description'])} {_kind(_content(answer))}</td></tr>"
                for status, answer in operation["responses"].items()
            )
            takes = _kind(_content(operation.get("requestBody", {})))
            yield (
                f"<h2>{method.upper()} {escape(path)}</h2><p>{escape(operation.get('description', ''))} "
                f"{'Takes ' + takes if takes else ''}</p><table class='numbers'>{answers}</table>"
            )


def _schemas(schema: dict[str, Any]) -> Iterator[str]:
    for name, told in schema.get("components", {}).get("schemas", {}).items():
        rows = "".join(
            f"<tr><th>{escape(field)}{' *' if field in told.get('required', ()) else ''}</th>"
            f"<td>{escape(about.get('description', ''))} {_kind(about)}</td></tr>"
            for field, about in told.get("properties", {}).items()
        )
        yield f'<h2 id="{escape(name)}">{escape(name)}</h2><p>{escape(told.get("description", ""))}</p>'
        yield f"<table class='numbers'>{rows}</table>"


def _content(told: dict[str, Any]) -> dict[str, Any]:
    contents = list(told.get("content", {}).values())
    return dict(contents[0].get("schema", {})) if contents else {}


def _kind(about: dict[str, Any]) -> str:
    """A type in a few words, linked where it is one of the page."""
    if "$ref" in about:
        name = escape(about["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if several := about.get("anyOf"):
        return " or ".join(_kind(each) for each in several)
    if about.get("type") == "array":
        return f"list of {_kind(about.get('items', {}))}"
    if "enum" in about:
        return escape(" | ".join(json.dumps(value) for value in about["enum"]))
    return escape(str(about.get("type", "")))
