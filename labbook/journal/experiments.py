"""The experiments of a journal, and what people call them."""

import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from labbook.errors import LabbookError, UsageError
from labbook.formats.report.front_matter import read_front_matter
from labbook.journal.find import Journal
from labbook.journal.folders import experiment_layouts
from labbook.model.experiment import FrontMatter
from labbook.model.layout import ExperimentLayout
from labbook.model.reference import EXPERIMENT_ID, RunRef

LAST = "@last"
SHOWN_CANDIDATES = 8
MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class Experiment:
    """An experiment with its front matter; `broken` says why it could not be read."""

    layout: ExperimentLayout
    front_matter: FrontMatter
    broken: LabbookError | None = None

    @property
    def id(self) -> str:
        return self.layout.id


def list_experiments(journal: Journal) -> list[Experiment]:
    """All experiments, oldest first; one whose report can't be read is among them, broken."""
    return [load_experiment(journal, layout) for layout in experiment_layouts(journal.layout)]


def load_experiment(journal: Journal, layout: ExperimentLayout) -> Experiment:
    """One experiment; a report that can't be read makes a broken one, titled by its id."""
    name = layout.report.relative_to(journal.layout.root).as_posix()
    try:
        front_matter = read_front_matter(read_text(layout.report, name=name), name=name)
    except LabbookError as error:
        return Experiment(layout, FrontMatter(title=layout.id), error)
    return Experiment(layout, front_matter)


def read_text(path: Path, *, name: str) -> str:
    """A text file of the journal, line ends as they are.

    Raises LabbookError when it is missing, no file, over 16 MiB or not UTF-8.
    """
    try:
        return _content(path, name).decode("utf-8")
    except FileNotFoundError:
        raise LabbookError("this file is missing", path=name) from None
    except UnicodeDecodeError as error:
        raise LabbookError(
            f"this file is not UTF-8: byte {error.start} is wrong", path=name
        ) from None
    except OSError as error:
        raise LabbookError(f"this file can't be read: {error.strerror}", path=name) from None


def _content(path: Path, name: str) -> bytes:
    # Without O_NONBLOCK, opening a pipe that nobody writes to would wait forever.
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode):
            raise LabbookError("this is no file", path=name)
        if found.st_size > MAX_BYTES:
            raise LabbookError("this file is larger than 16 MiB", path=name)
        with os.fdopen(file, "rb", closefd=False) as opened:
            return opened.read(MAX_BYTES)
    finally:
        os.close(file)


def read_inside(root: Path, name: str) -> str:
    """As `read_text`, of the file `name` under `root`.

    Raises LabbookError as well where a link leads out of there.
    """
    # os.path, since Path raises for links that lead in circles.
    if not Path(os.path.realpath(root / name)).is_relative_to(os.path.realpath(root)):
        raise LabbookError("it leads out of the journal", path=name)
    return read_text(root / name, name=name)


def resolve_experiment(journal: Journal, text: str) -> ExperimentLayout:
    """The experiment that a person means.

    `text` is an unambiguous part of the id, an id that it had formerly, the path of its folder
    or of a file in it, `.`, or `@last`: the one whose files changed last. Raises UsageError,
    with the candidates when there are several.
    """
    layouts = experiment_layouts(journal.layout)
    if text == LAST:
        return _last(layouts)
    by_path = _by_path(journal, text)
    if by_path is not None:
        return by_path
    ids = [layout.id for layout in layouts]
    found = [name for name in ids if name == text] or [n for n in ids if text and text in n]
    if not found:
        found = [e.id for e in list_experiments(journal) if text in e.front_matter.formerly]
    if len(found) == 1:
        return journal.layout.experiment(found[0])
    if not found:
        raise UsageError(f"no experiment is called '{text}'", hint=_hint(ids[-3:], "the newest"))
    raise UsageError(f"'{text}' is ambiguous", hint=_hint(found, "candidates"))


def resolve_run(journal: Journal, text: str) -> RunRef:
    """The run that a person means: `<experiment>/<n>`, the experiment as they like to call it.

    Raises UsageError when it is no run; whether the run exists is not asked.
    """
    experiment, slash, number = text.removeprefix("run/").rpartition("/")
    if not slash or not re.fullmatch(r"[1-9][0-9]{0,5}", number):
        raise UsageError(f"'{text}' is no run", hint="a run is written <experiment>/<n>, n from 1")
    return RunRef(resolve_experiment(journal, experiment).id, int(number))


def names_run(text: str) -> bool:
    """Whether the text has the form of a run rather than of an experiment."""
    return re.search(r"[^/]/[1-9][0-9]{0,5}$", text) is not None


def _by_path(journal: Journal, text: str) -> ExperimentLayout | None:
    path = Path(text)
    # os.path, since Path raises for a name that is too long.
    if text != "." and not os.path.exists(path):  # noqa: PTH110
        return None
    folder = journal.layout.experiments.resolve()
    try:
        first = path.resolve().relative_to(folder).parts[:1]
    except ValueError:
        first = ()
    if first and EXPERIMENT_ID.fullmatch(first[0]):
        return journal.layout.experiment(first[0])
    if text == ".":
        raise UsageError("this folder is not inside of an experiment")
    return None


def _last(layouts: Iterable[ExperimentLayout]) -> ExperimentLayout:
    def changed(layout: ExperimentLayout) -> tuple[int, str]:
        times = (entry.stat().st_mtime_ns for entry in layout.folder.iterdir() if entry.is_file())
        return max(times, default=0), layout.id

    last = max(layouts, key=changed, default=None)
    if last is None:
        raise UsageError("this journal has no experiment yet", hint="labbook new SLUG makes one")
    return last


def _hint(ids: list[str], what: str) -> str:
    if not ids:
        return "labbook new SLUG makes one"
    more = f" and {len(ids) - SHOWN_CANDIDATES} more" if len(ids) > SHOWN_CANDIDATES else ""
    return f"{what}: {', '.join(ids[:SHOWN_CANDIDATES])}{more}"
