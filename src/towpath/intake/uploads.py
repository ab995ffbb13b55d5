"""Files as they are sent: streamed straight into quarantine, hashed on the way, within limits."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from towpath.intake import quarantine, rules
from towpath.intake.quarantine import Arrived

_SPARE = 1 << 20  # what a form says besides its files


class TooLarge(MultiPartParserError):
    """More was sent than is taken, or than the disk has room for."""


class Sent(UploadedFile):  # type: ignore[type-arg]  # generic to the type checker alone
    """A file that lies in quarantine; it is gone with the request unless somebody takes it."""

    def __init__(self, file: IO[bytes], path: Path, name: str, size: int, sha256: str) -> None:
        super().__init__(file, name, size=size)
        self.path, self.sha256 = path, sha256

    def arrived(self) -> Arrived:
        """What is known of it."""
        return Arrived(rules.safe_name(self.name or ""), self.path, self.size or 0, self.sha256)

    def close(self) -> None:
        """Let go of it, and delete it unless it was taken."""
        self.path.unlink(missing_ok=True)
        super().close()


class IntoQuarantine(FileUploadHandler):
    """Streams each file of a request into quarantine."""

    chunk_size = 1 << 20

    def __init__(self, request: HttpRequest, most: int) -> None:
        super().__init__(request)
        self.most, self.received = most, 0
        self.open: list[tuple[IO[bytes], Path]] = []

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Refuse before anything is read what says of itself that it is too large."""
        if content_length > self.most + _SPARE:
            raise TooLarge(_megabytes(self.most))
        if content_length > quarantine.free_bytes():
            raise TooLarge("The disk has no room for it.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Make its place, locked for as long as it is open."""
        super().new_file(*args, **kwargs)
        path = quarantine.arriving() / secrets.token_hex(16)
        file = os.fdopen(quarantine.private(path), "w+b")
        quarantine.take(file)
        self.open.append((file, path))
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write and hash a piece."""
        self.received += len(raw_data)
        if self.received > self.most:
            raise TooLarge(_megabytes(self.most))
        self.digest.update(raw_data)
        self.open[-1][0].write(raw_data)

    def file_complete(self, file_size: int) -> Sent:
        """The file, whole."""
        file, path = self.open[-1]
        file.flush()
        return Sent(file, path, self.file_name or "", file_size, self.digest.hexdigest())

    def upload_interrupted(self) -> None:
        """The sender is gone: so are the pieces."""
        self.discard()

    def discard(self) -> None:
        """Delete what nobody took."""
        for file, path in self.open:
            path.unlink(missing_ok=True)
            file.close()


def _megabytes(most: int) -> str:
    return f"Together the files may have {most // 1_000_000:,} megabytes."
