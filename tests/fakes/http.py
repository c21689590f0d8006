"""The plain HTTP side of stand-ins."""

import threading
import time
from collections.abc import Callable, Mapping
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType, TracebackType
from typing import Any, Self


class Handler(BaseHTTPRequestHandler):
    """Reads a body on any method, GET too, and answers through the listener's function."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def setup(self) -> None:
        super().setup()
        self._read: bytes | None = None

    def read(self) -> bytes:
        if self._read is None:
            self._read = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        return self._read

    def answer(
        self,
        status: int,
        body: bytes,
        kind: str,
        headers: Mapping[str, str] = MappingProxyType({}),
        *,
        missing: int = 0,
        pause: float = 0,
    ) -> None:
        """Send an answer, but for its last `missing` bytes, with `pause` seconds before each."""
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.close_connection |= bool(missing)
        sent = body[: len(body) - missing]
        for part in (sent[at : at + 1] for at in range(len(sent))) if pause else [sent]:
            time.sleep(pause)
            self.wfile.write(part)

    def handle_one_request(self) -> None:
        self._read = None
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def do_GET(self) -> None:
        self.read()
        self.server.answer(self)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    answer: Callable[[Handler], None]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news; another error shows in its test."""


class Listener:
    """A port of 127.0.0.1 with a function behind it."""

    def __init__(self, answer: Callable[[Handler], None]) -> None:
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.answer = answer
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class StandIn:
    """A server that listens from `with` on, on a port for each of the functions that answer."""

    def __init__(self, *answers: Callable[[Handler], None]) -> None:
        self.listeners = [Listener(answer) for answer in answers]
        self.stopping = threading.Event()

    def __enter__(self) -> Self:
        for listener in self.listeners:
            listener.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopping.set()
        for listener in self.listeners:
            listener.stop()


def uploaded_files(handler: Handler) -> dict[str, bytes]:
    """The files of a multipart form by their path."""
    head = f"Content-Type: {handler.headers['Content-Type']}\r\n\r\n".encode()
    form = BytesParser(policy=HTTP).parsebytes(head + handler.read())
    files = {}
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        files[str(name).lstrip("/")] = part.get_payload(decode=True)
    return files
