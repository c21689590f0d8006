"""Which token goes to a GitLab server: one that stands beside that very server, outside of git."""

import configparser
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from labbook.errors import JournalError, OutsideError, Refused
from labbook.formats.forge_address import server_url

FILE = ".python-gitlab.cfg"
SYSTEM_FILE = "/etc/python-gitlab.cfg"
TOKENS = ("private_token", "oauth_token", "job_token")
"""In the order of what they may do; named as python-gitlab names its arguments."""


@dataclass(frozen=True)
class Access:
    """One token, its kind (of TOKENS), and where it stands; the token itself is never shown.

    `verify` is python-gitlab's `ssl_verify`: whether to check the certificate, or against which
    file of certificates.
    """

    kind: str
    token: str = field(repr=False)
    source: str
    verify: bool | str = True


def find_access(url: str) -> Access:
    """The token for the server at `url`, which is in its one spelling (`server_url`).

    They are looked for in `GITLAB_TOKEN` (or `GITLAB_PRIVATE_TOKEN`) beside `GITLAB_URL`, in
    python-gitlab's own files, and in a pipeline's `CI_JOB_TOKEN` beside `CI_SERVER_URL`. Raises
    Refused where none stands with this server, JournalError for a file that can't be read.

    https://python-gitlab.readthedocs.io/en/stable/cli-usage.html#configuration-file-format
    """
    found = dict(_in_environment(os.environ)).get(url)
    if found is None or found.kind == "job_token":
        found = _in_files(url, _files(os.environ)) or found
    if found is not None:
        return found
    raise Refused(
        "; ".join([f"no token is configured for {url}", *_named(os.environ)]),
        hint=f"export GITLAB_URL={url} and GITLAB_TOKEN, or add a section with this url and its"
        f" private_token to ~/{FILE}; a token goes to the server that stands beside it only",
    )


def not_installed() -> OutsideError:
    """The error where the optional package isn't there."""
    return OutsideError("python-gitlab is not installed", hint="pip install 'labbook[gitlab]'")


def _in_environment(environment: Mapping[str, str]) -> Iterator[tuple[str, Access]]:
    """Pairs of server and token; a later one of the same server is better."""
    for server, token, kind in (
        ("CI_SERVER_URL", "CI_JOB_TOKEN", "job_token"),
        ("GITLAB_URL", "GITLAB_PRIVATE_TOKEN", "private_token"),
        ("GITLAB_URL", "GITLAB_TOKEN", "private_token"),
    ):
        url = server_url(environment.get(server, ""))
        if url is not None and (value := environment.get(token, "").strip()):
            yield url, Access(kind, value, token)


def _named(environment: Mapping[str, str]) -> list[str]:
    """Servers that the environment names, for who wonders why a token isn't taken."""
    named = ((name, environment.get(name, "")) for name in ("GITLAB_URL", "CI_SERVER_URL"))
    return [f"{name} names {server_url(value) or 'none'}" for name, value in named if value]


def _files(environment: Mapping[str, str]) -> list[str]:
    chosen = environment.get("PYTHON_GITLAB_CFG")
    home = environment.get("HOME")
    names = [chosen] if chosen else [SYSTEM_FILE, *([str(Path(home, FILE))] if home else [])]
    return [name for name in names if Path(name).is_file()]


def _in_files(url: str, files: list[str]) -> Access | None:
    sections = configparser.ConfigParser()
    try:
        sections.read(files, encoding="utf-8")
        for name in sections.sections():
            if server_url(sections.get(name, "url", fallback="")) == url:
                found = _in_section(name, files)
                if found is not None:
                    return found
    except (configparser.Error, UnicodeError):
        # What the error says may hold the line with the token.
        raise JournalError("is no python-gitlab configuration", path=" ".join(files)) from None
    return None


def _in_section(name: str, files: list[str]) -> Access | None:
    """What the library itself makes of a section, which may name a helper program for a token."""
    try:
        from gitlab.config import ConfigError, GitlabConfigParser
    except ImportError:
        raise not_installed() from None
    try:
        section = GitlabConfigParser(gitlab_id=name, config_files=files)
    except (ConfigError, configparser.Error, OSError, ValueError):
        sentence = f"python-gitlab can't use the section [{name}]"
        raise JournalError(sentence, path=" ".join(files)) from None
    for kind in TOKENS:
        if token := (getattr(section, kind) or "").strip():
            return Access(kind, token, f"[{name}] of python-gitlab's file", section.ssl_verify)
    return None
