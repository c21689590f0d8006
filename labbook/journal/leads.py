"""What the files of an experiment lead to outside of its folder, be it there or not."""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from labbook.errors import LabbookError, UsageError
from labbook.formats.config.reader import read_config
from labbook.formats.report.sections import find_links
from labbook.formats.structured import read_structured
from labbook.journal.changes import words
from labbook.journal.experiments import (
    load_experiment,
    read_inside,
    read_text,
    resolve_experiment,
)
from labbook.journal.find import Journal
from labbook.model.layout import ExperimentLayout

_INCLUDES = re.compile("include|%")
"""Without one of these a YAML text has no tag `!include:`, however it is spelled."""
_PACKAGE = re.compile(r"(?:new|name|module|apply|applyref):([^\W\d]\w*)")
"""The first part of a dotted name behind a tag: `lab` of `!new:lab.models.Encoder`."""


def paths_read(journal: Journal, layout: ExperimentLayout) -> Iterator[str]:
    """Paths, from the journal's root, of files and folders that the experiment reads.

    They are its own files, what its manifest's commands name, what its config includes, and the
    modules and packages of the journal whose classes and functions the config names.
    """
    root = journal.layout.root
    folder = layout.folder.relative_to(root).as_posix()
    own = [path.name for path in (layout.report, layout.config, layout.manifest)]
    said = _words(layout.manifest)
    texts = _config_texts(root, f"{folder}/{layout.config.name}")
    scripts = (posixpath.dirname(word) for word in said if word.endswith(".py"))
    packages = {name for text in texts.values() for name in _PACKAGE.findall(text)}
    modules = (
        posixpath.join(folder, place, name)
        for place in dict.fromkeys(["", os.path.relpath(root, layout.folder), *scripts])
        for package in sorted(packages)
        for name in (package, f"{package}.py")
    )
    within = (posixpath.join(folder, word) for word in (*own, *said))
    yield from _both_ways(root, [*within, *texts, *modules])


def paths_linked(journal: Journal, layout: ExperimentLayout) -> Iterator[str]:
    """Paths, from the journal's root, that links and images of the report name.

    None of a report that can't be read.
    """
    root = journal.layout.root
    folder = layout.folder.relative_to(root).as_posix()
    try:
        links = find_links(read_text(layout.report, name=layout.report.name), machine=True)
    except LabbookError:
        return
    for link in links:
        try:
            path = unquote(urlsplit(link.target).path)
        except ValueError:
            continue
        if path and "\0" not in path:
            yield from _both_ways(root, [posixpath.join(folder, path)])


def baseline_ids(journal: Journal, layout: ExperimentLayout) -> Iterator[str]:
    """The experiment that the report names as baseline: as it says, and as it is called now."""
    named = load_experiment(journal, layout).front_matter.baseline
    if named is None:
        return
    written = named.partition("/")[0]
    yield written
    try:
        yield resolve_experiment(journal, written).id
    except UsageError:
        return


def _both_ways(root: Path, names: Iterable[str]) -> Iterator[str]:
    """Each path as it is written, and as links lead."""
    for name in names:
        yield posixpath.normpath(name)
        yield os.path.relpath(os.path.realpath(root / name), os.path.realpath(root))


def _words(manifest: Path) -> list[str]:
    """What the manifest's commands name; nothing of a manifest that can't be read."""
    try:
        value = read_structured(read_text(manifest, name=manifest.name), name=manifest.name).value
    except LabbookError:
        return []
    commands = [value.get(key) for key in ("command", "smoke")] if isinstance(value, dict) else []
    said = [word for command in commands if isinstance(command, list) for word in command]
    return words([word for word in said if isinstance(word, str) and "\0" not in word])


def _config_texts(root: Path, config: str) -> dict[str, str]:
    """The config and every file that it includes, and what these include, by their paths.

    What can't be read is empty.
    """
    texts = {config: ""}

    def read(path: str) -> str:
        texts[path] = ""
        texts[path] = read_inside(root, path)
        return texts[path]

    try:
        text = read(config)
    except LabbookError:
        return texts
    if _INCLUDES.search(text):
        read_config(text, name=config, read_include=read)
    return texts
