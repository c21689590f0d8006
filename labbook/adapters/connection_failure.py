"""Why an exchange with a server over HTTP failed, in one sentence."""

from requests import exceptions
from urllib3.exceptions import ProtocolError, ReadTimeoutError

from labbook.errors import OutsideError

CERTIFICATES = "name yours in REQUESTS_CA_BUNDLE"


def late(server: str, seconds: float) -> OutsideError:
    """A server that did not answer within these seconds."""
    return OutsideError(f"{server} did not answer within {seconds:g} s")


def connection_failure(
    server: str,
    error: Exception,
    *,
    connect: float,
    silence: float,
    certificates: str = CERTIFICATES,
) -> OutsideError:
    """What an error of requests or urllib3 means; its own text could repeat keys and tokens.

    `server` is what may be shown of it, `connect` and `silence` are the limits in seconds that
    the request had, `certificates` says how a person has others trusted.
    """
    hint = None
    match error:
        case exceptions.ConnectTimeout():
            return late(server, connect)
        case exceptions.Timeout() | ReadTimeoutError():
            return late(server, silence)
        case exceptions.SSLError() if "CERTIFICATE_VERIFY_FAILED" in str(error):
            told, hint = "has a certificate that is not trusted here", certificates
        case exceptions.SSLError():
            told = "doesn't speak https there"
            hint = "is its address http:// rather than https://, or its port another one?"
        case exceptions.ProxyError():
            told, hint = "can't be reached through the proxy", "look at HTTPS_PROXY and NO_PROXY"
        case exceptions.TooManyRedirects():
            told = "redirects again and again"
        case exceptions.ChunkedEncodingError() | ProtocolError():
            told = "broke off in the middle of an answer"
        case exceptions.ConnectionError() if "Read timed out" in str(error):
            return late(server, silence)
        case exceptions.ConnectionError():
            told = f"can't be reached{_reason(error)}"
        case _:
            told = "answers what can't be read"
    return OutsideError(f"{server} {told}", hint=hint)


def _reason(error: BaseException) -> str:
    """What the system said, from the innermost error that has it."""
    told = ""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, OSError) and seen.strerror:
            told = f": {seen.strerror}"
        inner = seen.args[0] if seen.args else None
        reason = getattr(inner, "reason", None)
        seen = reason if isinstance(reason, BaseException) else seen.__context__
    return told
