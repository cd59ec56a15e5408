"""The addresses that the server answers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse

from layerwise.explorer.server import pages
from layerwise.explorer.server.bundles import Bundles, Made
from layerwise.explorer.server.messages import Asked, Choice, Expected, Place, Refusal, Study
from layerwise.explorer.server.places import Places
from layerwise.explorer.server.refusals import not_there
from layerwise.explorer.server.studies import Studies
from layerwise.words import Language

_BYTES = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
_OBJECT = {"content": {"application/json": {"schema": {"type": "object"}}}}
_EVENTS = {"content": {"text/event-stream": {"schema": {"type": "string"}}}}
_NOT_THERE: dict[int | str, dict[str, Any]] = {404: {"model": Refusal, "description": "Nothing of that name."}}
_NOT_NOW: dict[int | str, dict[str, Any]] = {409: {"model": Refusal, "description": "Not in the state it is in."}}
_CANNOT: dict[int | str, dict[str, Any]] = {422: {"model": Refusal, "description": "Understood, and cannot be done."}}
_SAME: dict[int | str, dict[str, Any]] = {304: {"description": "As the browser has it already."}}


def routes(places: Places, bundles: Bundles, studies: Studies, language: Language) -> APIRouter:
    """All addresses.

    Args:
        places: what can be looked at.
        bundles: of the places.
        studies: that are run here.
        language: that pages begin in.
    """
    router = APIRouter()
    _pages(router, places, language)
    _looked_at(router, places, bundles)
    _begun(router, places, studies)
    _followed(router, studies)
    return router


def _pages(router: APIRouter, places: Places, language: Language) -> None:
    """What a browser opens, and the modules of it."""

    def page(name: str | None) -> HTMLResponse:
        headers = {"content-security-policy": pages.policy(), "cache-control": "no-store"}
        return HTMLResponse(pages.shell(name, language), headers=headers)

    @router.get("/", include_in_schema=False)
    async def first() -> HTMLResponse:
        found = places.first()
        return page(found.name if found else None)

    @router.get("/study/{name}", include_in_schema=False)
    async def study_page(name: str) -> HTMLResponse:
        return page(places.find(name).name)

    @router.get("/new", include_in_schema=False)
    async def new_study() -> HTMLResponse:
        return page(None)

    @router.get("/static/{path:path}", include_in_schema=False)
    async def static(path: str) -> Response:
        if path not in pages.scripts():
            raise not_there("module", path, [])
        headers = {"cache-control": "max-age=31536000, immutable"}
        return Response(pages.scripts()[path], media_type="text/javascript; charset=utf-8", headers=headers)

    @router.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> HTMLResponse:
        headers = {"content-security-policy": pages.PLAIN_POLICY}
        return HTMLResponse(pages.documentation(request.app.openapi()), headers=headers)


def _looked_at(router: APIRouter, places: Places, bundles: Bundles) -> None:
    """Studies and networks, and what the page shows of each."""

    @router.get("/api/places")
    async def list_places() -> list[Place]:
        """Studies and networks that can be looked at."""
        return [found.told() for found in places.all().values()]

    @router.get("/api/bundles/{name}", responses={200: _OBJECT, **_SAME, **_NOT_THERE, **_CANNOT}, response_model=None)
    async def bundle(name: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        """All that the page shows of a place, but for its arrays."""
        return _answer(made := await bundles.of(places.find(name).path), made.card, "application/json", if_none_match)

    @router.get(
        "/api/bundles/{name}/arrays/{path:path}",
        responses={200: _BYTES, **_SAME, **_NOT_THERE, **_CANNOT},
        response_model=None,
    )
    async def array(name: str, path: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
        """One array of a bundle, deflated (zlib), bytes in planes, of the type and shape that its card names."""
        made = await bundles.of(places.find(name).path)
        if path not in made.arrays:
            raise not_there("array", path, list(made.arrays))
        return _answer(made, made.arrays[path], "application/octet-stream", if_none_match)


def _begun(router: APIRouter, places: Places, studies: Studies) -> None:
    """What can be studied, what it would take, and its beginning."""

    @router.get("/api/data")
    async def list_data() -> list[Choice]:
        """Data sets that can be studied here."""
        return list(studies.laboratory.choices.values())

    @router.post("/api/plan", responses={**_NOT_THERE, **_NOT_NOW, **_CANNOT})
    async def plan(asked: Asked) -> Expected:
        """What a study would take; trains a few epochs to know, and keeps nothing."""
        return await studies.plan(asked)

    @router.get("/api/studies")
    async def list_studies() -> list[Study]:
        """Studies that were asked for here, newest first."""
        return studies.all()

    @router.post("/api/studies", status_code=201, responses={**_NOT_THERE, **_NOT_NOW, **_CANNOT})
    async def start(asked: Asked) -> Study:
        """Starts a study, as soon as those before it have ended."""
        return studies.start(asked, places.all())


def _followed(router: APIRouter, studies: Studies) -> None:
    """One study that was asked for here: as it stands, as it goes on, stopped and resumed."""

    @router.get("/api/studies/{identity}", responses=_NOT_THERE)
    async def study(identity: str) -> Study:
        """How a study stands."""
        return studies.told(identity)

    @router.get("/api/studies/{identity}/events", responses={200: _EVENTS, **_NOT_THERE}, response_model=None)
    async def events(identity: str, last_event_id: Annotated[str | None, Header()] = None) -> StreamingResponse:
        """Server-sent events: `state`, `progress` and `curves` as they change, `end` when nothing more will come.

        Each holds all that is to be known of its kind. Whoever sends Last-Event-ID is told what has changed since.
        """
        stream = studies.watch(identity).stream(last_event_id)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"cache-control": "no-store"})

    @router.post("/api/studies/{identity}/stop", responses={**_NOT_THERE, **_NOT_NOW})
    async def stop(identity: str) -> Study:
        """Stops a study; it can be resumed."""
        return await studies.stop(identity)

    @router.post("/api/studies/{identity}/resume", responses={**_NOT_THERE, **_NOT_NOW, **_CANNOT})
    async def resume(identity: str) -> Study:
        """Lets a study that was stopped, or that failed, go on where it is."""
        return studies.resume(identity)


def _answer(made: Made, content: bytes, kind: str, known: str | None) -> Response:
    """What a browser does not have yet."""
    tag = f'"{made.stamp}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if known == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)
