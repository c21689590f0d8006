"""Files of the server's file host: of any size, whole, and with the token to that host alone."""

import gzip
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from labbook.adapters.bounded_files import Unreadable
from labbook.adapters.clearml_server import ServerTracker
from labbook.errors import OutsideError, Refused
from labbook.model.run import Artifact
from tests.fakes.clearml import ClearmlServer
from tests.fakes.clearml_faults import MAINTENANCE, broken_chunks, page, redirect
from tests.fakes.http import Handler, StandIn

FOLDER = "speech/train%20%25C3%25A9.854180cec1ff4767a7f2a1bcd7267d69/artifacts/csv/out.csv"
KEPT = "speech/train %C3%A9.854180cec1ff4767a7f2a1bcd7267d69/artifacts/csv/out.csv"
"""What lies at it: the SDK quotes an address once more than the name was."""


def content(tracker: ServerTracker, uri: str) -> bytes:
    return b"".join(tracker.content(Artifact("a", uri), Path("/nowhere")))


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str | None]]]:
    """The address of a host that nobody configured, and the tokens that came there."""
    tokens: list[str | None] = []

    def answer(handler: Handler) -> None:
        tokens.append(handler.headers.get("Authorization"))
        handler.answer(200, b"elsewhere", "text/plain")

    with StandIn(answer) as other:
        yield other.listeners[0].address, tokens


def test_an_address_that_is_quoted_twice_is_used_as_it_is(
    server: ClearmlServer, tracker: ServerTracker
) -> None:
    server.files[KEPT] = b"1,2\n"
    assert content(tracker, f"{server.file_host}/{FOLDER}") == b"1,2\n"


def test_another_name_of_the_file_host_is_asked_for_at_the_configured_one(
    server: ClearmlServer, tracker: ServerTracker, asked: tuple[str, list[str | None]]
) -> None:
    server.files[KEPT] = b"1,2\n"
    host, tokens = asked
    assert content(tracker, f"{host}/{FOLDER}") == b"1,2\n"
    assert tracker.files.read(f"{host}/{FOLDER}", 10) == b"1,2\n"
    assert tokens == []


def test_another_host_gets_neither_a_question_nor_the_token(
    tracker: ServerTracker, asked: tuple[str, list[str | None]]
) -> None:
    host, tokens = asked
    with pytest.raises(Refused, match="file server"):
        content(tracker, f"{host}/data/out.csv")
    with pytest.raises(Unreadable, match="isn't the server's own"):
        tracker.files.read(f"{host}/data/out.csv", 10)
    assert tokens == []


def test_a_redirect_does_not_carry_the_token_away(
    server: ClearmlServer, tracker: ServerTracker, asked: tuple[str, list[str | None]]
) -> None:
    host, tokens = asked
    server.faults["file"] = redirect(f"{host}/data/out.csv")
    with pytest.raises(OutsideError, match="redirects"):
        content(tracker, f"{server.file_host}/{FOLDER}")
    assert tokens == []


def test_a_packed_file_comes_as_it_is_kept(server: ClearmlServer, tracker: ServerTracker) -> None:
    packed = gzip.compress(b"1,2\n" * 100)
    said = {"Content-Encoding": "gzip"}  # as file servers say of .csv.gz

    def answer(handler: Handler, _: object) -> None:
        handler.answer(200, packed, "text/csv", said)

    server.faults["file"] = answer
    assert content(tracker, f"{server.file_host}/{FOLDER}") == packed


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (page(404, "gone"), "no such file any more"),
        (page(401, "who?"), "doesn't give the file to these keys"),
        (MAINTENANCE, "its status is 503"),
        (broken_chunks, "broke off"),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    server: ClearmlServer, tracker: ServerTracker, fault: object, said: str
) -> None:
    server.faults["file"] = fault  # type: ignore[assignment]
    with pytest.raises(OutsideError, match=said):
        content(tracker, f"{server.file_host}/{FOLDER}")


def test_an_answer_that_is_shorter_than_it_says_broke_off(
    server: ClearmlServer, tracker: ServerTracker
) -> None:
    def answer(handler: Handler, _: object) -> None:
        handler.answer(200, b"x" * 5000, "text/plain", missing=10)

    server.faults["file"] = answer
    with pytest.raises(OutsideError, match="broke off"):
        content(tracker, f"{server.file_host}/{FOLDER}")


def test_a_server_that_trickles_a_file_is_late(
    server: ClearmlServer, tracker: ServerTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labbook.adapters.clearml_client.SECONDS_FOR_AN_ANSWER", 0.3)

    def answer(handler: Handler, _: object) -> None:
        handler.answer(200, b"x" * 100, "text/plain", pause=0.1)

    server.faults["file"] = answer
    with pytest.raises(OutsideError, match=r"did not answer within 0\.3 s"):
        content(tracker, f"{server.file_host}/{FOLDER}")


def test_memory_stays_small_whatever_the_file_s_size(
    server: ClearmlServer, tracker: ServerTracker
) -> None:
    size = 64 << 20

    def answer(handler: Handler, _: object) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(size))
        handler.end_headers()
        for _piece in range(size >> 16):
            handler.wfile.write(b"\0" * (1 << 16))

    server.faults["file"] = answer
    artifact = Artifact("a", f"{server.file_host}/{FOLDER}")
    tracker.reach()
    tracemalloc.start()
    assert sum(map(len, tracker.content(artifact, Path("/nowhere")))) == size
    assert tracemalloc.get_traced_memory()[1] < 12 << 20
    tracemalloc.stop()


def test_without_a_file_host_nothing_is_asked(tracker: ServerTracker) -> None:
    tracker.client.server = replace(tracker.client.server, files=None)
    with pytest.raises(Refused, match="none"):
        content(tracker, "http://files.lab/a.bin")
