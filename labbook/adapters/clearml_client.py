"""Questions to a ClearML server, each bounded in time and size, and every failure one sentence.

The SDK's own session isn't asked: a refused connection, https towards an http port, maintenance
and a broken answer make it try again for hours, whatever it is told.
"""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from labbook.adapters.bounded_files import Unreadable, parse_json
from labbook.adapters.clearml_config import Server
from labbook.adapters.deadline import within
from labbook.adapters.outside_text import clean_address, clean_name
from labbook.errors import OutsideError

if TYPE_CHECKING:
    from requests import PreparedRequest, Response

SECONDS_TO_CONNECT = 10.0
SECONDS_OF_SILENCE = 30.0
SECONDS_FOR_AN_ANSWER = 120.0
"""From the look-up of the name to the last byte."""
MOST_ANSWER = 64 << 20
CHUNK = 1 << 16
_BUSY = frozenset({429, 502, 503, 504, 509})

Answer = Mapping[str, Any]


class TooLarge(OutsideError):
    """An answer exceeds what is read of one."""


@dataclass(frozen=True)
class _Read:
    status: int
    location: str | None
    body: bytes


class Client:
    """Asks one server; it logs in once, when it is asked first."""

    def __init__(self, server: Server) -> None:
        import requests
        import urllib3

        self.server = server
        self._session = requests.Session()
        if not server.verify:  # as the person chose
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        self._token: str | None = None
        self._shut: OutsideError | None = None
        self._files_fail: str | None = None

    def ask(self, endpoint: str, body: Mapping[str, Any]) -> Answer:
        """The data of an answer. Raises OutsideError for everything that goes wrong."""
        if self._token is None:
            self.log_in()
        return self._data(endpoint, self._send(endpoint, body, f"Bearer {self._token}"))

    def log_in(self) -> None:
        """Get a token for the keys. Raises OutsideError; a server that failed isn't asked again."""
        if self._shut is not None:
            raise self._shut
        try:
            self._token = self._new_token()
        except OutsideError as error:
            self._shut = error
            raise

    def download(self, address: str, most: int) -> bytes:
        """A file of the server's own file host. Raises Unreadable, also for any other host.

        A file server that failed isn't asked again: each of many pictures would wait for it.
        """
        files = self.server.files
        if files is None or not address.startswith(f"{files}/"):
            raise Unreadable("lies on a host that isn't the server's own")
        if self._files_fail is not None:
            raise Unreadable(self._files_fail)
        if self._token is None:
            self.log_in()
        try:
            path = address.removeprefix(f"{files}/")
            found = self._exchange("GET", files, path, None, f"Bearer {self._token}", most)
        except TooLarge:
            raise Unreadable(f"is larger than {most >> 10} KiB") from None
        except OutsideError as error:
            self._files_fail = f"can't be had: {error.sentence}"
            raise Unreadable(self._files_fail) from None
        if found.status != 200:
            raise Unreadable(f"can't be had: the file server's status is {found.status}")
        return found.body

    def _new_token(self) -> str:
        keys = b64encode(f"{self.server.access_key}:{self.server.secret_key}".encode()).decode()
        read = self._send("auth.login", None, f"Basic {keys}")
        token = self._data("auth.login", read).get("token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise self._no_clearml()
        return token

    def _send(self, endpoint: str, body: Mapping[str, Any] | None, credentials: str) -> _Read:
        method, host = self.server.method, self.server.api
        return self._exchange(method, host, endpoint, body, credentials, MOST_ANSWER)

    def _exchange(
        self,
        method: str,
        host: str,
        path: str,
        body: Mapping[str, Any] | None,
        credentials: str,
        most: int,
    ) -> _Read:
        import requests

        from labbook.adapters.connection_failure import connection_failure, late

        def authorize(request: "PreparedRequest") -> "PreparedRequest":
            # In the headers' place requests would put what ~/.netrc has for the host.
            request.headers["Authorization"] = credentials
            return request

        def exchange() -> _Read:
            with self._session.request(
                method,
                f"{host}/{path}",
                json=body,
                auth=authorize,
                stream=True,
                allow_redirects=False,
                verify=self.server.verify,
                timeout=(SECONDS_TO_CONNECT, SECONDS_OF_SILENCE),
            ) as response:
                place = response.headers.get("Location")
                return _Read(response.status_code, place, _body(response, most, host))

        try:
            return within(SECONDS_FOR_AN_ANSWER, exchange)
        except TimeoutError:
            raise late(_named(host), SECONDS_FOR_AN_ANSWER) from None
        except requests.RequestException as error:
            raise connection_failure(
                _named(host), error, connect=SECONDS_TO_CONNECT, silence=SECONDS_OF_SILENCE
            ) from None

    def _data(self, endpoint: str, read: _Read) -> Answer:
        if 300 <= read.status < 400:
            place = f" to {clean_address(read.location)}" if read.location else ""
            raise OutsideError(
                f"{self._name} redirects{place}, where its keys don't go",
                hint="if that is the server, set CLEARML_API_HOST (api_server) to it",
            )
        if read.status in _BUSY:
            raise OutsideError(f"{self._name} is down for maintenance or too busy ({read.status})")
        try:
            answer = parse_json(read.body)
            meta, data = answer["meta"], answer.get("data")
            message = clean_name(meta["result_msg"])
        except (ValueError, TypeError, KeyError, AttributeError):
            if read.status in {401, 403}:
                raise self._unwelcome() from None
            raise self._no_clearml() from None
        if read.status in {401, 403}:
            raise self._unwelcome()
        if read.status != 200 or not isinstance(data, dict):
            raise OutsideError(f"{self._name} refuses {endpoint}: {message}")
        return data

    @property
    def _name(self) -> str:
        return _named(self.server.api)

    def _unwelcome(self) -> OutsideError:
        return OutsideError(
            f"{self._name} doesn't accept the keys that are set up for it",
            hint="make new ones on its settings page, and run clearml-init",
        )

    def _no_clearml(self) -> OutsideError:
        return OutsideError(
            f"what answers at {self.server.shown} is no ClearML API",
            hint="CLEARML_API_HOST (api_server) is neither the web page nor the file server, and a"
            " log-in page may stand before it",
        )


def _body(response: "Response", most: int, host: str) -> bytes:
    parts, size = [], 0
    for chunk in response.iter_content(CHUNK):
        size += len(chunk)
        if size > most:
            raise TooLarge(f"{_named(host)} answers with more than {most >> 20} MiB")
        parts.append(chunk)
    return b"".join(parts)


def _named(host: str) -> str:
    return f"the ClearML server {clean_address(host)}"
