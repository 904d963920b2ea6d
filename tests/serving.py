"""What the servers that tests talk to have in common: they run in a thread, answer without waiting and end at once."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler
from socketserver import BaseServer
from typing import Any


class Quiet(BaseHTTPRequestHandler):
    """Writes no lines about what it was asked."""

    # Otherwise a body waits until the head before it is confirmed: 40 ms a question.
    disable_nagle_algorithm = True

    def log_message(self, *args: Any) -> None:
        return None


def serve(server: BaseServer) -> None:
    """Until its `shutdown`, which waits for the server's next look at it: half a second, were it not told otherwise."""
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()


def end(server: BaseServer) -> None:
    server.shutdown()
    server.server_close()
