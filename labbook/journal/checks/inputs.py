"""Front matter, config and launch manifest."""

from collections.abc import Iterator

from labbook.errors import LabbookError
from labbook.formats.launch.manifest import read_manifest
from labbook.formats.report.front_matter import check_front_matter
from labbook.journal.checks.subject import Subject, problem_of
from labbook.journal.experiments import read_text
from labbook.journal.launchable import resolve_config
from labbook.model.problem import Problem


def check_inputs(subject: Subject) -> Iterator[Problem]:
    """What stands in the way of a run: `front-matter-…`, `config-…`, `manifest-…`."""
    layout, root = subject.experiment.layout, subject.journal.layout.root
    if subject.report:
        yield from check_front_matter(subject.report, name=subject.report_name)
    for path, read in ((layout.config, _config), (layout.manifest, _manifest)):
        name = path.relative_to(root).as_posix()
        try:
            yield from read(subject, read_text(path, name=name), name)
        except LabbookError as error:
            yield problem_of(error, f"{path.stem}-unreadable", name)


def _config(subject: Subject, text: str, name: str) -> tuple[Problem, ...]:
    return resolve_config(subject.journal, text, name).problems


def _manifest(_: Subject, text: str, name: str) -> tuple[Problem, ...]:
    return read_manifest(text, name=name)[1]
