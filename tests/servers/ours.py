"""Our own pages, served in a thread of a test."""

import errno
from typing import Any


def run_until_closed(server: Any) -> None:
    """Serve until another thread closes the server: the socket that goes away under its wait is no mistake."""
    try:
        server.run()
    except OSError as error:
        if error.errno != errno.EBADF:
            raise
