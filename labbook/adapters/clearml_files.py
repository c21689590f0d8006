"""The file server of a ClearML server: samples, artifacts and models lie there."""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from labbook.adapters.bounded_files import Unreadable
from labbook.adapters.clearml_client import Client, TooLarge, bounded, named
from labbook.adapters.outside_text import clean_address
from labbook.errors import OutsideError, Refused

if TYPE_CHECKING:
    from requests import Response

PIECE = 1 << 20
_LAYOUT = re.compile(r"https?://[^/?#]+/([^?#]+\.[0-9a-f]{32}/(?:artifacts|metrics|models)/[^?#]+)")
"""How the SDK names a file: whichever name its host goes by, the path tells the task."""


class FileServer:
    """Files of the one host that the configuration names; no other host is asked.

    What the SDK put there under another name of that host is asked for by its path.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._failure: str | None = None

    def read(self, address: str, most: int) -> bytes:
        """A small file. Raises Unreadable.

        A server that failed isn't asked again: each of many pictures would wait for it.
        """
        files, path = self._client.server.files, self._path(address)
        if files is None or path is None:
            raise Unreadable("lies on a host that isn't the server's own")
        if self._failure is not None:
            raise Unreadable(self._failure)
        try:
            found = self._client.read("GET", files, path, None, self._client.bearer(), most)
        except TooLarge:
            raise Unreadable(f"is larger than {most >> 10} KiB") from None
        except OutsideError as error:
            self._failure = f"can't be had: {error.sentence}"
            raise Unreadable(self._failure) from None
        if found.status != 200:
            raise Unreadable(f"can't be had: the file server's status is {found.status}")
        return found.body

    def stream(self, address: str) -> Iterator[bytes]:
        """A file of any size, a MiB at a time, each within two minutes, as it lies there.

        Raises Refused for a file that lies elsewhere, OutsideError for whatever goes wrong.
        """
        files, path = self._client.server.files, self._path(address)
        if files is None or path is None:
            own = clean_address(files) if files else "none"
            raise Refused(
                f"labbook fetches from ClearML's own file server ({own}) only, and this is"
                f" {clean_address(address)}",
                hint="get it with the tools of that place, where your credentials for it are",
            )
        credentials = self._client.bearer()

        def head() -> "Response":
            # As it is kept, not as a server may pack it for the way: the digest is of that.
            packing = {"Accept-Encoding": "identity"}
            return self._client.open("GET", f"{files}/{path}", None, credentials, **packing)

        with closing(bounded(files, head)) as response:
            if response.status_code != 200:
                raise _unavailable(files, response.status_code)
            pieces = response.raw.stream(PIECE, decode_content=False)
            while piece := bounded(files, lambda: next(pieces, b"")):
                yield piece

    def _path(self, address: str) -> str | None:
        """The path on the configured host, as it is: the SDK has quoted it, but for a `#`."""
        files, whole = self._client.server.files, address.replace("#", "%23")
        if files is not None and whole.startswith(f"{files}/"):
            return whole.removeprefix(f"{files}/")
        layout = _LAYOUT.fullmatch(whole)
        return layout[1] if layout else None


def _unavailable(files: str, status: int) -> OutsideError:
    if status == 404:
        return OutsideError(f"{named(files)} has no such file any more")
    if status in {401, 403}:
        return OutsideError(f"{named(files)} doesn't give the file to these keys ({status})")
    if 300 <= status < 400:
        return OutsideError(f"{named(files)} redirects, and its token goes to no other address")
    return OutsideError(f"{named(files)} doesn't give the file: its status is {status}")
