"""Studies that are started on the page: one at a time, watched by anyone, stopped, resumed and found again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from layerwise.explorer.server.app import Served, make_app
from layerwise.explorer.server.studies import MOST_WAITING
from layerwise.explorer.server.watching import Watched
from tests.explorer.served import ASK, call, events, laboratory, listening, served, study_folder, until, waited

# How the quick laboratory takes numbers of seeds.
ENDS, WAITS, FAILS, DIES, SLOW_PLAN = 1, 2, 3, 4, 5


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    with listening(served(tmp_path)) as address, httpx.Client(base_url=address, timeout=20) as found:
        yield found


def start(client: httpx.Client, seeds: int) -> str:
    answer = client.post("/api/studies", json={**ASK, "seeds": seeds})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def heard(client: httpx.Client, identity: str, last: str | None = None) -> list[dict[str, Any]]:
    headers = {"last-event-id": last} if last else {}
    with client.stream("GET", f"/api/studies/{identity}/events", headers=headers) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        return list(events(stream.iter_lines()))


def test_a_study_runs_to_its_end_is_watched_and_can_then_be_opened(client: httpx.Client) -> None:
    identity = start(client, ENDS)
    told = heard(client, identity)
    assert told[-1]["event"] == "end"
    newest = {event["event"]: event["data"] for event in told}
    assert newest["progress"]["done"] == 4
    assert newest["curves"]["epochs"] == [1, 5]
    assert newest["state"]["state"] == "done"
    assert newest["state"]["page"] == f"/study/{identity}"
    assert f'data-bundle="/api/bundles/{identity}"' in client.get(f"/study/{identity}").text
    assert client.get(f"/api/bundles/{identity}").json()["name"] == identity


def test_one_study_is_at_work_and_the_others_wait_in_their_order(client: httpx.Client) -> None:
    first, second, third = (start(client, seeds) for seeds in (WAITS, ENDS, ENDS))
    until(client, first, "running")
    states = {study["id"]: (study["state"], study["ahead"]) for study in client.get("/api/studies").json()}
    assert states == {first: ("running", 0), second: ("queued", 1), third: ("queued", 2)}
    assert client.post(f"/api/studies/{third}/stop").json()["state"] == "stopped"
    client.post(f"/api/studies/{first}/stop")
    until(client, first, "stopped")
    until(client, second, "done")
    assert client.get(f"/api/studies/{third}").json()["state"] == "stopped"


def test_a_stopped_study_goes_on_in_its_folder(client: httpx.Client) -> None:
    identity = start(client, WAITS)
    until(client, identity, "running")
    client.post(f"/api/studies/{identity}/stop")
    until(client, identity, "stopped")
    assert client.post(f"/api/studies/{identity}/stop").status_code == 409
    assert client.post(f"/api/studies/{identity}/resume").status_code == 200
    # The quick laboratory ends a study only in its second session in the same folder.
    assert until(client, identity, "done")["progress"]["done"] == 4
    assert client.post(f"/api/studies/{identity}/resume").status_code == 409


@pytest.mark.parametrize(("seeds", "said"), [(FAILS, "it broke"), (DIES, "exit status 7: no room left")])
def test_a_study_that_fails_says_why_and_the_next_one_runs(client: httpx.Client, seeds: int, said: str) -> None:
    failing, fine = start(client, seeds), start(client, ENDS)
    assert said in until(client, failing, "failed")["error"]["message"]
    until(client, fine, "done")


def test_whoever_comes_back_hears_what_has_changed_since_and_no_more(client: httpx.Client) -> None:
    identity = start(client, WAITS)
    until(client, identity, "running")
    client.post(f"/api/studies/{identity}/stop")
    until(client, identity, "stopped")
    all_of_them = heard(client, identity)
    assert {event["event"] for event in all_of_them} == {"state", "progress", "curves", "end"}
    again = heard(client, identity, all_of_them[-1]["id"])
    assert {event["event"] for event in again} == {"state", "end"}
    # An id of another run of the server, or no id at all, is no reason to be silent.
    for odd in ("other-9", "9", "-1", "x" * 300):
        assert len(heard(client, identity, odd)) == len(all_of_them)


def test_a_plan_tells_what_a_study_would_take_and_a_newer_one_takes_its_place(client: httpx.Client) -> None:
    told = client.post("/api/plan", json=ASK).json()
    assert (told["networks"], told["seconds"], told["memory"], told["busy"]) == (8, 12.5, 2**30, False)
    refused = client.post("/api/plan", json={**ASK, "seeds": FAILS})
    assert (refused.status_code, refused.json()["what"]) == (422, "no")
    assert client.get("/api/studies").json() == []

    async def two(base: httpx.URL) -> tuple[int, int]:
        async with httpx.AsyncClient(base_url=base, timeout=20) as other:
            slow = asyncio.create_task(other.post("/api/plan", json={**ASK, "seeds": SLOW_PLAN}))
            await asyncio.sleep(0.3)
            quick = await other.post("/api/plan", json=ASK)
            return (await slow).status_code, quick.status_code

    assert waited(two(client.base_url)) == (409, 200)


def test_a_new_server_finds_the_studies_again_and_goes_on_with_them(tmp_path: Path) -> None:
    with listening(served(tmp_path)) as address, httpx.Client(base_url=address, timeout=20) as client:
        done, working, waiting = start(client, ENDS), start(client, WAITS), start(client, ENDS)
        until(client, working, "running")
    sessions = tmp_path / "studies" / working
    assert len(list(sessions.glob("session-*"))) == 1
    with listening(served(tmp_path)) as address, httpx.Client(base_url=address, timeout=20) as client:
        found = {study["id"]: study["state"] for study in client.get("/api/studies").json()}
        assert found == {done: "done", working: "stopped", waiting: "stopped"}
        assert client.get(f"/api/bundles/{done}").status_code == 200
        client.post(f"/api/studies/{working}/resume")
        until(client, working, "done")
    assert len(list(sessions.glob("session-*"))) == 2


def test_a_study_takes_no_folder_that_is_there_and_its_command_makes_it_again(tmp_path: Path) -> None:
    (tmp_path / "studies" / "few").mkdir(parents=True)
    study_folder(tmp_path / "named" / "first")
    study_folder(tmp_path / "named" / "few-2")
    server = served(tmp_path)
    told = waited(call(server, "POST", "/api/studies", json={**ASK, "learning_rates": [0.01]})).json()
    assert told["id"] == "few-3"
    request = server.studies.records.request(server.studies.known["few-3"], "en")
    assert request["data"] == "few.npz"
    assert request["command"] == (
        f"layerwise study few.npz --depths 1,2 --learning-rates 0.01 -o {tmp_path / 'studies' / 'few-3'}"
    )


def test_studies_of_the_page_and_others_never_share_a_page(tmp_path: Path) -> None:
    home = tmp_path / "studies"
    with listening(served(tmp_path)) as address, httpx.Client(base_url=address, timeout=20) as client:
        done, stopped = start(client, ENDS), start(client, WAITS)
        until(client, stopped, "running")
    # Another one of that name is looked at now; and the folder of the studies of the page is named as well.
    study_folder(tmp_path / "other" / done)
    study_folder(home / "digits")
    (home / stopped / "study.json").write_text("{}", encoding="utf-8")
    server = make_app([tmp_path / "other" / done, home], home, laboratory())
    paths = {name: found.path for name, found in server.places.all().items()}
    assert paths == {done: tmp_path / "other" / done, "digits": home / "digits", f"{done}-2": home / done}
    assert {each.id: each.page for each in server.studies.all()} == {done: f"/study/{done}-2", stopped: None}


def test_rubbish_among_the_records_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "studies" / ".explore"
    folder.mkdir(parents=True)
    for name, content in {"a": "{", "b": "[]", "c": json.dumps({"asked": {"data": 1}}), "d": ""}.items():
        (folder / f"{name}.json").write_text(content, encoding="utf-8")
    assert served(tmp_path).studies.all() == []


def test_only_so_many_studies_may_wait(tmp_path: Path) -> None:
    server = served(tmp_path)

    async def fill(server: Served) -> list[int]:
        return [(await call(server, "POST", "/api/studies", json=ASK)).status_code for _ in range(MOST_WAITING + 1)]

    assert waited(fill(server)) == [201] * MOST_WAITING + [409]


def test_a_watcher_is_kept_with_comments_while_nothing_happens_and_let_go_when_the_server_ends(
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr("layerwise.explorer.server.watching.SILENT", 0.02)

    async def listen() -> list[str]:
        watched, said = Watched(), []
        watched.tell("progress", {"done": 1})
        async for text in watched.stream(None):
            said.append(text)
            if len(said) == 3:
                watched.close()
        return said

    said = waited(listen())
    assert said[0].endswith('event: progress\ndata: {"done": 1}\n\n')
    assert said[1:] == [": still here\n\n"] * 2
