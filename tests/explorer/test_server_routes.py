"""What is served: pages that load nothing from elsewhere, the bundle that the page reads, and nothing else."""

from __future__ import annotations

import json
import logging
import re
import zlib
from pathlib import Path

import numpy as np
import pytest

from layerwise.errors import StudyError
from layerwise.explorer.page import digest
from layerwise.explorer.server.app import Served, make_app
from tests.explorer.served import ask, served, study_folder


@pytest.fixture
def server(tmp_path: Path) -> Served:
    return served(tmp_path)


def numbers(packed: bytes) -> list[float]:
    """Floats whose first bytes all come before their second ones."""
    planes = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(4, -1)
    return np.ascontiguousarray(planes.T).view("<f4").ravel().tolist()


def test_the_page_names_its_bundle_and_its_policy_every_script_of_it(server: Served) -> None:
    for address, bundle in (("/", "/api/bundles/first"), ("/study/first", "/api/bundles/first"), ("/new", None)):
        answer = ask(server, address)
        found = re.search(r'data-bundle="([^"]*)"', answer.text)
        assert (found and found[1]) == bundle
        policy = answer.headers["content-security-policy"]
        scripts = re.findall(r"<script[^>]*>(.*?)</script>", answer.text, re.DOTALL)
        assert len(scripts) == 3
        assert all(digest(script) in policy for script in scripts)
        assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]


def test_every_module_of_the_import_map_is_served_and_may_be_kept(server: Served) -> None:
    found = re.search(r'<script type="importmap">(.*?)</script>', ask(server, "/").text)
    assert found
    imports = json.loads(found[1])["imports"]
    assert "lw/core/start" in imports
    assert "lw/words" in imports
    for address in imports.values():
        answer = ask(server, address)
        assert answer.headers["content-type"].startswith("text/javascript")
        assert "immutable" in answer.headers["cache-control"]


def test_without_a_study_the_page_begins_with_the_form(tmp_path: Path) -> None:
    (tmp_path / "named").mkdir()
    page = ask(served(tmp_path), "/").text
    assert "data-bundle" not in page
    assert 'import "lw/live/begin"' in page


