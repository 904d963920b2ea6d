"""Many people who send to the server at once, each over a kept connection, in one thread: what sends must not take the
core that answers."""

from __future__ import annotations

import heapq
import random
import selectors
import socket
import time
from dataclasses import dataclass

from benching.server import Server


@dataclass
class Person:
    """Somebody with a connection; `requests` are sent in turn, `sent` times so far, the last one at `at`."""

    connection: socket.socket
    requests: list[bytes]
    sent: int = 0
    at: float = 0.0
    heard: bytes = b""


def posted(server: Server, path: str, cookie: str, body: str) -> bytes:
    """The bytes of a form as a browser's script sends it."""
    origin = f"http://127.0.0.1:{server.port}"
    head = (
        f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}", f"Cookie: {cookie}", "Accept: application/json",
        "Content-Type: application/x-www-form-urlencoded", f"Referer: {origin}/", f"Origin: {origin}",
        f"Content-Length: {len(body)}",
    )  # fmt: skip
    return ("\r\n".join(head) + f"\r\n\r\n{body}").encode()


def crowd(
    server: Server, requests: list[list[bytes]], rounds: int, pause: float = 0.0, status: int = 200
) -> list[float]:
    """Seconds of each answer when there is one person for each list of requests, who sends them in turn, `rounds` in all.

    After an answer a person waits `pause` seconds, up to half more or less. Raises RuntimeError for another status.
    """
    dice, walls = random.Random(rounds), []
    ready = selectors.DefaultSelector()
    waiting: list[tuple[float, int, Person]] = []
    for number, own in enumerate(requests):
        person = Person(socket.create_connection(("127.0.0.1", server.port), timeout=60), own)
        person.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ready.register(person.connection, selectors.EVENT_READ, (number, person))
        waiting.append((time.perf_counter() + pause * dice.random(), number, person))
    heapq.heapify(waiting)
    left = len(requests)
    while left:
        while waiting and waiting[0][0] <= time.perf_counter():
            person = heapq.heappop(waiting)[2]
            person.at = time.perf_counter()
            person.connection.sendall(person.requests[person.sent % len(person.requests)])
            person.sent += 1
        for key, _events in ready.select(max(0.0, waiting[0][0] - time.perf_counter()) if waiting else 60):
            number, person = key.data
            person.heard += person.connection.recv(65536)
            if not whole(person.heard):
                continue
            walls.append(time.perf_counter() - person.at)
            if f" {status} ".encode() not in person.heard[:20]:
                raise RuntimeError(f"Der Server antwortet mit {person.heard[:300]!r}")
            person.heard = b""
            if person.sent < rounds:
                heapq.heappush(
                    waiting, (time.perf_counter() + pause * dice.uniform(0.5, 1.5), number, person)
                )
                continue
            left -= 1
            ready.unregister(person.connection)
            person.connection.close()
    return walls


def whole(heard: bytes) -> bool:
    """True when an answer with its body has come."""
    head, end, body = heard.partition(b"\r\n\r\n")
    sizes = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(end) and len(body) >= int(sizes[0].split(b":")[1])
