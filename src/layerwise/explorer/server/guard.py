"""What every request has to pass: its host, its origin, its token and the size of its body are looked at first."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from layerwise.errors import LayerwiseError
from layerwise.explorer.server.messages import Refusal

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
# A form is well below this; nobody may make the server hold more.
MOST_BYTES = 64 * 1024
# Seconds in which a body has to be there.
PATIENCE = 10.0
COOKIE = "layerwise"
_LOG = logging.getLogger("layerwise.explorer")
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class _RefusedError(Exception):
    def __init__(self, status: int, what: str, *, got: str = "", expected: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.status, self.parts = status, {"what": what, "got": got, "expected": expected, "remedy": remedy}


@dataclass(frozen=True)
class Guard:
    """Lets through what comes from the page itself, and refuses the rest with a clear status.

    A page from elsewhere that makes a browser call this server, by its address or by a name that is made to point here
    (DNS rebinding), is told apart by the headers Host, Origin and Sec-Fetch-Site, which a page cannot choose.

    Args:
        app: what is guarded.
        hosts: names in the header Host that are answered; None: any, where a token is asked for instead.
        token: that whoever comes must know; None: none is asked for.
    """

    app: App
    hosts: tuple[str, ...] | None = LOOPBACK
    token: str | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, as ASGI has it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            self._check_sender(headers)
            if (entry := self._check_token(scope, headers)) is not None:
                await guarded({"type": "http.response.start", "status": 303, "headers": entry})
                await guarded({"type": "http.response.body", "body": b""})
                return
            body = await _body(scope, headers, receive)
        except _RefusedError as refusal:
            log_refusal(scope, refusal.status, refusal.parts["what"])
            await _refuse(guarded, refusal)
            return
        await self.app(scope, _replayed(body, receive), guarded)

    def _check_sender(self, headers: dict[str, str]) -> None:
        host = headers.get("host", "")
        name = urlsplit(f"//{host}").hostname if _is_host(host) else None
        if name is None or (self.hosts is not None and name not in self.hosts):
            expected = " or ".join(self.hosts or ("the address of this server",))
            raise _RefusedError(403, f"foreign Host {_short(host)}", got=_short(host), expected=expected)
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in (f"http://{host}".lower(), f"https://{host}".lower()):
            raise _RefusedError(403, f"foreign Origin {_short(origin)}", got=_short(origin), expected=f"http://{host}")
        foreign = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if foreign and headers.get("sec-fetch-mode") != "navigate":
            raise _RefusedError(403, "called from another site's page", expected="a call from this server's own page")

    def _check_token(self, scope: Scope, headers: dict[str, str]) -> list[tuple[bytes, bytes]] | None:
        """What sends a browser that brings the token in its address on, with the token in a cookie; else None."""
        if self.token is None:
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        asked = [value for name, value in query if name == "token"]
        if asked and _same(asked[0], self.token):
            if scope["method"] != "GET":
                return None
            rest = urlencode([(name, value) for name, value in query if name != "token"])
            # The path as it came, still encoded; one slash, since two would lead to another host.
            path = "/" + scope.get("raw_path", b"/").decode("latin-1").lstrip("/\\")
            cookie = f"{COOKIE}={self.token}; Path=/; HttpOnly; SameSite=Lax".encode()
            location = (path + (f"?{rest}" if rest else "")).encode("latin-1")
            return [(b"location", location), (b"set-cookie", cookie), (b"content-length", b"0")]
        known = [_cookie(headers.get("cookie", "")), headers.get("authorization", "").removeprefix("Bearer ")]
        if not any(_same(each, self.token) for each in known):
            state = "a wrong token" if asked or any(known) else "no token"
            remedy = "Open the address that layerwise explore printed: it holds the token."
            raise _RefusedError(401, "not let in", got=state, expected="the token of this server", remedy=remedy)
        return None


def log_refusal(scope: Scope, status: int, what: str) -> None:
    """Notes a request that was refused, on one line whatever it holds."""
    _LOG.warning("refused %s %s: %d %s", *_said(scope), status, _short(what))


async def _body(scope: Scope, headers: dict[str, str], receive: Receive) -> bytes | None:
    """All of the body of a request that changes something; None of others, whose bodies nobody reads."""
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return None
    told = headers.get("content-length", "0")
    if not told.isdecimal() or len(told) > 18 or int(told) > MOST_BYTES:
        raise _too_large(f"{told[:18]} bytes")
    body = b""
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _RefusedError(400, "the request broke off")
                body += message.get("body", b"")
                if len(body) > MOST_BYTES:
                    raise _too_large("more")
                if not message.get("more_body"):
                    break
    except TimeoutError:
        raise _RefusedError(408, "the body did not come", expected=f"all of it within {PATIENCE:g} seconds") from None
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/json":
        raise _RefusedError(415, "another kind of body", got=_short(kind or "none named"), expected="application/json")
    return body


def _replayed(body: bytes | None, receive: Receive) -> Receive:
    if body is None:
        return receive
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _refuse(send: Send, refusal: _RefusedError) -> None:
    parts = refusal.parts
    sentence = str(LayerwiseError(parts["what"], **{name: parts[name] for name in ("got", "expected", "remedy")}))
    content = Refusal(error="Refused", message=sentence, **parts).model_dump_json().encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    # What is left of a body that is not read must not be taken for the next request.
    headers += [(b"connection", b"close")] if refusal.status in (408, 413) else []
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _too_large(got: str) -> _RefusedError:
    return _RefusedError(413, "the body is too large", got=got, expected=f"at most {MOST_BYTES:,} bytes")


def _is_host(host: str) -> bool:
    try:
        urlsplit(f"//{host}").port  # noqa: B018 (raises on a port that is none)
    except ValueError:
        return False
    return not set(host) & set("/?#@\\ ")


def _cookie(header: str) -> str:
    try:
        found = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())


def _said(scope: Scope) -> tuple[str, str]:
    return _short(str(scope["method"])), _short(str(scope["path"]))


def _short(text: str) -> str:
    """As it may stand in a log: on one line, and not too long."""
    return repr(text[:100])
