"""Texts without the credentials that addresses and logs carry.

What is looked for has a shape that tells it apart: the user of an address, a signed or
authorised query, the tokens of known systems. A password in words of its own is not seen.
"""

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar
from urllib.parse import unquote

from labbook.model.metric import Series

T = TypeVar("T")

HIDDEN = "…"
HIDDEN_VALUE = "***"
_NAME = re.compile(
    r"(?:.*[_-])?(?:password|passwd|passphrase|secret|credentials?"
    r"|(?:api|access|secret|private|auth)[_-]?key)"
    r"|(?:.*[_-])?(?:auth|access|api|bearer|hf|private|refresh|job|deploy)[_-]?token|token",
    re.IGNORECASE,
)
_SUSPECT = re.compile(
    r"[@?#]|authorization|-token|-key|eyJ|A[KS]IA|gl[a-z]{2,6}-|gh[pousr]_|github_pat_|hf_",
    re.IGNORECASE,
)
_WORD = re.compile(r"""[^\s"'<>`]+""")
# A user ends at the host; one with a password, unless that could be a port, at the last @.
_USER = re.compile(
    r"""(?<=://)(?:[^/?#\s":]*:(?!//|\d{1,5}[^\w@])(?:(?!://)(?:\\"|[^\s"]))*@|[^/?#\s"]*@)+"""
)
_SCP_USER = re.compile(r"^[^/@\s:]+:[^/@\s]+@")
_SCP_USER_OF_HOST = re.compile(rf"{_SCP_USER.pattern}(?=(?:[\w-]+\.)+[a-zA-Z]{{2,}}[:/])")
_QUERY = re.compile(r"[?#]")
_SECRET_NAME = re.compile(
    r"x-(?:amz|goog|oss|ms)-|(?:\A|[?&;#])(?:[^=&;?#]*(?:signature|token|secret|passw(?:or)?d"
    r"|passphrase|credential|jwt|(?:secret|access|auth|private|shared|api)[_-]?(?:access)?[_-]?key"
    r"|accesskeyid|access_key_id|googleaccessid)|sig|auth|key|pass|pwd|code)=",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"(?<![\w-])(?:eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+|A[KS]IA[0-9A-Z]{16}(?![0-9A-Z])"
    r"|gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w.-]{16,}"
    r"|gh[pousr]_\w{20,}|github_pat_\w{20,}|hf_\w{30,})"
)
_HEADER = re.compile(
    r"""(\b(?:authorization|(?:private|job|deploy|auth)-token|api-key)\b"""
    r"""(?:\\*["'][ \t]*[:=,]|[ \t]*[:=])[ \t]*(?:b?\\*["'])?)"""
    r"""(?:[a-z][\w-]*[ \t]+(?:[^\s"',\\]+,[ \t]*(?=[\w-]+=))*)?[^\s"',\\]+""",
    re.IGNORECASE,
)


def without_secrets(text: str) -> str:
    """The text without users and passwords of addresses, signed queries and known tokens.

    >>> without_secrets("push to https://me:secret@git.lab/x.git failed")
    'push to https://git.lab/x.git failed'
    >>> without_secrets("GET https://s3.lab/a.bin?X-Amz-Signature=1f")
    'GET https://s3.lab/a.bin'
    """
    if not _SUSPECT.search(text):
        return text
    return _WORD.sub(_bare_word, _HEADER.sub(rf"\1{HIDDEN}", _USER.sub("", text)))


def without_credentials(address: str) -> str:
    """A whole address without user and password, and without its query.

    >>> without_credentials("me:secret@gitlab:x.git")
    'gitlab:x.git'
    >>> without_credentials("https://s3.lab/a.bin?versionId=1")
    'https://s3.lab/a.bin'
    """
    return re.sub(r"\?[^\s#]*", "", without_secrets(_SCP_USER.sub("", address)))


def hide_named(parameters: Mapping[str, T]) -> dict[str, T | str]:
    """Parameters without the values of those that are called as credentials are.

    >>> hide_named({"General/password": "hunter2", "pad_token": "<pad>"})
    {'General/password': '***', 'pad_token': '<pad>'}
    """
    return {
        name: HIDDEN_VALUE if value not in (None, "") and _is_secret(name) else value
        for name, value in parameters.items()
    }


def _is_secret(name: str) -> bool:
    return _NAME.fullmatch(re.split(r"[./]", name)[-1]) is not None


def _bare_word(match: re.Match[str]) -> str:
    word = _SCP_USER_OF_HOST.sub("", _TOKEN.sub(HIDDEN, match[0]))
    query = _QUERY.search(word)
    if query and _SECRET_NAME.search(unquote(word[query.end() :])):
        return word[: query.start()] + word[len(word.rstrip(").,;]}")) :]
    return word


def clear(value: T) -> T:
    """A value with all texts in it, at whatever depth, without secrets."""
    return _cleared(value)  # type: ignore[no-any-return]


def _cleared(value: Any) -> Any:
    match value:
        case str() if type(value) is str:
            return without_secrets(value)
        case Series():
            return replace(value, metric=without_secrets(value.metric))
        case Mapping():
            return {_cleared(key): _cleared(item) for key, item in value.items()}
        case list() | tuple():
            return type(value)([_cleared(item) for item in value])
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _cleared(getattr(value, f.name)) for f in fields(value)})
    return value
