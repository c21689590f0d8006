"""What labbook finds here: settings and where they come from, and what is missing."""

import platform
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import Any

from labbook import __version__
from labbook.errors import JournalError, LabbookError, Refused
from labbook.formats.version import satisfies
from labbook.journal.declared import toml_value
from labbook.journal.find import Journal, find_journal
from labbook.journal.git import git
from labbook.journal.identity import author_name, is_state_ignored, require_identity
from labbook.journal.review.forge_address import forge_address
from labbook.journal.review.target import read_target
from labbook.journal.setting_values import FIELDS, dotted
from labbook.journal.templates import templates
from labbook.model.settings import Settings
from labbook.ports import Forges, Tracker

OLDEST_GIT = "2.28"
_EXTRA = re.compile(r"""([A-Za-z0-9._-]+)([^;]*);\s*extra == ["']([^"']+)["']""")
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s\"]+(?=@)")


class State(StrEnum):
    OK = "ok"
    NOTE = "note"
    MISSING = "missing"


@dataclass(frozen=True)
class Setting:
    """A setting by its dotted name, its value as TOML and where that comes from."""

    name: str
    value: str
    origin: str


@dataclass(frozen=True)
class Finding:
    """Something looked at. `mend` is what to do; only what is MISSING stops work."""

    about: str
    state: State
    found: str
    mend: str | None = None


@dataclass(frozen=True)
class Diagnosis:
    """All that doctor knows. `root` is None outside of a journal, or where it is broken."""

    root: Path | None
    settings: tuple[Setting, ...]
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """0 when all is there that the settings ask for, 3 without a journal, else 1."""
        if self.root is None:
            return JournalError.exit_code
        return int(any(finding.state is State.MISSING for finding in self.findings))


def doctor(
    start: Path,
    *,
    launchers: Collection[str],
    tracker: Callable[[str, Settings], Tracker],
    forges: Forges,
) -> Diagnosis:
    """Look at the journal around `start` and at this machine; never raises for what is missing.

    `launchers` are the names that labbook knows; `tracker` gives one by its name, `forges` one
    by its address.
    """
    try:
        journal = find_journal(start)
    except LabbookError as error:
        broken = Finding("journal", State.MISSING, str(error), error.hint)
        return Diagnosis(None, (), (broken, *_machine(start)))
    findings = (
        Finding("journal", State.OK, str(journal.layout.root)),
        *_machine(journal.layout.root),
        *_repository(journal),
        _known("launcher", journal.settings.launcher, launchers),
        _tracker(journal.settings, tracker),
        *_forge(journal, forges),
        _templates(journal),
        *(
            Finding("settings", State.NOTE, problem.message, problem.hint)
            for problem in journal.problems
        ),
    )
    return Diagnosis(journal.layout.root, tuple(_settings(journal)), findings)


def _settings(journal: Journal) -> Iterator[Setting]:
    for name in FIELDS:
        value = getattr(journal.settings, name)
        shown = "" if value is None else _CREDENTIALS.sub("…", toml_value(value))
        yield Setting(dotted(name), shown, journal.origins[dotted(name)])


def _machine(folder: Path) -> Iterator[Finding]:
    yield Finding("labbook", State.OK, f"{__version__}, Python {platform.python_version()}")
    yield from _git(folder)
    yield from _packages()


def _git(folder: Path) -> Iterator[Finding]:
    try:
        said = git(folder, "--version")
    except LabbookError as error:
        yield Finding("git", State.MISSING, error.sentence, error.hint)
        return
    version = said.removeprefix("git version ").split(" ")[0]
    if satisfies(version, f">={OLDEST_GIT}"):
        yield Finding("git", State.OK, version)
    else:
        yield Finding("git", State.MISSING, version, f"install git {OLDEST_GIT} or later")
    try:
        require_identity(folder)
        yield Finding("git identity", State.OK, author_name(folder) or "")
    except LabbookError as error:
        yield Finding("git identity", State.MISSING, error.sentence, error.hint)


