"""Where the links of a page lead, inside of the site and outside."""

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

OUTSIDE = {"http", "https", "mailto"}
ENTRIES = ("report.md", "index.md", "README.md")


@dataclass(frozen=True)
class Target:
    """Where a link leads. `url` is None when it leads nowhere; `outside` of the site or not."""

    url: str | None
    outside: bool = False


NOWHERE = Target(None)


@dataclass(frozen=True)
class Place:
    """A page of the site: its file in the repository and its URL from the site's root."""

    source: str
    url: str


def judge(link: str) -> Target | SplitResult:
    """The target of a link that leaves the site, or the parts of one that stays inside.

    Schemes other than http, https and mailto lead nowhere.
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        return NOWHERE
    if parts.scheme.lower() in OUTSIDE or (parts.netloc and not parts.scheme):
        return Target(link, outside=True)
    return NOWHERE if parts.scheme else parts


def find_source(path: str, page: str, published: Mapping[str, str]) -> str | None:
    """The published file that a path in a page means.

    All are paths from the repository's root, a path that begins with a slash too, as on
    forges; a folder stands for its report or index.
    """
    path = unquote(path)
    joined = path.lstrip("/") if path.startswith("/") else f"{posixpath.dirname(page)}/{path}"
    source = posixpath.normpath(joined)
    candidates = (source, *(posixpath.join(source, entry) for entry in ENTRIES))
    return next((candidate for candidate in candidates if candidate in published), None)


class Links:
    """Turns links between files of the repository into links between pages of the site.

    `published` maps a file, by its path from the repository's root, to its URL from the site's
    root. `missing` is called with every link that leads nowhere.
    """

    def __init__(
        self, published: Mapping[str, str], place: Place, missing: Callable[[str], None]
    ) -> None:
        self._published = published
        self._place = place
        self._missing = missing

    def resolve(self, link: str) -> Target:
        """Where the link leads: an URL that a browser may follow, or nothing."""
        judged = judge(link)
        if isinstance(judged, SplitResult):
            if not judged.path:
                return Target(link)
            source = find_source(judged.path, self._place.source, self._published)
            url = self.to_file(source) if source else None
            judged = NOWHERE if url is None else Target(_with_rest(url, judged))
        if judged.url is None:
            self._missing(link)
        return judged

    def to(self, url: str) -> str:
        """A relative link from this page to an URL that counts from the site's root."""
        return posixpath.relpath(url, posixpath.dirname(self._place.url) or ".")

    def to_file(self, source: str) -> str | None:
        """A relative link to a file of the repository, None when it isn't published."""
        url = self._published.get(source)
        return self.to(url) if url is not None else None


def link_for_mkdocs(link: str, page: str, pages: str, published: Mapping[str, str]) -> Target:
    """A link of a hand-written page as MkDocs takes it, for whom the folder `pages` is the root.

    `page` counts from that folder. What isn't about experiments is left for MkDocs to judge.

    >>> published = {"experiments/x/report.md": "experiments/x/index.html"}
    >>> link_for_mkdocs("../experiments/x#results", "index.md", "journal", published).url
    'experiments/x/report.md#results'
    """
    judged = judge(link)
    if not isinstance(judged, SplitResult):
        return judged
    source = find_source(judged.path, posixpath.join(pages, page), published)
    if not judged.path or source is None or source.startswith(f"{pages}/"):
        return Target(link)
    virtual = posixpath.relpath(source, posixpath.dirname(page) or ".")
    return Target(_with_rest(quote(virtual), judged))


def _with_rest(url: str, parts: SplitResult) -> str:
    return urlunsplit(("", "", url, parts.query, parts.fragment))
