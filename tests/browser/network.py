"""A network between browser and town that can be cut and come back, without either of them being told."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Network:
    """Passes bytes on to a port of this machine while it is up; cut, it ends every connection and takes no new one."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.up = True
        self.swallow = b""
        self.pairs: list[socket.socket] = []
        self.door = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self.door.getsockname()[1])
        threading.Thread(target=self._welcome, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def cut(self) -> None:
        self.up = False
        self._end_all()

    def back(self) -> None:
        """From now on; whoever knocked before that is still sent away, and the knock itself waits for it."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 5) as last:
            last.recv(1)
        self.up, self.swallow = True, b""

    def lose_the_answer_to(self, start: bytes) -> None:
        """The next request that begins so reaches the town, but the network goes down before its answer."""
        self.swallow = start

    def close(self) -> None:
        self.cut()
        self.door.close()

    def _end_all(self) -> None:
        for each in self.pairs:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self.pairs = []

    def _welcome(self) -> None:
        while True:
            try:
                near, _address = self.door.accept()
            except OSError:
                return
            if not self.up:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.target))
            self.pairs += [near, far]
            if not self.up:  # cut between the look above and here
                self._end_all()
                continue
            flags = {"lost": False}
            threading.Thread(target=self._pass, args=(near, far, flags, True), daemon=True).start()
            threading.Thread(target=self._pass, args=(far, near, flags, False), daemon=True).start()

    def _pass(
        self, source: socket.socket, target: socket.socket, flags: dict[str, bool], asking: bool
    ) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if asking and self.swallow and data.startswith(self.swallow):
                    flags["lost"] = True
                if not asking and flags["lost"]:
                    self.cut()
                    return
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)
