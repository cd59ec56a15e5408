"""Where the server listens, and from where a token is asked for."""

from __future__ import annotations

import socket

import pytest

from layerwise.explorer.server import serving
from layerwise.explorer.server.refusals import PortError
from layerwise.explorer.server.serving import enter, is_loopback


def test_the_next_free_port_is_taken_unless_one_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with enter(port=0).listener as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(serving, "FIRST_PORT", port)
        with enter().listener as other:
            assert other.getsockname()[1] > port
        with pytest.raises(PortError, match="a port that is taken"):
            enter(port=port)
        monkeypatch.setattr(serving, "TRIED", 1)
        with pytest.raises(PortError, match="all taken"):
            enter()


def test_only_this_machine_comes_in_without_a_token() -> None:
    for host, local in (("127.0.0.1", True), ("127.0.0.2", True), ("localhost", True), ("0.0.0.0", False)):
        assert is_loopback(host) == local
        entrance = enter(host, 0)
        address = entrance.address
        entrance.listener.close()
        assert (entrance.token is None) == local
        assert (entrance.hosts is None) == (not local)
        assert ("?token=" in address) == (not local)
    assert not is_loopback("localhost.evil.example")


def test_a_token_that_was_named_is_asked_for_on_this_machine_too() -> None:
    with (entrance := enter(port=0, token="a-good-token")).listener:
        assert entrance.address.endswith("/?token=a-good-token")
    for odd in ("short", "with space", "line\nbreak", "x" * 201, "naïve+token"):
        with pytest.raises(PortError, match="unusable token"):
            enter(port=0, token=odd)


@pytest.mark.parametrize(("host", "port"), [("no.such.host.invalid", 0), ("192.0.2.1", 0), ("127.0.0.1", 70_000)])
def test_an_address_that_is_not_of_this_machine_is_an_error(host: str, port: int) -> None:
    with pytest.raises(PortError, match="cannot listen on"):
        enter(host, port)


def test_the_address_of_a_machine_of_the_newer_protocol_stands_in_brackets() -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    try:
        entrance = enter("::1", 0)
    except PortError:
        pytest.skip("no IPv6 here")
    with entrance.listener:
        assert entrance.address.startswith("http://[::1]:")
