"""Which ClearML server this machine uses, and with which keys: the package's own configuration."""

import os
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from labbook.adapters.outside_text import clean_address
from labbook.errors import OutsideError, Refused
from labbook.formats.secrets import without_credentials

_KEYS = "CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY"
_SET_UP = f"run clearml-init, or set CLEARML_API_HOST, {_KEYS}; never in git"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Server:
    """A server as a person set it up outside of git. `web` is where its pages are shown.

    Its addresses are without user and password: the keys alone are what lets us in, or the
    `token` that a person has in their place.
    `verify` is False where the person chose not to check its certificate. `method` is that of
    all requests: bodies travel on GET, unless a proxy on the way drops them there.
    """

    api: str
    web: str | None
    files: str | None
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    verify: bool = True
    method: str = "GET"
    token: str | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """Its address as it may be told and written down."""
        return clean_address(self.api)


def configured_server(named: str | None) -> Server:
    """The server that the environment or clearml.conf sets up; never one of the package's own.

    `named` is the host that the journal's settings name. Raises Refused where no server or no
    keys are set up, or where they are for another host: keys go to no other.
    """
    config = _read_configuration()
    from clearml.backend_api.session import defs

    written = config.get("api.api_server", "") or config.get("api.host", "")
    host = without_credentials(defs.ENV_HOST.get(default=written) or "")
    if not host:
        raise Refused("no ClearML server is set up on this machine", hint=_SET_UP)
    if _origin(host) is None:
        raise Refused(
            f"the ClearML server's address '{clean_address(host)}' is none",
            hint="it is written https://api.clearml.lab",
        )
    if named is not None and _origin(named) != _origin(host):
        raise Refused(
            f"the journal reports to {clean_address(named)}, and this machine has keys for"
            f" {clean_address(host)} only",
            hint=f"set CLEARML_API_HOST to the former, with its {_KEYS}",
        )
    access = defs.ENV_ACCESS_KEY.get(default=config.get("api.credentials.access_key", ""))
    secret = defs.ENV_SECRET_KEY.get(default=config.get("api.credentials.secret_key", ""))
    token = defs.ENV_AUTH_TOKEN.get()
    if token is not None and (not token.isascii() or not token.isprintable()):
        raise Refused("CLEARML_AUTH_TOKEN is no token", hint=f"unset it, and set {_KEYS}")
    if not token and (not access or not secret):
        raise Refused(f"there are no keys for {clean_address(host)}", hint=f"set {_KEYS}")
    verify = defs.ENV_HOST_VERIFY_CERT.get(default=config.get("api.verify_certificate", True))
    method = defs.ENV_API_DEFAULT_REQ_METHOD.get(default=config.get("api.http.default_method", ""))
    method = str(method).upper()
    web, files = _pages_and_files(config)
    return Server(
        api=host.rstrip("/"),
        web=web,
        files=files,
        access_key=str(access),
        secret_key=str(secret),
        verify=str(verify).lower() not in {"false", "0", "no"},
        method=method if method in {"POST", "PUT"} else "GET",
        token=token or None,
    )


def personal_file() -> Path | None:
    """The person's clearml.conf; None where there is none."""
    named = os.environ.get("CLEARML_CONFIG_FILE") or os.environ.get("TRAINS_CONFIG_FILE")
    path = Path(named or "~/clearml.conf").expanduser()
    return path.absolute() if path.is_file() else None


def _read_configuration() -> Any:
    """The package's reader; it prints to stdout, where labbook's data goes."""
    try:
        from clearml.backend_config import Config
    except ImportError:
        raise OutsideError(
            "ClearML is not installed", hint="pip install 'labbook[clearml]'"
        ) from None
    config = Config(verbose=False)
    try:
        with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):  # noqa: PTH123
            config.reload()
    except Exception:
        # What the parser says of the file can repeat a key that stands in it.
        raise Refused(
            "ClearML's configuration can't be read",
            hint="clearml-init writes it anew",
            path=personal_file(),
        ) from None
    return config


def _pages_and_files(config: Any) -> tuple[str | None, str | None]:
    from clearml.backend_api import Session

    found: list[str | None] = []
    for find in (Session.get_app_server_host, Session.get_files_server_host):
        try:
            found.append(without_credentials(find(config)).rstrip("/"))
        except ValueError:
            found.append(None)
    return found[0], found[1]


def _origin(address: str) -> tuple[str, str, int | None] | None:
    """Scheme, host and port; None where it is no address."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname.lower(), port
