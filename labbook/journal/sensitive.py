"""Whether a run is on sensitive data, of which numbers only may be kept. In doubt it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from labbook.errors import LabbookError
from labbook.formats.launch.manifest import read_manifest
from labbook.journal.committed import committed_files
from labbook.journal.experiments import read_text
from labbook.journal.find import Journal
from labbook.model.layout import ExperimentLayout
from labbook.model.manifest import DataMount, Manifest
from labbook.model.run import IMPORTED, Claim, Missing, RunRecord

MANIFEST = "launch.yaml"


@dataclass(frozen=True)
class RunManifest:
    """What a run was started from; None where nothing is known of that.

    `manifest` has the marks of then, of now and of the run's former record. `doubts` tell why
    more may be sensitive than is marked.
    """

    manifest: Manifest | None
    sensitive: bool
    doubts: tuple[Missing, ...] = ()


def run_manifest(
    journal: Journal, experiment: ExperimentLayout, claim: Claim, record: RunRecord | None
) -> RunManifest:
    """The manifest of the run's commit; of an imported run there is none.

    Sensitive is what the manifest of then, the one of now or the former record marks: what nobody
    had marked at the time of the run was sensitive all the same, and a mark that is gone doesn't
    bring back what it kept out. A manifest that can't be read, or a commit that isn't here, may
    have marked anything.
    """
    doubts: list[str] = []
    then, now = None, None
    try:
        now = manifest_now(journal, experiment)
    except LabbookError:
        doubts.append("launch.yaml has errors")
    if claim.launcher != IMPORTED:
        try:
            then = _manifest_then(journal, claim)
        except _Broken:
            doubts.append("launch.yaml of the run's commit has errors")
        except LabbookError:
            if not _tells(record):
                doubts.append("the run's commit is not here")
    marked = [mount for mount in now.data if mount.sensitive] if now is not None else []
    former = _marked_before(record)
    data = _with_marks(
        then.data if then is not None else (),
        [*marked, *former],
        [*marked, *former] if claim.launcher == IMPORTED else former,
    )
    manifest = then if then is not None or not data else Manifest(())
    if manifest is not None:
        manifest = replace(manifest, data=data)
    return RunManifest(
        manifest,
        bool(doubts or marked) or (manifest is not None and manifest.sensitive),
        tuple(Missing("marks of sensitive data", f"{why}; all counts as marked") for why in doubts),
    )


def manifest_now(journal: Journal, experiment: ExperimentLayout) -> Manifest | None:
    """The experiment's manifest, None where it has none. Raises LabbookError for a broken one."""
    path = experiment.manifest
    if not path.exists() and not path.is_symlink():
        return None
    name = path.relative_to(journal.layout.root).as_posix()
    return _read(read_text(path, name=name), name)


class _Broken(LabbookError):
    """A manifest that is there and has errors."""


def _manifest_then(journal: Journal, claim: Claim) -> Manifest | None:
    """Raises _Broken for a broken one, another LabbookError where the commit isn't here."""
    files = committed_files(journal.layout.root, claim.commit)
    folder = f"experiments/{claim.run.experiment}"
    if MANIFEST not in files.names(folder):
        return None
    name = f"{folder}/{MANIFEST}"
    try:
        text = files.text(name)
    except LabbookError as error:
        raise _Broken(error.sentence, path=name) from None
    return _read(text, name)


def _read(text: str, name: str) -> Manifest:
    manifest, problems = read_manifest(text, name=name)
    if manifest is None:
        raise _Broken(problems[0].message, path=name)
    return manifest


def _tells(record: RunRecord | None) -> bool:
    """Whether a record says of each of its data if it is sensitive; of none it says nothing."""
    marks = [data.get("sensitive") for data in record.data] if record is not None else []
    return bool(marks) and None not in marks


def _marked_before(record: RunRecord | None) -> list[DataMount]:
    return [
        DataMount(str(data.get("name")), str(data.get("source")), None, data.get("digest"), True)
        for data in (record.data if record is not None else ())
        if data.get("sensitive")
    ]


def _with_marks(
    data: Sequence[DataMount], marked: Iterable[DataMount], added: Iterable[DataMount]
) -> tuple[DataMount, ...]:
    """The data with the marks of the same name, and `added` that is not among it."""
    names = {mount.name for mount in marked}
    found = {one.name: replace(one, sensitive=one.sensitive or one.name in names) for one in data}
    return tuple(({one.name: one for one in added} | found).values())
