"""Questions to a ClearML server, each bounded in time and size, and every failure one sentence.

The SDK's own session isn't asked: a refused connection, https towards an http port, maintenance
and a broken answer make it try again for hours, whatever it is told.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from labbook.adapters.bounded_files import parse_json
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
T = TypeVar("T")


class TooLarge(OutsideError):
    """An answer exceeds what is read of one."""


@dataclass(frozen=True)
class Read:
    """An answer as it came, whatever its status."""

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

    def ask(self, endpoint: str, body: Mapping[str, Any]) -> Answer:
        """The data of an answer. Raises OutsideError for everything that goes wrong."""
        return self._data(endpoint, self._send(endpoint, body, self.bearer()))

    def bearer(self) -> str:
        """The header that lets us in. Raises OutsideError."""
        if self._token is None:
            self.log_in()
        return f"Bearer {self._token}"

    def log_in(self) -> None:
        """Get a token for the keys. Raises OutsideError; a server that failed isn't asked again."""
        if self._shut is not None:
            raise self._shut
        try:
            self._token = self._new_token()
        except OutsideError as error:
            self._shut = error
            raise

    def open(
        self,
        method: str,
        address: str,
        body: Mapping[str, Any] | None,
        credentials: str,
        **headers: str,
    ) -> "Response":
        """Send a request and wait for the head of its answer; a redirect isn't followed.

        Raises what requests raises.
        """

        def authorize(request: "PreparedRequest") -> "PreparedRequest":
            # In the headers' place requests would put what ~/.netrc has for the host.
            request.headers["Authorization"] = credentials
            return request

        return self._session.request(
            method,
            address,
            json=body,
            auth=authorize,
            headers=headers,
            stream=True,
            allow_redirects=False,
            verify=self.server.verify,
            timeout=(SECONDS_TO_CONNECT, SECONDS_OF_SILENCE),
        )

    def read(
        self,
        method: str,
        host: str,
        path: str,
        body: Mapping[str, Any] | None,
        credentials: str,
        most: int,
    ) -> Read:
        """A whole answer of at most so many bytes. Raises TooLarge, else OutsideError."""

        def exchange() -> Read:
            with self.open(method, f"{host}/{path}", body, credentials) as response:
                place = response.headers.get("Location")
                return Read(response.status_code, place, _body(response, most, host))

        return bounded(host, exchange)

    def _new_token(self) -> str:
        server = self.server
        keys = b64encode(f"{server.access_key}:{server.secret_key}".encode()).decode()
        credentials = f"Bearer {server.token}" if server.token else f"Basic {keys}"
        read = self._send("auth.login", None, credentials)
        token = self._data("auth.login", read).get("token")
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise self._no_clearml()
        return token

    def _send(self, endpoint: str, body: Mapping[str, Any] | None, credentials: str) -> Read:
        method, host = self.server.method, self.server.api
        return self.read(method, host, endpoint, body, credentials, MOST_ANSWER)

    def _data(self, endpoint: str, read: Read) -> Answer:
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
        return named(self.server.api)

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


def bounded(host: str, exchange: Callable[[], T]) -> T:
    """What an exchange with the host gives within two minutes. Raises OutsideError."""
    import requests
    import urllib3

    from labbook.adapters.connection_failure import connection_failure, late

    try:
        return within(SECONDS_FOR_AN_ANSWER, exchange)
    except TimeoutError:
        raise late(named(host), SECONDS_FOR_AN_ANSWER) from None
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise connection_failure(
            named(host), error, connect=SECONDS_TO_CONNECT, silence=SECONDS_OF_SILENCE
        ) from None


def named(host: str) -> str:
    """A server as it is called in a sentence."""
    return f"the ClearML server {clean_address(host)}"


def _body(response: "Response", most: int, host: str) -> bytes:
    parts, size = [], 0
    for chunk in response.iter_content(CHUNK):
        size += len(chunk)
        if size > most:
            raise TooLarge(f"{named(host)} answers with more than {most >> 20} MiB")
        parts.append(chunk)
    return b"".join(parts)
