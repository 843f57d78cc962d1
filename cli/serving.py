"""Serving the web: waitress over a socket that several processes can share, which is how more workers are added."""

import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

import waitress
from flask import Flask

from operations.work import Refused

THREADS_SQLITE, THREADS = 16, 8
"""On SQLite those that wait for the one writer share its commits; on PostgreSQL each has a connection."""


EVERYWHERE, HERE = "0.0.0.0", "127.0.0.1"  # noqa: S104  the line is meant to be reached; HTTPS stands in front


def serve(app: Flask, port: int, sqlite: bool, ready: Callable[[], None] | None = None, host: str = EVERYWHERE) -> None:
    """Serve until a signal or `KeyboardInterrupt`; `ready` is called once the port is bound."""
    server = waitress.create_server(
        app,
        sockets=[shared_socket(host, port)],
        threads=THREADS_SQLITE if sqlite else THREADS,
        ident="",
        clear_untrusted_proxy_headers=True,
        max_request_body_size=32 * 1024 * 1024,
        channel_timeout=30,
    )
    if ready is not None:
        ready()
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.close()


def stop_on_signals() -> None:
    """SIGTERM ends the process in good order, SIGINT too, which a shell's background would ignore."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.default_int_handler)


def shared_socket(host: str, port: int) -> socket.socket:
    """A listening socket; any number of web processes on this machine may have one for the same port."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, _reuse_port(), 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise Refused(f"port {port} cannot be used ({error.strerror}); set PORT to another") from error
    return listening


def _reuse_port() -> Any:
    return getattr(socket, "SO_REUSEPORT", socket.SO_REUSEADDR)
