"""Fetching, against a real server on this machine that answers as publishers do, bad days too."""

import io
import json
import random
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from towpath.foundation import NoSuchData, Period
from towpath.sources import fetch
from towpath.sources.fetch import Client, FetchFailed
from towpath.sources.fetch.police import _archives
from towpath.sources.reference import Pack, building

Answer = tuple[int, dict[str, str], bytes]
FILE = bytes(range(256)) * 4000


@dataclass
class Publisher:
    """A server: what lies where, and what goes wrong before it is given."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    answers: dict[str, Callable[[dict[str, str]], Any]] = field(default_factory=dict)
    troubles: list[Answer | str] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        split = urlsplit(path)
        if split.path in self.answers:
            query = {key: values[0] for key, values in parse_qs(split.query).items()}
            return 200, {}, json.dumps(self.answers[split.path](query)).encode()
        if split.path not in self.files:
            return 404, {}, b"no such thing"
        content = self.files[split.path]
        tag = {"ETag": f'"{sha256(content).hexdigest()}"'}
        wanted = headers.get("Range", "")
        if not wanted or headers.get("If-Range", tag["ETag"]) != tag["ETag"]:
            return 200, tag, content
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        end = min(int(last or len(content)), len(content) - 1)
        tag["Content-Range"] = f"bytes {first}-{end}/{len(content)}"
        return 206, tag, content[int(first) : end + 1]


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    said = Publisher()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            said.asked.append((self.path, dict(self.headers)))
            trouble = said.troubles.pop(0) if said.troubles else None
            cut = trouble == "cut off"
            status, headers, body = (
                trouble
                if isinstance(trouble, tuple)
                else said.answer(self.path, dict(self.headers))
            )
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if cut else body)
            self.close_connection = cut

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    said.url = f"http://127.0.0.1:{server.server_port}"
    yield said
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def waits() -> list[float]:
    """How long the client slept, each time."""
    return []


@pytest.fixture
def client(publisher: Publisher, waits: list[float]) -> Iterator[Client]:
    at = publisher.url
    places = {
        "police": {"api": f"{at}/api", "archive": f"{at}/archive/{{month}}.zip"},
        "ons": {"services": f"{at}/services"},
    }
    with Client(pace=0, places=places, sleep=waits.append, chance=random.Random(1)) as asking:
        yield asking


def test_a_request_says_who_asks(publisher: Publisher, client: Client) -> None:
    publisher.answers["/api/forces"] = lambda query: [{"id": "west-mercia", "name": "West Mercia"}]
    assert fetch.forces(client) == {"west-mercia": "West Mercia"}
    assert publisher.asked[0][1]["User-Agent"].startswith("towpath/")


def test_too_many_requests_waits_as_long_as_it_is_asked_to(
    publisher: Publisher, client: Client, waits: list[float]
) -> None:
    publisher.files["/f"] = FILE
    soon = formatdate(time.time() + 30, usegmt=True)
    publisher.troubles = [(429, {"Retry-After": "7"}, b""), (503, {"Retry-After": soon}, b"")]
    assert client.bytes(f"{publisher.url}/f", 0, 9) == FILE[:10]
    assert waits[0] == 7
    assert 25 < waits[1] <= 30


def test_a_busy_host_is_given_ever_more_time_then_given_up(
    publisher: Publisher, client: Client, waits: list[float]
) -> None:
    publisher.troubles = [(500, {}, b"")] * 6
    with pytest.raises(FetchFailed, match="in 6 tries") as failed:
        client.json(f"{publisher.url}/api")
    assert "by hand" in failed.value.remedy
    assert len(waits) == 5
    assert all(2.0**n / 2 <= wait <= 2.0**n for n, wait in enumerate(waits))


def test_a_host_that_asks_for_an_hour_is_left_alone(publisher: Publisher, client: Client) -> None:
    publisher.troubles = [(429, {"Retry-After": "3600"}, b"")]
    with pytest.raises(FetchFailed, match="3600 seconds"):
        client.json(f"{publisher.url}/api")
    assert len(publisher.asked) == 1


def test_requests_to_one_host_are_paced(publisher: Publisher, waits: list[float]) -> None:
    publisher.answers["/api"] = lambda query: []
    with Client(pace=5, sleep=waits.append) as asking:
        asking.json(f"{publisher.url}/api")
        asking.json(f"{publisher.url}/api")
    assert len(waits) == 1
    assert 4 < waits[0] <= 5


def test_a_download_that_breaks_off_goes_on_where_it_was(
    publisher: Publisher, client: Client, tmp_path: Path
) -> None:
    publisher.files["/f"] = FILE
    publisher.troubles = ["cut off", "cut off"]
    got = client.download(f"{publisher.url}/f", tmp_path / "f", sha256(FILE).hexdigest())
    assert got.read_bytes() == FILE
    ranges = [headers.get("Range") for _, headers in publisher.asked]
    assert ranges[0] is None
    assert all(ranges[1:])
    assert [path.name for path in tmp_path.iterdir()] == ["f"]


def test_a_file_that_changed_meanwhile_is_begun_again(
    publisher: Publisher, client: Client, tmp_path: Path
) -> None:
    publisher.files["/f"] = FILE
    (tmp_path / "f.part").write_bytes(b"of an older version")
    (tmp_path / "f.part.tag").write_text('"older"')
    assert client.download(f"{publisher.url}/f", tmp_path / "f").read_bytes() == FILE


def test_a_file_of_another_hash_is_not_kept(
    publisher: Publisher, client: Client, tmp_path: Path
) -> None:
    publisher.files["/f"] = FILE
    with pytest.raises(FetchFailed, match="its hash differs"):
        client.download(f"{publisher.url}/f", tmp_path / "f", "0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_there_is_not_asked_for_again(publisher: Publisher, client: Client) -> None:
    with pytest.raises(FetchFailed, match="answered 404"):
        client.json(f"{publisher.url}/nowhere")
    assert len(publisher.asked) == 1


def test_without_a_network_one_sentence_says_so(waits: list[float]) -> None:
    with (
        Client(sleep=waits.append, pace=0) as asking,
        pytest.raises(FetchFailed, match="could not be reached in 3 tries"),
    ):
        asking.json("http://127.0.0.1:1/api")
    assert sum(waits) < 5


def archive(names: list[str], text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as written:
        for name in names:
            written.writestr(f"{name[:7]}/{name}", name + text)
    return packed.getvalue()


def test_a_forces_files_are_read_out_of_the_archive(
    publisher: Publisher, client: Client, tmp_path: Path
) -> None:
    names = [f"2025-0{m}-{f}-street.csv" for m in (1, 2) for f in ("kent", "essex", "surrey")]
    publisher.files["/archive/2025-02.zip"] = archive(names, "x" * 3_000_000)
    publisher.answers["/api/crimes-street-dates"] = lambda q: [
        {"date": "2025-02"}, {"date": "2025-01"},
    ]  # fmt: skip
    got = fetch.police(tmp_path, ["kent"], Period.parse("January to February 2025"), client=client)
    assert [path.relative_to(tmp_path).as_posix() for path in got] == [
        "2025-01/2025-01-kent-street.csv", "2025-02/2025-02-kent-street.csv",
    ]  # fmt: skip
    assert got[0].read_text().startswith(names[0])
    fetched = sum(len(h.get("Range", "")) > 0 for _, h in publisher.asked)
    assert fetched <= 10  # a block is a megabyte, and the whole is eighteen
    before = len(publisher.asked)
    assert fetch.police(tmp_path, ["kent"], Period.parse("January to February 2025"),
                        client=client) == got  # fmt: skip
    assert len(publisher.asked) - before <= 3  # what is held already is not fetched again


def test_a_month_that_is_not_published_yet(
    publisher: Publisher, client: Client, tmp_path: Path
) -> None:
    publisher.answers["/api/crimes-street-dates"] = lambda query: [{"date": "2025-02"}]
    with pytest.raises(NoSuchData, match="up to February 2025, not March 2025"):
        fetch.police(tmp_path, ["kent"], Period.parse("March 2025"), client=client)


def test_the_fewest_archives_hold_a_long_period() -> None:
    def months(words: str) -> list[date]:
        return list(Period.parse(words).month_starts)

    newest = date(2026, 9, 1)
    assert _archives(months("2025"), newest) == [newest]
    assert _archives(months("2014"), newest) == [date(2016, 12, 1)]
    long = _archives(months("120 months to September 2026"), newest)
    assert long == [date(2019, 9, 1), date(2022, 9, 1), date(2025, 9, 1), newest]
    assert _archives([date(2010, 12, 1)], newest) == [date(2013, 12, 1)]


def service(rows: list[dict[str, Any]], step: int = 2) -> Callable[[dict[str, str]], Any]:
    def query(asked: dict[str, str]) -> Any:
        if asked.get("returnCountOnly"):
            return {"count": len(rows)}
        first = int(asked["resultOffset"])
        assert int(asked["resultRecordCount"]) == step
        return {"features": rows[first : first + step]}

    return query


def feature(properties: dict[str, str], at: float = 0.0) -> dict[str, Any]:
    ring = [[at, 52], [at + 0.01, 52], [at + 0.01, 52.01], [at, 52.01], [at, 52]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "geometry": shape, "properties": properties}


def serve(publisher: Publisher, name: str, rows: list[dict[str, Any]]) -> None:
    layer = f"/services/{name}/FeatureServer/0"
    publisher.answers[layer] = lambda query: {"maxRecordCount": 2, "objectIdField": "FID"}
    publisher.answers[f"{layer}/query"] = service(rows)


def test_reference_files_are_fetched_page_by_page_and_make_a_pack(
    publisher: Publisher, client: Client, tmp_path: Path
) -> None:
    codes = [f"E0100000{n}" for n in range(1, 6)]
    lookup = [
        {"LSOA21CD": code, "LSOA21NM": name, "LAD24CD": "E06000001", "LAD24NM": "Here"}
        for code, name in zip(codes, (f"Here 001{letter}" for letter in "ABCDE"), strict=True)
    ]
    serve(publisher, "LU", [feature(row) for row in lookup])
    serve(publisher, "BGC", [feature(row, at=-n / 10) for n, row in enumerate(lookup)])
    client.places = {
        **client.places,
        "table": [{"file": "lookups/lu.csv", "service": "LU"}],
        "boundary": [{"file": "boundaries/lsoa21.geojson", "service": "BGC"}],
        "download": [{"file": "population/gone.csv", "url": f"{publisher.url}/gone.csv"}],
    }
    told: list[str] = []
    fetch.reference(tmp_path / "in", tell=told.append, client=client)
    assert any(words.startswith("population/gone.csv is left out") for words in told)
    pack = Pack.open(building.build(tmp_path / "in", tmp_path / "pack"))
    here = pack.find("Here")
    assert pack.small_areas(here, 2021) == tuple(codes)
    assert len(pack.shapes(pack.areas(here.level)[0].level, here, 2021)) == 1


def test_a_lookup_that_cannot_be_had_is_no_small_matter(
    publisher: Publisher, client: Client, tmp_path: Path
) -> None:
    publisher.answers["/services/LU/FeatureServer/0"] = lambda query: {
        "error": {"code": 400, "message": "Invalid URL"}
    }
    client.places = {**client.places, "table": [{"file": "lookups/lu.csv", "service": "LU"}]}
    with pytest.raises(FetchFailed, match="Invalid URL") as failed:
        fetch.reference(tmp_path, client=client)
    assert "renamed" in failed.value.remedy


def test_a_file_within_an_archive_is_taken_out(
    publisher: Publisher, client: Client, tmp_path: Path
) -> None:
    publisher.files["/ts001.zip"] = archive(["2021-00-lsoa.csv"], "")
    row = {"file": "population/lsoa.csv", "url": f"{publisher.url}/ts001.zip"}
    member = {**row, "member": "2021-00/2021-00-lsoa.csv"}
    client.places = {**client.places, "download": [member]}
    fetch.reference(tmp_path, client=client)
    assert (tmp_path / "population" / "lsoa.csv").read_text() == "2021-00-lsoa.csv"
    assert list((tmp_path / "population").iterdir()) == [tmp_path / "population" / "lsoa.csv"]


def test_the_places_that_ship_are_whole() -> None:
    said = Client().places
    assert {"police", "ons", "table", "boundary", "download"} <= set(said)
    urls = [row["url"] for row in said["download"]]
    assert all(url.startswith("https://") for url in urls)
