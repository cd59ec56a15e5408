"""The server at its port: where it listens, how it starts and how it ends."""

from __future__ import annotations

import errno
import ipaddress
import secrets
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import uvicorn

from layerwise.explorer.server.app import Served
from layerwise.explorer.server.guard import LOOPBACK
from layerwise.explorer.server.refusals import PortError

# Where it listens unless it is told otherwise, and how many ports beyond are tried.
FIRST_PORT, TRIED = 8642, 50


@dataclass(frozen=True)
class Entrance:
    """Where the server listens, and who is let in.

    Args:
        listener: bound already.
        host: as it was asked for.
        hosts: see `Guard`.
        token: see `Guard`.
    """

    listener: socket.socket
    host: str
    hosts: tuple[str, ...] | None
    token: str | None

    @property
    def address(self) -> str:
        """What a browser opens, the token in it where there is one."""
        port = self.listener.getsockname()[1]
        anywhere = self.host in ("0.0.0.0", "::", "")
        host = socket.gethostname() if anywhere else f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{port}/" + (f"?token={self.token}" if self.token else "")


def enter(host: str = "127.0.0.1", port: int | None = None, token: str | None = None) -> Entrance:
    """Takes a port; where others can reach it, whoever comes needs a token.

    Args:
        host: an address of this machine.
        port: this one alone, 0: any that is free; None: the first free one from `FIRST_PORT` on.
        token: that is asked for; without one, and where others can reach the server, one is made up.

    Raises:
        PortError: the address is not of this machine, the port is taken, or the token cannot stand in an address.
    """
    if token is not None and not (8 <= len(token) <= 200 and all(each.isalnum() or each in "-_" for each in token)):
        raise PortError(
            "unusable token",
            got=f"{len(token)} characters",
            expected="8 to 200 letters, digits, - and _",
            remedy="Leave it out: one is made up where it is needed.",
        )
    if port is not None and not 0 <= port < 65_536:
        # The system would take the rest of its division for a port.
        raise PortError(f"cannot listen on {host}:{port}", got=str(port), expected="a port from 0 to 65535")
    local = is_loopback(host)
    ports = [port] if port is not None else range(FIRST_PORT, FIRST_PORT + TRIED)
    listener = next(filter(None, (_listener(host, each, only=port is not None) for each in ports)), None)
    if listener is None:
        raise PortError(
            f"no free port on {host}",
            got=f"{FIRST_PORT} to {FIRST_PORT + TRIED - 1}, all taken",
            expected="one that is free",
            remedy="Name one with --port; --port 0 takes any that is free.",
        )
    needed = token or (None if local else secrets.token_urlsafe(18))
    return Entrance(listener, host, tuple(dict.fromkeys((*LOOPBACK, host))) if local else None, needed)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def run(served: Served, entrance: Entrance, *, browser: bool, on_ready: Callable[[str], Any]) -> None:
    """Serves until Ctrl-C or SIGTERM; studies at work are left so that they go on with the next server.

    Args:
        served: what is served.
        entrance: where.
        browser: whether a browser is opened.
        on_ready: told the address as soon as it answers.
    """

    def ready() -> None:
        on_ready(entrance.address)
        if browser:
            # Some browsers keep whoever opens them waiting.
            threading.Thread(target=webbrowser.open, args=(entrance.address,), daemon=True).start()

    config = uvicorn.Config(
        served.app, log_config=None, access_log=False, lifespan="on", timeout_graceful_shutdown=5, server_header=False
    )
    with entrance.listener, suppress(KeyboardInterrupt):
        _Server(config, ready, served.studies.let_go).run(sockets=[entrance.listener])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None], on_end: Callable[[], None]) -> None:
        super().__init__(config)
        self.on_ready, self.on_end = on_ready, on_end

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self.on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Those who watch would keep their connections open for ever.
        self.on_end()
        await super().shutdown(sockets=sockets)


def _listener(host: str, port: int, *, only: bool) -> socket.socket | None:
    """A socket that listens; None where the port is taken and others may be tried."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise PortError(
            f"cannot listen on {host}:{port}", got=str(error), expected="an address of this machine"
        ) from error
    listener = socket.socket(family, kind, protocol)
    try:
        if sys.platform != "win32":  # where it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        taken = error.errno == errno.EADDRINUSE
        if taken and not only:
            return None
        raise PortError(
            f"cannot listen on {host}:{port}",
            got="a port that is taken" if taken else str(error),
            expected="an address of this machine, and a free port",
            remedy="Leave --port out: the next free one is taken." if taken else "Check --host and --port.",
        ) from error
    return listener
