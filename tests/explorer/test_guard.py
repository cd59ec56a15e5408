"""Who is let in: only the page itself, only with the token where one is asked for, no body beyond a form's size."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from layerwise.explorer.server.app import Served
from layerwise.explorer.server.guard import MOST_BYTES
from tests.explorer.served import ASK, BASE, ask, served, waited

TOKEN = "a-token-of-the-tests"


@pytest.fixture
def server(tmp_path: Path) -> Served:
    return served(tmp_path)


@pytest.fixture
def closed(tmp_path: Path) -> Served:
    return served(tmp_path, token=TOKEN, hosts=None)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "a b", "", "x:y"])
def test_a_name_that_is_made_to_point_here_is_refused_and_logged(
    server: Served, host: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "layerwise.explorer"):
        answer = ask(server, "/api/places", headers={"host": host})
    assert answer.status_code == 403
    assert "foreign Host" in answer.json()["message"]
    assert "foreign Host" in caplog.text


@pytest.mark.parametrize("host", ["127.0.0.1:8642", "localhost", "localhost:9000", "[::1]:8642", "LOCALHOST"])
def test_this_machines_own_names_are_answered_at_any_port_since_ports_are_forwarded(server: Served, host: str) -> None:
    assert ask(server, "/api/places", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "http://localhost:8642", ""])
def test_a_page_of_another_origin_cannot_start_a_study(server: Served, origin: str) -> None:
    answer = ask(server, "/api/studies", "POST", json=ASK, headers={"origin": origin})
    assert answer.status_code == 403
    assert server.studies.all() == []


def test_the_page_itself_can(server: Served) -> None:
    assert ask(server, "/api/studies", "POST", json=ASK, headers={"origin": BASE}).status_code == 201


def test_a_call_from_another_sites_page_is_refused_but_a_link_to_here_works(server: Served) -> None:
    foreign = {"sec-fetch-site": "cross-site"}
    assert ask(server, "/api/places", headers={**foreign, "sec-fetch-mode": "no-cors"}).status_code == 403
    assert ask(server, "/", headers={**foreign, "sec-fetch-mode": "navigate"}).status_code == 200


def test_every_answer_forbids_guessing_types_framing_and_reading_from_elsewhere(server: Served) -> None:
    for address in ("/", "/api/places", "/nowhere", "/docs"):
        headers = ask(server, address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"params": {"token": "wrong"}},
        {"headers": {"cookie": "layerwise=wrong"}},
        {"headers": {"cookie": "\x7f;=;layerwise"}},
        {"headers": {"authorization": "Bearer "}},
    ],
)
def test_without_the_token_nothing_is_answered(closed: Served, how: dict[str, Any]) -> None:
    for address in ("/", "/api/places", "/static/core/start.js", "/openapi.json"):
        answer = ask(closed, address, **how)
        assert answer.status_code == 401
        assert TOKEN not in answer.text


def test_the_token_in_the_address_becomes_a_cookie_that_only_this_site_sends(closed: Served) -> None:
    answer = ask(closed, f"/study/first?a=1&token={TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/study/first?a=1")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite" in cookie
    for headers in ({"cookie": cookie.partition(";")[0]}, {"authorization": f"Bearer {TOKEN}"}):
        assert ask(closed, "/api/places", headers={**headers, "host": "lab.example:80"}).status_code == 200


def test_the_way_on_leads_to_this_server_whatever_the_address_was(closed: Served) -> None:
    async def location(path: bytes) -> str:
        scope = {"type": "http", "method": "GET", "path": path.decode(), "raw_path": path, "headers": [(b"host", b"a")]}
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        await closed.app({**scope, "query_string": f"token={TOKEN}".encode()}, send, send)  # type: ignore[arg-type]
        return dict(sent[0]["headers"])[b"location"].decode()

    for path in (b"//evil.example/x", b"/\\evil.example"):
        found = waited(location(path))
        assert found.startswith("/")
        assert found[1] not in "/\\"


def test_a_body_beyond_a_forms_size_is_refused_whether_it_says_so_or_not(server: Served) -> None:
    body = b'{"data": "' + b"x" * MOST_BYTES + b'"}'
    kind = {"content-type": "application/json"}
    assert ask(server, "/api/plan", "POST", content=body, headers=kind).status_code == 413

    async def pieces() -> Any:
        for start in range(0, len(body), 4096):
            yield body[start : start + 4096]

    assert ask(server, "/api/plan", "POST", content=pieces(), headers=kind).status_code == 413
    lying = {**kind, "content-length": "-1"}
    assert ask(server, "/api/plan", "POST", content=b"{}", headers=lying).status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_read_since_a_foreign_form_cannot_send_it(server: Served, kind: str) -> None:
    answer = ask(server, "/api/studies", "POST", content=b'{"data": "few"}', headers={"content-type": kind})
    assert answer.status_code == 415
    assert server.studies.all() == []
