"""The server as one ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

import layerwise
from layerwise.errors import LayerwiseError
from layerwise.explorer.server import pages
from layerwise.explorer.server.bundles import Bundles
from layerwise.explorer.server.guard import LOOPBACK, Guard, log_refusal
from layerwise.explorer.server.laboratory import Laboratory
from layerwise.explorer.server.messages import Refusal
from layerwise.explorer.server.places import Places
from layerwise.explorer.server.refusals import UNPROCESSABLE, status_of
from layerwise.explorer.server.routes import routes
from layerwise.explorer.server.studies import Studies
from layerwise.words import Language


@dataclass(frozen=True)
class Served:
    """What is served, and what of it has to be ended.

    Args:
        app: to be given to an ASGI server.
        studies: that are run.
        places: that can be looked at.
    """

    app: Guard
    studies: Studies
    places: Places


def make_app(
    named: Sequence[Path],
    home: Path,
    laboratory: Laboratory,
    *,
    language: Language = "en",
    hosts: tuple[str, ...] | None = LOOPBACK,
    token: str | None = None,
) -> Served:
    """Puts the server together.

    Args:
        named: studies, networks and folders of studies to look at.
        home: the folder that new studies go to.
        laboratory: that makes bundles and runs studies.
        language: that pages begin in.
        hosts: see `Guard`.
        token: see `Guard`.

    Raises:
        StudyError: what is named is not there.
    """
    studies = Studies(home, laboratory, language)
    places = Places(named, studies)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        serving = asyncio.create_task(studies.serve())
        yield
        await studies.close()
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving

    api = FastAPI(
        title="Layerwise",
        description="Studies of neural networks: looked at, planned, run and watched.",
        version=layerwise.__version__,
        docs_url=None,
        redoc_url=None,
        lifespan=life,
    )
    api.include_router(routes(places, Bundles(laboratory.bundle_of), studies, language))
    api.add_exception_handler(LayerwiseError, _failed)
    api.add_exception_handler(RequestValidationError, _odd_request)
    api.add_exception_handler(HTTPException, _no_route)
    return Served(Guard(api, hosts, token), studies, places)


def _failed(request: Request, error: Exception) -> Response:
    assert isinstance(error, LayerwiseError)
    return _refused(request, error, status_of(error))


def _odd_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        told = LayerwiseError("unusable body", got="no JSON", expected="a JSON object", remedy="See /docs.")
        return _refused(request, told, UNPROCESSABLE)
    place = ".".join(str(part) for part in first["loc"][1:]) or "the body"
    told = LayerwiseError(
        f"unusable {place[:100]}",
        got=repr(first.get("input"))[:100],
        expected=str(first["msg"]),
        remedy="See /docs.",
    )
    return _refused(request, told, UNPROCESSABLE)


def _no_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    told = LayerwiseError(phrase if error.detail == phrase else str(error.detail), remedy="See /docs.")
    return _refused(request, told, error.status_code, error.headers)


def _refused(
    request: Request, error: LayerwiseError, status: int, headers: Mapping[str, str] | None = None
) -> Response:
    """JSON for programs, the page's own scripts among them; a page for who follows a link or types an address."""
    log_refusal(request.scope, status, error.what)
    told = Refusal.of(error)
    if "text/html" in request.headers.get("accept", ""):
        policy = {"content-security-policy": pages.PLAIN_POLICY}
        return HTMLResponse(pages.refusal(told), status, {**(headers or {}), **policy})
    return JSONResponse(told.model_dump(), status, headers)
