"""Adapters by name, imported when asked for."""

from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from labbook.errors import UsageError
from labbook.model.layout import JournalLayout
from labbook.model.settings import Settings

if TYPE_CHECKING:
    from labbook.model.forge import ForgeAddress
    from labbook.ports import Forge, Importer, Launcher, Launchers, Progress, Tracker, Trackers

LAUNCHERS = {
    "local": "labbook.adapters.local:LocalLauncher",
    "imported": "labbook.adapters.imported:ImportedLauncher",
}
TRACKERS = {
    "clearml-offline": "labbook.adapters.clearml_offline:OfflineTracker",
    "clearml": "labbook.adapters.clearml_server:ServerTracker",
}
IMPORTERS = {"clearml": "labbook.adapters.clearml_import:ClearmlImporter"}
FORGES = {"gitlab": "labbook.adapters.gitlab:GitLabForge"}


def launcher(name: str, layout: JournalLayout, settings: Settings) -> "Launcher":
    """The launcher of that name. Raises UsageError for an unknown one."""
    made: Launcher = _load("launcher", LAUNCHERS, name)(layout, settings)
    return made


def launchers(layout: JournalLayout, settings: Settings) -> "Launchers":
    """Every launcher by its name, imported when it is asked for."""
    return partial(launcher, layout=layout, settings=settings)


def tracker(name: str, settings: Settings, *progress: "Progress") -> "Tracker":
    """The tracker of that name, which tells a progress, if it is given one, of what it reads.

    Raises UsageError for an unknown name.
    """
    made: Tracker = _load("tracker", TRACKERS, name)(settings, *progress)
    return made


def importer(settings: Settings) -> "Importer":
    """What takes in runs that labbook did not start."""
    made: Importer = _load("importer", IMPORTERS, "clearml")(settings)
    return made


def trackers(settings: Settings) -> "Trackers":
    """Every tracker by its name, made once, when it is first asked for."""
    return cache(partial(tracker, settings=settings))


def forge(address: "ForgeAddress") -> "Forge":
    """The forge at that address. Raises Refused where no token is configured for it."""
    made: Forge = _load("forge", FORGES, "gitlab")(address)
    return made


def _load(kind: str, table: dict[str, str], name: str) -> Any:
    if name not in table:
        raise UsageError(f"there is no {kind} '{name}'", hint=f"known: {', '.join(table)}")
    module, _, attribute = table[name].partition(":")
    return getattr(import_module(module), attribute)
