"""A file under a passphrase: scrypt makes the key, AES-GCM closes it piece by piece.

Each piece carries its number and the last one says that it is the last, so that a file that was
cut, mixed up or changed does not open (STREAM: Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
"""

from __future__ import annotations

import hashlib
import io
import os
from typing import IO, Any

from towpath.foundation import ExitCode, TowpathError

MAGIC = b"TOWPATH-SEALED-1\n"
_PIECE = 1 << 20
_TAG = 16
_SALT = 16
_COST = {"n": 1 << 15, "r": 8, "p": 1, "maxmem": 1 << 26}


class NotOpened(TowpathError):
    """A sealed file does not open."""

    exit_code = ExitCode.WRONG_USE


def is_sealed(stream: IO[bytes]) -> bool:
    """Whether a file begins like a sealed one; the stream stands at its beginning again."""
    begins = stream.read(len(MAGIC))
    stream.seek(0)
    return begins == MAGIC


class Seal(io.RawIOBase):
    """What is written here goes out sealed; nothing is whole before it is closed."""

    def __init__(self, out: IO[bytes], passphrase: str) -> None:
        super().__init__()
        salt = os.urandom(_SALT)
        out.write(MAGIC + salt)
        self._out, self._cipher = out, _cipher(passphrase, salt)
        self._held, self._number = bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        given = bytes(data)
        self._held += given
        while len(self._held) > _PIECE:
            self._close_piece(bytes(self._held[:_PIECE]), last=False)
            del self._held[:_PIECE]
        return len(given)

    def close(self) -> None:
        if not self.closed:
            self._close_piece(bytes(self._held), last=True)
        super().close()

    def _close_piece(self, piece: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last), piece, None))
        self._number += 1


class Opened(io.RawIOBase):
    """A sealed file as it was; NotOpened where the passphrase or a piece is not right."""

    def __init__(self, source: IO[bytes], passphrase: str) -> None:
        super().__init__()
        source.read(len(MAGIC))
        self._source, self._cipher = source, _cipher(passphrase, source.read(_SALT))
        self._ahead = source.read(_PIECE + _TAG)
        self._open, self._number = b"", 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        while not self._open and self._ahead:
            self._open = self._next()
        count = min(len(into), len(self._open))
        into[:count], self._open = self._open[:count], self._open[count:]
        return count

    def _next(self) -> bytes:
        from cryptography.exceptions import InvalidTag

        piece, self._ahead = self._ahead, self._source.read(_PIECE + _TAG)
        try:
            opened = self._cipher.decrypt(_nonce(self._number, not self._ahead), piece, None)
        except InvalidTag as error:
            raise NotOpened(
                "The backup does not open: the passphrase is another, or the file was changed.",
                "Give the passphrase under which it was made, or take another copy.",
            ) from error
        self._number += 1
        return bytes(opened)


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cipher(passphrase: str, salt: bytes) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ModuleNotFoundError as error:
        raise NotOpened(
            "Sealing needs the library cryptography.", "Install towpath[site]."
        ) from error
    return AESGCM(hashlib.scrypt(passphrase.encode(), salt=salt, dklen=32, **_COST))