def _packages() -> Iterator[Finding]:
    """Optional packages by extra, as labbook's own metadata names them."""
    extras: dict[str, list[tuple[str, str]]] = {}
    for requirement in metadata.requires("labbook") or []:
        match = _EXTRA.match(requirement)
        if match and match[3] != "all":
            extras.setdefault(match[3], []).append((match[1], match[2].strip()))
    for extra, wanted in sorted(extras.items()):
        there = {name: _installed(name) for name, _ in wanted}
        lacking = [
            f"{name}{versions}" for name, versions in wanted if not _fits(there[name], versions)
        ]
        found = ", ".join(f"{name} {version}" for name, version in there.items() if version)
        if lacking:
            found = "; ".join(filter(None, (found, f"not there: {', '.join(lacking)}")))
            mend = f"pip install {' '.join(repr(package) for package in lacking)}"
            yield Finding(f"extra {extra}", State.NOTE, found, mend)
        else:
            yield Finding(f"extra {extra}", State.OK, found)


def _installed(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _fits(version: str | None, versions: str) -> bool:
    return version is not None and (not versions or satisfies(version, versions))


def _repository(journal: Journal) -> Iterator[Finding]:
    layout = journal.layout
    top = git(layout.root, "rev-parse", "--show-toplevel", check=False)
    if not top or Path(top).resolve() != layout.root:
        mend = f"labbook init {layout.root}"
        yield Finding("repository", State.MISSING, "the journal is no git repository", mend)
        return
    remotes = git(layout.root, "remote", check=False).splitlines()
    if "origin" in remotes or journal.settings.claim == "local":
        yield Finding("repository", State.OK, ", ".join(remotes) or "no remote")
    else:
        found = "no remote 'origin': tags of runs stay on this machine"
        mend = 'git remote add origin URL, or claim = "local" in the settings'
        yield Finding("repository", State.NOTE, found, mend)
    if is_state_ignored(layout):
        yield Finding(".labbook/", State.OK, "ignored by git")
    else:
        mend = "add the line /.labbook/ to .gitignore"
        yield Finding(".labbook/", State.MISSING, "git does not ignore it", mend)


def _known(about: str, name: str, names: Collection[str]) -> Finding:
    if name in names:
        return Finding(about, State.OK, name)
    return Finding(about, State.MISSING, f"there is no '{name}'", f"known: {', '.join(names)}")


def _tracker(settings: Settings, trackers: Callable[[str, Settings], Tracker]) -> Finding:
    """Whether runs can report: the keys are there, and a server lets us in."""
    try:
        tracker = trackers(settings.tracker, settings)
        place = tracker.check()
        tracker.reach()
    except LabbookError as error:
        return Finding("tracker", State.MISSING, error.sentence, error.hint)
    found = f"{settings.tracker}: {place}"
    if "://" in place and settings.tracker_host is None:
        mend = f'tracker.host = "{place}" in the settings'
        return Finding("tracker", State.NOTE, f"{found}, which the journal doesn't name", mend)
    return Finding("tracker", State.OK, found)


def _forge(journal: Journal, forges: Forges) -> Iterator[Finding]:
    """Whether merge requests can be read of the forge that the target branch names, where
    `approve` looks too; a journal without a forge needs none."""
    named_here = journal.settings.forge_url is not None
    try:
        settings = read_target(journal).settings
    except LabbookError as error:
        if named_here:
            yield Finding("forge", State.NOTE, error.sentence, error.hint)
        return
    if settings.forge_url is None and not named_here:
        return
    try:
        forge = forges(forge_address(journal.layout.root, settings))
        who = forge.whoami()
    except Refused as error:
        yield Finding("forge", State.NOTE, error.sentence, error.hint)
    except LabbookError as error:
        yield Finding("forge", State.MISSING, str(error), error.hint)
    else:
        yield Finding("forge", State.OK, f"{forge.address.url}, {forge.address.project}: {who}")


def _templates(journal: Journal) -> Finding:
    source = templates(journal.layout.templates)
    try:
        kinds = ", ".join(kind.name for kind in source.kinds())
    except LabbookError as error:
        return Finding("templates", State.MISSING, str(error), error.hint)
    own = " (the journal's own first)" if len(source.roots) > 1 else ""
    return Finding("templates", State.OK, kinds + own)


def as_json(diagnosis: Diagnosis) -> dict[str, Any]:
    """What doctor knows, for programs."""
    return {
        "schema": 1,
        "root": str(diagnosis.root) if diagnosis.root else None,
        "settings": [asdict(setting) for setting in diagnosis.settings],
        "findings": [asdict(finding) for finding in diagnosis.findings],
    }
