"""Artifacts that tell of a run's single errors, fetched as text."""

import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from labbook.adapters.bounded_files import Unreadable
from labbook.formats.error_analysis import is_error_text
from labbook.formats.names import few
from labbook.model.run import Artifact, Missing
from labbook.model.tracked import ErrorText

MOST_BYTES = 4 << 20
MOST_FILES = 8

_MOST_NAME = 300
_TELLING = re.compile(r"(?i)(?<![a-z])[wcpst]er(?![a-z])|error|confusion|accuracy|classif|stats")


def error_texts(
    artifacts: Sequence[Artifact], content: Callable[[Artifact, int], bytes]
) -> tuple[list[ErrorText], list[Missing]]:
    """The texts among the artifacts that tell of single errors, and which of them are missing.

    `content` gives an artifact's bytes, and raises Unreadable where they can't be had or are more
    than it is told. Asked for are at most 8 text files of at most 4 MiB, first those whose name
    speaks of errors; only of these is it said that they are missing, and which are beyond the 8.
    """
    candidates = [artifact for artifact in artifacts if _is_text(artifact)]
    candidates.sort(key=lambda artifact: (not _telling(artifact), artifact.name))
    texts: list[ErrorText] = []
    missing: list[Missing] = []
    for artifact in candidates[:MOST_FILES]:
        try:
            raw = _content(artifact, content)
        except Unreadable as reason:
            if _telling(artifact):
                missing.append(Missing(f"error analysis of {artifact.name}", f"the file {reason}"))
            continue
        text = raw.decode("utf-8-sig", errors="replace")
        if is_error_text(text):
            texts.append(ErrorText(artifact.name, text))
    if beyond := [one.name for one in candidates[MOST_FILES:] if _telling(one)]:
        why = f"above {MOST_FILES} files of single errors"
        missing.append(Missing(f"error analysis of {few(beyond)}", why))
    return texts, missing


def _content(artifact: Artifact, content: Callable[[Artifact, int], bytes]) -> bytes:
    if artifact.size is not None and artifact.size > MOST_BYTES:
        raise Unreadable(f"is larger than {MOST_BYTES >> 10} KiB")
    raw = content(artifact, MOST_BYTES)
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"is larger than {MOST_BYTES >> 10} KiB")
    return raw


def _is_text(artifact: Artifact) -> bool:
    """Whether it is named as a text file, or not as any kind of file but after errors."""
    suffixes = {PurePosixPath(name).suffix.lower() for name in _names(artifact)}
    return ".txt" in suffixes or (suffixes == {""} and _telling(artifact))


def _telling(artifact: Artifact) -> bool:
    return any(_TELLING.search(PurePosixPath(name).name[-_MOST_NAME:]) for name in _names(artifact))


def _names(artifact: Artifact) -> tuple[str, str]:
    try:
        path = unquote(urlsplit(artifact.uri).path)
    except ValueError:
        path = ""
    return artifact.name, path
