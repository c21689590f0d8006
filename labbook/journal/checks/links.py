"""Links and images."""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from labbook.formats.report.sections import Link, find_links
from labbook.journal.checks.subject import Subject
from labbook.model.problem import Problem, Severity

WINDOWS_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


def check_links(subject: Subject) -> Iterator[Problem]:
    """`link-broken`: a link or an image of the report leads to no file of the journal."""
    for link in find_links(subject.report, machine=True):
        why = _broken(subject, link)
        if why is not None:
            what = "image" if link.image else "link"
            yield Problem(
                subject.report_name,
                link.line,
                "link-broken",
                Severity.ERROR,
                f"the {what} '{link.target[:120]}' {why}",
                "paths are relative to the report",
            )


def _broken(subject: Subject, link: Link) -> str | None:
    try:
        parts = urlsplit(link.target)
    except ValueError:
        return "is no address"
    if WINDOWS_DRIVE.match(link.target) or link.target.startswith("/"):
        return "is not relative"
    if parts.scheme or parts.netloc or not parts.path:
        return None
    root = subject.journal.layout.root.resolve()
    path = (subject.experiment.layout.folder / unquote(parts.path)).resolve()
    if not path.is_relative_to(root):
        return "leads out of the journal"
    return None if path.exists() else "leads nowhere"
