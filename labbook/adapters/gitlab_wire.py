"""Requests to one server and to no other, bounded in time, in size and in tries."""

import io
import re
import time
from typing import Any

from requests import PreparedRequest, Response, Session

from labbook.adapters.connection_failure import CERTIFICATES, connection_failure, late
from labbook.adapters.deadline import within
from labbook.errors import OutsideError
from labbook.formats.forge_address import is_on_server

SECONDS = 10.0
"""For one answer, from the look-up of the name to the last byte."""
TOTAL_SECONDS = 60.0
MAX_BYTES = 20 * 1024 * 1024
BUSY = frozenset({429, 500, 502, 503, 504})
PAUSES = (0.5, 1.0, 2.0)
MAX_PAUSE = 10.0
MAX_REDIRECTS = 3
CHUNK = 65_536


class Wire(Session):
    """A session that talks to the server at `url` alone: what points elsewhere gets no token.

    Raises OutsideError for what no answer of a forge can be: too late, too large, another
    server's, no JSON. Other failures are those of requests.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self.max_redirects = MAX_REDIRECTS
        self._url = url
        self._left = TOTAL_SECONDS

    def send(self, request: PreparedRequest, **kwargs: Any) -> Response:
        """One answer, tried again while the server is busy, redirected within the server only."""
        follow = kwargs.pop("allow_redirects", True)
        response = self._unhurried(request, {**kwargs, "allow_redirects": False, "stream": True})
        if follow:
            response = [response, *self.resolve_redirects(response, request, **kwargs)][-1]
        is_json = "json" in response.headers.get("Content-Type", "").lower()
        if response.status_code // 100 == 2 and not is_json:
            raise OutsideError(
                f"{self._url} answers with a page, not as the API of a GitLab server does",
                hint="look at forge.url; a proxy or a log-in page may stand before the server",
            )
        return response

    def _unhurried(self, request: PreparedRequest, kwargs: dict[str, Any]) -> Response:
        for pause in PAUSES:
            response = self._answer(request, kwargs)
            if response.status_code not in BUSY:
                return response
            wished = asked_pause(response.headers.get("Retry-After"), pause)
            if wished > min(MAX_PAUSE, self._left):
                return response
            time.sleep(wished)
            self._left -= wished
        return self._answer(request, kwargs)

    def _answer(self, request: PreparedRequest, kwargs: dict[str, Any]) -> Response:
        if not is_on_server(request.url or "", self._url):
            raise OutsideError(
                f"{self._url} sends to another server or another place, which gets no token",
                hint="look at forge.url: is it the server's own address, with https?",
            )
        if self._left <= 0:
            raise OutsideError(f"{self._url} took over {TOTAL_SECONDS:.0f} s for its answers")
        seconds = min(SECONDS, self._left)
        started = time.monotonic()
        try:
            return within(seconds, lambda: self._whole(request, {**kwargs, "timeout": seconds}))
        except TimeoutError:
            raise late(self._url, round(seconds, 1)) from None
        finally:
            self._left -= time.monotonic() - started

    def _whole(self, request: PreparedRequest, kwargs: dict[str, Any]) -> Response:
        response = super().send(request, **kwargs)
        body = io.BytesIO()
        for chunk in response.raw.stream(CHUNK, decode_content=True):
            body.write(chunk)
            if body.tell() > MAX_BYTES:
                response.close()
                raise OutsideError(f"{self._url} answers with over {MAX_BYTES >> 20} MiB")
        body.seek(0)
        response.raw = body
        return response


def asked_pause(header: str | None, otherwise: float) -> float:
    """The seconds that a Retry-After asks for (RFC 9110, section 10.2.3); dates are not read."""
    return float(header) if header and re.fullmatch("[0-9]{1,9}", header) else otherwise


def failure(url: str, error: Exception) -> OutsideError:
    """What went wrong on the way to the server."""
    own = f"{CERTIFICATES}, or as ssl_verify in ~/.python-gitlab.cfg"
    return connection_failure(url, error, connect=SECONDS, silence=SECONDS, certificates=own)
