"""Addresses of forges: one spelling for each server, and the project that a remote names."""

import re
from urllib.parse import SplitResult, unquote, urlsplit

_SERVER = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[\w~-][\w.~-]*)*)/?",
    re.IGNORECASE | re.ASCII,
)
_PROJECT = re.compile(r"[\w.-]+(?:/[\w.-]+)+", re.ASCII)
_WEB = re.compile(r"https?://(?:[^/@\s]*@)?(?P<host>[^/@:\s]+)(?::[0-9]+)?/(?P<path>\S+)")
_SSH = re.compile(r"ssh://(?:[^/@\s]*@)?(?P<host>[^/@:\s]+)(?::[0-9]+)?/(?P<path>\S+)")
_SCP = re.compile(r"(?:[^/@:\s]+@)?(?P<host>[^/@:\s]+):(?!//)(?P<path>\S+)")
_PORTS = {"http": 80, "https": 443}


def server_url(text: str) -> str | None:
    """The server's address in its one spelling; None for what is no plain http(s) address.

    A user, a password, a query or a fragment has no place in it: two addresses that are equal
    here are the same server for whoever gets a token.

    >>> server_url("HTTPS://Git.Lab:443/")
    'https://git.lab'
    """
    found = _SERVER.fullmatch(text)
    if found is None:
        return None
    scheme, host, port = found["scheme"].lower(), found["host"].lower(), found["port"]
    shown = f":{int(port)}" if port and int(port) != _PORTS[scheme] else ""
    return f"{scheme}://{host}{shown}{found['path']}"


def is_on_server(address: str, server: str) -> bool:
    """Whether an address lies on the server and below its path, however it is spelled.

    One that climbs (`..`, also as `%2e%2e`) does not: what stands before the server may follow it.

    >>> is_on_server("https://git.lab:443/api/v4/user?page=2", "https://git.lab")
    True
    """
    try:
        found, own = urlsplit(address), urlsplit(server)
        alike = _origin(found) == _origin(own)
    except ValueError:
        return False
    climbs = {".", ".."} & set(re.split(r"[/\\]", unquote(found.path)))
    named = found.username is not None or found.password is not None
    return alike and not climbs and not named and found.path.startswith(f"{own.path}/")


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)


def project_path(text: str) -> str | None:
    """A project's path if the text is one: `group/project`, with as many groups as there are."""
    parts = text.split("/")
    return text if _PROJECT.fullmatch(text) and not {".", ".."} & set(parts) else None


def project_of(remote: str, server: str) -> str | None:
    """The project that a remote's address names on the server; None where it is elsewhere.

    >>> project_of("git@git.lab:speech/journal.git", "https://git.lab")
    'speech/journal'
    """
    web = _WEB.fullmatch(remote)
    found = web or _SSH.fullmatch(remote) or _SCP.fullmatch(remote)
    parts = _SERVER.fullmatch(server)
    if found is None or parts is None or found["host"].lower() != parts["host"].lower():
        return None
    path = f"/{found['path'].strip('/')}"
    if web is not None:
        # A server may live below a path, which its ssh addresses don't have.
        if not path.startswith(f"{parts['path']}/"):
            return None
        path = path.removeprefix(parts["path"])
    return project_path(path.strip("/").removesuffix(".git"))
