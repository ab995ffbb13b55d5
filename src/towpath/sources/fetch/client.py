"""An HTTP client with manners: paced, patient, resuming, and plain about what went wrong."""

from __future__ import annotations

import email.utils
import hashlib
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from towpath import __version__
from towpath.foundation import ExitCode, TowpathError
from towpath.sources.fetch.settings import places

if TYPE_CHECKING:
    import httpx

USER_AGENT = f"towpath/{__version__} (community safety partnerships; open source)"
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_CHUNK = 1 << 18
Tell = Callable[[str], None]
T = TypeVar("T")


def quiet(words: str) -> None:
    """Tell nobody."""


class FetchFailed(TowpathError):
    """What was asked for could not be fetched."""

    exit_code = ExitCode.NO_SUCH_DATA


class _TryAgain(Exception):
    """The host was busy or the line broke; `after` is how long it asked to be left alone."""

    def __init__(self, why: str, after: float | None = None, *, reached: bool = True) -> None:
        super().__init__(why)
        self.after, self.reached = after, reached


@dataclass
class Client:
    """One polite client.

    `pace` is the least time between two requests to a host, in seconds; `tries` how often one is
    made; `patience` the longest it waits before the next, in seconds. `places` says where things
    lie (sources.toml). `sleep` and `chance` are given by tests.
    """

    pace: float = 0.2
    tries: int = 6
    patience: float = 120.0
    tell: Tell = quiet
    places: Mapping[str, Any] = field(default_factory=places)
    sleep: Callable[[float], None] = time.sleep
    chance: random.Random = field(default_factory=random.Random)
    _last: dict[str, float] = field(default_factory=dict)
    _http: httpx.Client | None = None

    def json(self, url: str, params: Mapping[str, str] | None = None) -> Any:
        """What a URL answers, as JSON."""

        def ask() -> Any:
            with self._answer(url, params=params) as answer:
                answer.read()
                return answer.json()

        return self._patiently(url, ask)

    def bytes(self, url: str, first: int, last: int) -> bytes:
        """The bytes `first` to `last`, both included, of what lies at a URL."""

        def ask() -> bytes:
            wanted = {"Range": f"bytes={first}-{last}", "Accept-Encoding": "identity"}
            with self._answer(url, headers=wanted) as answer:
                if answer.status_code != 206:
                    raise _no_ranges(url)
                got = answer.read()
            if len(got) != last - first + 1:
                raise _TryAgain("the answer was cut off")
            return got

        return self._patiently(url, ask)

    def size(self, url: str) -> int:
        """How long the file at a URL is, by asking for its first byte."""

        def ask() -> int:
            with self._answer(url, headers={"Range": "bytes=0-0"}) as answer:
                _, _, total = answer.headers.get("Content-Range", "").rpartition("/")
                if answer.status_code != 206 or not total.isdigit():
                    raise _no_ranges(url)
                return int(total)

        return self._patiently(url, ask)

    def download(self, url: str, target: Path, sha256: str = "") -> Path:
        """Fetch a file whole, going on where an earlier try broke off; check its hash if known."""
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(target.name + ".part")
        self._patiently(url, lambda: self._go_on(url, part))
        if sha256:
            with part.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
            if found != sha256.lower():
                part.unlink()
                raise FetchFailed(
                    f"The file at {url} is not the one that was promised (its hash differs).",
                    "Try again later; if it stays so, the file has been replaced.",
                )
        return part.replace(target)

    def _go_on(self, url: str, part: Path) -> None:
        tag = part.with_name(part.name + ".tag")
        held = part.stat().st_size if part.exists() and tag.exists() else 0
        wanted = {"Accept-Encoding": "identity"}
        if held:  # the rest, but only of the same version of the file
            wanted |= {"Range": f"bytes={held}-", "If-Range": tag.read_text()}
        with self._answer(url, headers=wanted) as answer:
            going_on = answer.status_code == 206
            if answer.headers.get("ETag"):
                tag.write_text(answer.headers["ETag"])
            self._receive(answer, part, held if going_on else 0)
        tag.unlink(missing_ok=True)

    def _receive(self, answer: httpx.Response, part: Path, held: int) -> None:
        promised = answer.headers.get("Content-Length")
        with part.open("r+b" if held else "wb") as stream:
            stream.seek(held)
            for chunk in answer.iter_bytes(_CHUNK):
                stream.write(chunk)
            stream.truncate()
            got = stream.tell() - held
        if promised is not None and got != int(promised):
            raise _TryAgain("the file was cut off")

    @contextmanager
    def _answer(self, url: str, **request: Any) -> Iterator[httpx.Response]:
        import httpx

        self._wait_turn(url)
        try:
            with self._client().stream("GET", url, **request) as answer:
                _require_good(answer, url)
                yield answer
        except (httpx.TransportError, httpx.DecodingError, ValueError) as error:
            reached = not isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout))
            raise _TryAgain(str(error) or type(error).__name__, reached=reached) from error

    def _client(self) -> httpx.Client:
        import httpx

        if self._http is None:
            self._http = httpx.Client(
                headers={"User-Agent": USER_AGENT}, follow_redirects=True, timeout=60
            )
        return self._http

    def close(self) -> None:
        """Let go of the connections."""
        if self._http is not None:
            self._http.close()
            self._http = None

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait_turn(self, url: str) -> None:
        host = _host(url)
        wait = self._last.get(host, -self.pace) + self.pace - time.monotonic()
        if wait > 0:
            self.sleep(wait)
        self._last[host] = time.monotonic()

    def _patiently(self, url: str, ask: Callable[[], T]) -> T:
        """Ask until it works, waiting ever longer, or as long as the host says."""
        why, attempt = "", 0
        for attempt in range(self.tries):
            try:
                return ask()
            except _TryAgain as busy:
                why = str(busy)
                # A host that cannot even be reached is offline: nobody should wait long for that.
                if attempt + 1 >= (self.tries if busy.reached else min(self.tries, 3)):
                    break
                wait = self._wait(attempt, busy.after, url)
                self.tell(f"{_host(url)}: {why}; trying again in {wait:.0f} s.")
                self.sleep(wait)
        raise FetchFailed(
            f"{_host(url)} could not be reached in {attempt + 1} tries ({why}).",
            "Check the network, or bring the files by hand; what was fetched so far is kept.",
        )

    def _wait(self, attempt: int, asked: float | None, url: str) -> float:
        if asked is not None and asked > self.patience:
            raise FetchFailed(
                f"{_host(url)} asks to be left alone for {asked:.0f} seconds.",
                "Try again after that; what was fetched so far is kept.",
            )
        backing_off = min(self.patience, 2.0**attempt) * self.chance.uniform(0.5, 1.0)
        return max(asked or 0.0, backing_off)


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _no_ranges(url: str) -> FetchFailed:
    return FetchFailed(
        f"{_host(url)} gives no part of a file, only the whole.",
        f"Download {url} by hand and load that.",
    )


def _require_good(answer: httpx.Response, url: str) -> None:
    if answer.status_code in _AGAIN:
        raise _TryAgain(f"it answered {answer.status_code}", _asked_to_wait(answer))
    if answer.status_code >= 400:
        raise FetchFailed(
            f"{url} answered {answer.status_code} ({answer.reason_phrase}).",
            "It may have moved: look for it on the publisher's site and bring the file by hand.",
        )


def _asked_to_wait(answer: httpx.Response) -> float | None:
    """Seconds of a Retry-After, which is a number or a date."""
    said = answer.headers.get("Retry-After", "")
    if said.isdigit():
        return float(said)
    try:
        until = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(0.0, until.timestamp() - time.time())
