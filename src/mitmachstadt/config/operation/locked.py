"""Locks the file of a backup with a passphrase, in pieces, so that a whole town is never in memory nor in the open on a disk.

The shape is the one `age` uses for its contents: a key for this file alone (scrypt over a random salt), pieces of 64 KiB under
ChaCha20-Poly1305, counted by their nonce, the last one marked, so that pieces can not be left out, swapped or cut off unseen.
"""

from __future__ import annotations

import hmac
import io
import os
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

MAGIC = b"mitmachstadt-locked-1\n"
SALT, CHECK, PIECE, TAG = 16, 32, 1 << 16, 16
HEAD = len(MAGIC) + SALT + CHECK
# What OWASP asks for: 128 MiB and about half a second for each try of whoever guesses.
COST = {"n": 1 << 17, "r": 8, "p": 1}


class WrongPassphraseError(Exception):
    """The passphrase is not the one this file was locked with."""


class DamagedError(OSError):
    """A piece was changed, or the end is missing."""


def keys(passphrase: str, salt: bytes) -> tuple[ChaCha20Poly1305, bytes]:
    """The cipher for the pieces, and what the head of the file must carry to prove the passphrase."""
    made = Scrypt(salt=salt, length=64, **COST).derive(passphrase.encode())
    return ChaCha20Poly1305(made[:32]), hmac.digest(made[32:], MAGIC + salt, sha256)


def nonce(number: int, *, last: bool) -> bytes:
    """Eleven bytes of counter and one that marks the end."""
    return number.to_bytes(11, "big") + bytes([last])


def is_locked(path: Path) -> bool:
    """True when the file begins like one of ours."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


class Locking(io.RawIOBase):
    """Takes bytes from front to back and writes them locked to `target`; only `close` makes the file whole."""

    def __init__(self, target: IO[bytes], passphrase: str) -> None:
        salt = os.urandom(SALT)
        self.target, self.number, self.waiting = target, 0, bytearray()
        self.cipher, check = keys(passphrase, salt)
        target.write(MAGIC + salt + check)

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        """Keeps the last piece back, because only at the end it is known which one it is."""
        self.waiting += data
        while len(self.waiting) > PIECE:
            self._put(bytes(self.waiting[:PIECE]), last=False)
            del self.waiting[:PIECE]
        return len(data)

    def finish(self) -> None:
        """Writes the last piece."""
        self._put(bytes(self.waiting), last=True)
        self.waiting.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self.target.write(self.cipher.encrypt(nonce(self.number, last=last), piece, None))
        self.number += 1


class Unlocking(io.RawIOBase):
    """Reads a locked file at any place, one piece in memory.

    Raises:
        WrongPassphraseError: at once, before anything is read.
        DamagedError: while reading.
    """

    def __init__(self, path: Path, passphrase: str) -> None:
        self.file = path.open("rb")
        head = self.file.read(HEAD)
        salt = head[len(MAGIC) : len(MAGIC) + SALT]
        self.cipher, check = keys(passphrase, salt)
        if not hmac.compare_digest(head[len(MAGIC) + SALT :], check):
            self.file.close()
            raise WrongPassphraseError
        stored = path.stat().st_size - HEAD
        self.pieces = max(1, -(-stored // (PIECE + TAG)))
        self.size = stored - self.pieces * TAG
        self.at, self.held = 0, (-1, b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("before the beginning")
        self.at = base + offset
        return self.at

    def readinto(self, buffer: Any) -> int:
        """Fills `buffer` up to the end of a piece."""
        if self.at >= self.size:
            # Also an empty file has its marked end, which proves that nothing was cut off.
            self._piece(self.pieces - 1)
            return 0
        number, start = divmod(self.at, PIECE)
        found = self._piece(number)[start : start + len(buffer)]
        buffer[: len(found)] = found
        self.at += len(found)
        return len(found)

    def close(self) -> None:
        self.file.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        if self.held[0] != number:
            self.file.seek(HEAD + number * (PIECE + TAG))
            sealed = self.file.read(PIECE + TAG)
            try:
                opened = self.cipher.decrypt(nonce(number, last=number == self.pieces - 1), sealed, None)
            except InvalidTag:
                raise DamagedError("a piece of the backup was changed") from None
            self.held = (number, opened)
        return self.held[1]
