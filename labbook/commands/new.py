"""Scaffold an experiment: from a template, or from an older experiment."""

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from labbook.errors import OutsideError, Refused, UsageError
from labbook.formats.slug import slugify
from labbook.journal.experiments import load_experiment, resolve_experiment
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.journal.identity import author_name
from labbook.journal.templates import Templates, templates
from labbook.model.experiment import PromisedMetric
from labbook.model.layout import ExperimentLayout

REPORT = "report.md"
DEFAULT_TEMPLATE = "speechbrain"


@dataclass(frozen=True)
class Scaffolded:
    """A new experiment. `author` is None where git knows no name to put into the report."""

    layout: ExperimentLayout
    title: str
    author: str | None
    baseline: str | None


@dataclass(frozen=True)
class Content:
    """What goes into the new folder: texts that were rendered, and files to copy as they are."""

    rendered: Mapping[str, bytes]
    copied: Mapping[str, Path]


def new(
    journal: Journal,
    slug: str,
    *,
    template: str = DEFAULT_TEMPLATE,
    older: str | None = None,
    title: str | None = None,
    hypothesis: str | None = None,
    today: date | None = None,
) -> Scaffolded:
    """Make the folder of a new experiment, whole or not at all.

    `slug` may be a title in any words, Russian ones too. `older` names an experiment whose files
    are taken instead of the template's, all but report and runs; it becomes the baseline. Raises
    UsageError for a slug without a letter or digit and for unknown names, Refused where the
    experiment is there already, and LabbookError for a broken template or older report.
    """
    layout = journal.layout.experiment(_id(slug, today or date.today()))
    if layout.folder.exists():
        raise Refused(
            f"the experiment {layout.id} is there already",
            hint="choose another slug, or go on with it; a variant of it is a run: "
            f"labbook launch {layout.id} --set KEY=VALUE",
        )
    source = templates(journal.layout.templates)
    base = resolve_experiment(journal, older) if older else None
    baseline = base.id if base else None
    author = author_name(journal.layout.root)
    report_title = _title(title or slug, typed=title is not None)
    context = {
        "id": layout.id,
        "title": report_title,
        "authors": [author] if author else [],
        "hypothesis": " ".join(hypothesis.split()) if hypothesis else None,
        "baseline": baseline,
        "language": journal.settings.language,
    }
    content = _content(journal, source, template, context, base)
    _make(layout.folder, content)
    return Scaffolded(layout, report_title, author, baseline)


def _id(slug: str, day: date) -> str:
    name = slugify(slug)
    if not name:
        raise UsageError(
            f"'{slug}' has no letter or digit that a folder's name could be made of",
            hint="name it in Latin or Cyrillic letters: labbook new keywords-8khz",
        )
    return f"{day.isoformat()}-{name}"


def _title(text: str, *, typed: bool) -> str:
    """The words as typed; those of a slug are told apart and begin with a capital."""
    words = " ".join(text.split())
    if not words.isprintable():
        raise UsageError("the title holds characters that can't be printed")
    if typed or " " in words:
        return words
    words = words.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _content(
    journal: Journal,
    source: Templates,
    template: str,
    context: Mapping[str, Any],
    base: ExperimentLayout | None,
) -> Content:
    kind = source.kind(template)
    files = source.experiment_files(kind, journal.settings.language)
    front_matter = dict(kind.front_matter)
    if base is not None:
        files = [file for file in files if file.target == REPORT]
        front_matter |= _promises(journal, base)
    rendered = {
        file.target: source.render(file, {**context, "front_matter": front_matter})
        for file in files
    }
    return Content(rendered, _files_of(base) if base else {})


def _promises(journal: Journal, base: ExperimentLayout) -> dict[str, Any]:
    """What the older report promises, for the new one to be comparable with it."""
    experiment = load_experiment(journal, base)
    if experiment.broken is not None:
        raise experiment.broken
    front_matter = experiment.front_matter
    return {
        "metrics": [_as_mapping(metric) for metric in front_matter.metrics],
        "select": front_matter.select,
    }


def _as_mapping(metric: PromisedMetric) -> dict[str, Any]:
    """The metric as a report has it, without what goes without saying."""
    plain = asdict(PromisedMetric("", metric.goal))
    kept = {key: value for key, value in asdict(metric).items() if value != plain[key]}
    return {"name": metric.name, "goal": metric.goal} | kept


def _files_of(base: ExperimentLayout) -> dict[str, Path]:
    """Files of an experiment that git knows or would add, but its report and its runs."""
    listed = git(
        base.folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "."
    )
    files = {name: base.folder / name for name in listed.split("\0") if name}
    return {
        name: path
        for name, path in files.items()
        if name != REPORT and not name.startswith("runs/") and (path.is_file() or path.is_symlink())
    }


def _make(folder: Path, content: Content) -> None:
    """Everything is laid out under another name first, and renamed when it is complete."""
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        draft.mkdir(parents=True)
        for name, text in content.rendered.items():
            _parent(draft / name).write_bytes(text)
        for name, path in content.copied.items():
            shutil.copy(path, _parent(draft / name), follow_symlinks=False)
        draft.rename(folder)
    except OSError as error:
        place = error.filename or folder
        raise OutsideError(
            f"the experiment can't be written: {error.strerror}", path=place
        ) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _parent(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
