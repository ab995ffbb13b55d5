"""A file that lies on a server, read in the parts that are wanted: one force out of an archive."""

from __future__ import annotations

import io

from towpath.sources.fetch.client import Client

_BLOCK = 1 << 20


class RemoteFile(io.RawIOBase):
    """A seekable, read-only file over HTTP ranges, a block at a time, the last few blocks kept."""

    def __init__(self, client: Client, url: str) -> None:
        super().__init__()
        self._client, self._url = client, url
        self._size = client.size(url)
        self._at = 0
        self._blocks: dict[int, bytes] = {}

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Where the next read begins."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to where the next read begins."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = base + offset
        return self._at

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end."""
        end = self._size if size < 0 else min(self._at + size, self._size)
        got = bytearray()
        while self._at < end:
            number, offset = divmod(self._at, _BLOCK)
            piece = self._block(number)[offset : offset + end - self._at]
            got += piece
            self._at += len(piece)
        return bytes(got)

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            if len(self._blocks) >= 4:
                self._blocks.pop(next(iter(self._blocks)))
            first = number * _BLOCK
            last = min(first + _BLOCK, self._size) - 1
            self._blocks[number] = self._client.bytes(self._url, first, last)
        return self._blocks[number]
