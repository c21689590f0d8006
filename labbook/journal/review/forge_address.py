"""Which server and which project a journal's merge requests are on."""

from pathlib import Path

from labbook.errors import JournalError, Refused
from labbook.formats.forge_address import project_of, project_path, server_url
from labbook.journal.git import git
from labbook.journal.remote import REMOTE
from labbook.model.forge import ForgeAddress
from labbook.model.settings import Settings


def forge_address(root: Path, settings: Settings) -> ForgeAddress:
    """The address that the settings name, the project being origin's where they don't.

    Raises Refused where no server is named, JournalError where what they say is no address, or
    where the project can't be told.
    """
    if settings.forge_url is None:
        raise Refused(
            "the journal names no forge on its target branch",
            hint='in labbook.toml, on the target branch: forge.url = "https://git.lab"',
        )
    url = server_url(settings.forge_url)
    if url is None:
        raise JournalError(
            "forge.url is no plain address of a server", hint='forge.url = "https://git.lab"'
        )
    if settings.forge_project is not None:
        project = project_path(settings.forge_project)
    else:
        project = project_of(git(root, "remote", "get-url", REMOTE, check=False), url)
    if project is None:
        raise JournalError(
            "forge.project is no project's path"
            if settings.forge_project is not None
            else f"{REMOTE} is not on {url}, so that the project there can't be told",
            hint='forge.project = "group/project"',
        )
    return ForgeAddress(url, project)