def test_a_bundle_comes_as_the_page_reads_it_and_only_once(server: Served) -> None:
    answer = ask(server, "/api/bundles/first")
    assert answer.json()["arrays"] == {"relu 4/best": {"type": "float32", "shape": [3]}}
    array = ask(server, "/api/bundles/first/arrays/relu%204/best")
    assert numbers(array.content) == [1, 2, 0]
    again = ask(server, "/api/bundles/first/arrays/relu%204/best", headers={"if-none-match": array.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_study_that_has_changed_is_shown_anew(server: Served, tmp_path: Path) -> None:
    before = ask(server, "/api/bundles/first").headers["etag"]
    (tmp_path / "named" / "first" / "runs.parquet").write_bytes(b"four")
    assert ask(server, "/api/bundles/first", headers={"if-none-match": before}).status_code == 200
    array = ask(server, "/api/bundles/first/arrays/relu%204/best").content
    assert numbers(array) == [1, 2, 4]


def test_a_damaged_study_is_told_with_its_remedy(server: Served, tmp_path: Path) -> None:
    study_folder(tmp_path / "named" / "damaged")
    answer = ask(server, "/api/bundles/damaged")
    assert answer.status_code == 422
    assert answer.json()["message"] == "cannot read it: got rubbish. Restore it."


@pytest.mark.parametrize(
    "address",
    [
        *("/study/nothing", "/api/bundles/nothing", "/api/bundles/first/arrays/nothing", "/api/studies/nothing"),
        *("/static/../app.py", "/static/..%2f..%2fpage.py", "/static//etc/passwd", "/static/words/flow.json"),
        *("/api/bundles/..%2fsecret", "/api/bundles/%2e%2e", "/study/..%2f..%2fsecret", "/nowhere"),
        *("/api/bundles/first/arrays/..%2f..%2fstudy.json", "/api/studies/..%2fx/events", "/api/bundles/%00"),
    ],
)
def test_nothing_outside_of_what_is_named_can_be_reached_and_who_tries_is_logged(
    server: Served, tmp_path: Path, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    study_folder(tmp_path / "secret")
    with caplog.at_level(logging.WARNING, "layerwise.explorer"):
        answer = ask(server, address)
    assert answer.status_code == 404
    assert answer.json()["message"]
    assert len(caplog.messages) == 1
    assert "404" in caplog.text


@pytest.mark.parametrize("address", ["/study/nothing", "/nowhere", "/study/%3Cscript%3Ealert(1)"])
def test_who_follows_a_dead_link_is_told_on_a_page_that_leads_back(server: Served, address: str) -> None:
    answer = ask(server, address, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "<script" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    for language, words in (("en", "To what can be looked at here"), ("zh", "返回可查看的内容")):
        assert f'<a href="/#lang={language}" lang="{language}">{words}</a>' in answer.text
    assert ("one of first<" in answer.text) == address.startswith("/study"), "what there is instead is named"


def test_places_are_what_was_named_with_names_of_their_own(tmp_path: Path) -> None:
    study_folder(tmp_path / "a" / "digits")
    study_folder(tmp_path / "b" / "digits")
    (study_folder(tmp_path / "b" / "half") / "runs.parquet").unlink()
    (tmp_path / "net.safetensors").write_bytes(b"")
    (tmp_path / "named").mkdir()
    base = served(tmp_path)
    named = [tmp_path / "a" / "digits", tmp_path / "b", tmp_path / "net.safetensors"]
    server = make_app(named, tmp_path / "studies", base.studies.laboratory)
    found = {place["name"]: place for place in ask(server, "/api/places").json()}
    assert set(found) == {"digits", "digits-2", "half", "net"}
    assert found["net"]["kind"] == "network"
    assert found["half"]["unfinished"] == "layerwise study few.npz"
    assert found["digits"]["unfinished"] is None
    with pytest.raises(StudyError, match="cannot find"):
        make_app([tmp_path / "nothing"], tmp_path / "studies", base.studies.laboratory)


def test_the_page_about_the_api_names_every_address_and_loads_nothing(server: Served) -> None:
    page, schema = ask(server, "/docs").text, ask(server, "/openapi.json").json()
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!#|data:,"|/openapi.json)', page)
    assert {"/api/plan", "/api/studies/{identity}/events"} <= set(schema["paths"])
    for path in schema["paths"]:
        assert path in page


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"data": "few", "depths": []}, "depths"),
        ({"data": "few", "depths": [-1]}, "depths.0"),
        ({"data": "few", "widths": [10**9]}, "widths.0"),
        ({"data": "few", "epochs": "many"}, "epochs"),
        ({"data": "few", "activations": ["swish"]}, "activations.0"),
        ({"data": "few", "learning_rates": [0]}, "learning_rates.0"),
        ({"data": "few", "folder": "/etc"}, "folder"),
        ({}, "data"),
        ([], "the body"),
    ],
)
def test_what_makes_no_study_is_refused_by_the_name_of_the_field(server: Served, body: object, said: str) -> None:
    for address in ("/api/plan", "/api/studies"):
        answer = ask(server, address, "POST", json=body)
        assert answer.status_code == 422
        assert answer.json()["what"] == f"unusable {said}"
    assert server.studies.all() == []


def test_a_body_that_is_no_json_is_called_so(server: Served) -> None:
    answer = ask(server, "/api/plan", "POST", content=b'{"data": ', headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["message"] == "unusable body: got no JSON, expected a JSON object. See /docs."


def test_data_that_was_not_offered_cannot_be_studied(server: Served) -> None:
    for name in ("/etc/passwd", "../few.npz", "digits"):
        answer = ask(server, "/api/studies", "POST", json={"data": name})
        assert answer.status_code == 404
        assert "few" in answer.json()["expected"]


@pytest.mark.parametrize(("method", "address"), [("POST", "/api/places"), ("DELETE", "/api/studies"), ("PUT", "/")])
def test_other_methods_are_refused_as_such(server: Served, method: str, address: str) -> None:
    answer = ask(server, address, method)
    assert answer.status_code == 405
    assert answer.json()["what"] == "Method Not Allowed"
