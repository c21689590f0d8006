"""Every text of a journal that a search looks through."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from labbook.errors import JournalError
from labbook.formats.query.match import Document, Field
from labbook.journal.experiments import Experiment, list_experiments
from labbook.journal.find import Journal

TITLE_WEIGHT = 5.0
TAGS_WEIGHT = 4.0
NAME_WEIGHT = 3.0
CONFIG_WEIGHT = 0.5
LARGEST_READ = 2 * 1024 * 1024
CONFIG_SUFFIXES = {".yaml", ".yml"}
RECORD_WORDS = re.compile(r'^\s*"(?:why|reason)": "(.*)",?$')
COMMENTS = re.compile(r"<!--.*?-->|\A---$.*?^---$", re.DOTALL | re.MULTILINE)
FRONT_COMMENT = re.compile(r"^#.*$", re.MULTILINE)
HEADING = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)
FRONT_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Shelf:
    """All documents of a journal; `cut` names files of which only the beginning was read."""

    documents: tuple[Document, ...]
    cut: tuple[str, ...]


def read_shelf(journal: Journal) -> Shelf:
    """Read every text that can be searched: experiments, hand-written pages, legacy reports.

    Whatever is broken, binary or not UTF-8 is read as far as it goes. Raises JournalError
    where the setting `legacy` is no list of globs inside of the journal.
    """
    reader = _Reader(journal.layout.root)
    documents = [_experiment(reader, experiment) for experiment in list_experiments(journal)]
    documents += [_page(reader, path) for path in _pages(journal)]
    return Shelf(tuple(documents), tuple(reader.cut))


class _Reader:
    """Reads texts below a root and remembers which were too large."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.cut: list[str] = []

    def text(self, path: Path) -> str:
        """A file's text, at most LARGEST_READ bytes; empty where it can't be read."""
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST_READ + 1)
        except OSError:
            return ""
        if len(data) > LARGEST_READ:
            self.cut.append(self.name(path))
        text = data[:LARGEST_READ].decode("utf-8", errors="replace")
        return COMMENTS.sub(_blank, text) if path.suffix == ".md" else text

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def field(self, path: Path, weight: float = 1.0) -> Field:
        return Field(self.text(path), weight, self.name(path))


def _blank(match: re.Match[str]) -> str:
    """Prompts of a template are nobody's words: the lines stay, their text goes."""
    found = match[0]
    if found.startswith("---"):
        return FRONT_COMMENT.sub("", found)
    return "\n" * found.count("\n")


def _experiment(reader: _Reader, experiment: Experiment) -> Document:
    front_matter, layout = experiment.front_matter, experiment.layout
    files = [path for path in sorted(layout.folder.iterdir()) if _is_own_file(path, reader.root)]
    reports = [path for path in files if path.suffix == ".md" and path != layout.report]
    configs = [path for path in files if path.suffix in CONFIG_SUFFIXES]
    fields = [
        Field(front_matter.title, TITLE_WEIGHT),
        Field("\n".join(front_matter.tags), TAGS_WEIGHT),
        Field(layout.id, NAME_WEIGHT),
        reader.field(layout.report),
        *(reader.field(path) for path in reports),
        *(reader.field(path, CONFIG_WEIGHT) for path in configs),
        *_records(reader, layout.runs),
    ]
    return Document(
        name=layout.id,
        path=reader.name(layout.report),
        title=front_matter.title,
        fields=tuple(fields),
        tags=front_matter.tags,
        verdict=front_matter.verdict,
    )


def _records(reader: _Reader, runs: Path) -> Iterator[Field]:
    """Of each run record only what was said of the run, on the lines where it stands."""
    for path in sorted(runs.glob("*/run.json")):
        lines = map(RECORD_WORDS.match, reader.text(path).split("\n"))
        text = "\n".join(line[1] if line else "" for line in lines)
        yield Field(text, 1.0, reader.name(path))


def _page(reader: _Reader, path: Path) -> Document:
    field = reader.field(path)
    title = _title(field.text) or path.stem
    name = reader.name(path)
    return Document(name, name, title, (Field(title, TITLE_WEIGHT), field))


def _title(text: str) -> str | None:
    head = text[:4096]
    found = FRONT_TITLE.search(head) if head.startswith("---") else None
    found = found or HEADING.search(head)
    return found[1] if found else None


def _pages(journal: Journal) -> list[Path]:
    root = journal.layout.root
    pages = set(_own_files(journal.layout.pages.rglob("*.md"), root))
    for glob in journal.settings.legacy:
        try:
            pages.update(_own_files(root.glob(glob), root))
        except (ValueError, NotImplementedError) as error:
            raise JournalError(
                f"'{glob}' in the setting 'legacy' is no glob inside of the journal: {error}",
                hint='write it from the journal\'s root, for example "reports/**/*.md"',
            ) from None
    return sorted(path for path in pages if not path.is_relative_to(journal.layout.experiments))


def _own_files(paths: Iterable[Path], root: Path) -> Iterator[Path]:
    return (path for path in paths if _is_own_file(path, root))


def _is_own_file(path: Path, root: Path) -> bool:
    """Whether it is a file of the journal itself, not one that a link or `..` leads to."""
    if not path.is_file() or ".git" in path.parts or ".." in path.parts:
        return False
    return path.resolve().is_relative_to(root.resolve())
