"""Whether a run is on sensitive data: in doubt it is."""

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from labbook.formats.record import read_record, write_record
from labbook.journal.find import Journal
from labbook.journal.sensitive import RunManifest, run_manifest
from labbook.model.reference import RunRef
from labbook.model.run import IMPORTED, Claim, RunRecord
from tests.commands.filled_journal import ID, make_journal, record

MANIFEST = (
    "command: [python, train.py]\ndata:\n  - {{name: calls, source: 's3://calls', sensitive: {}}}\n"
)
PLAIN, MARKED = MANIFEST.format("false"), MANIFEST.format("true")
BROKEN = PLAIN + "durationn: 3\n"
CALLS = {"name": "calls", "source": "s3://calls", "digest": "sha256:1", "sensitive": True}


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", root, *arguments], check=True, capture_output=True)
    return done.stdout.decode().strip()


class Lab:
    """A journal in which a run was started from one manifest and there is another one now."""

    def __init__(self, root: Path, then: str | None = PLAIN, now: str | None = PLAIN) -> None:
        self.journal: Journal = make_journal(root)
        self.root = root
        self.layout = self.journal.layout.experiment(ID)
        self.manifest = self.layout.manifest
        self.put(then)
        git(root, "add", "-A")
        git(root, "commit", "-q", "--allow-empty", "-m", "Start")
        self.commit = git(root, "rev-parse", "HEAD")
        self.put(now)

    def put(self, manifest: str | None) -> None:
        self.manifest.unlink(missing_ok=True)
        if manifest is not None:
            self.manifest.write_text(manifest)

    def told(self, before: RunRecord | None = None, **changes: object) -> RunManifest:
        claim = Claim(RunRef(ID, 1), self.commit, "2026-11-23T09:00:00Z", "local", {}, None, None)
        return run_manifest(self.journal, self.layout, replace(claim, **changes), before)  # type: ignore[arg-type]


def marks(told: RunManifest) -> list[tuple[str, bool]]:
    return [(mount.name, mount.sensitive) for mount in told.manifest.data] if told.manifest else []


@pytest.mark.parametrize(
    ("then", "now", "sensitive"),
    [
        (PLAIN, PLAIN, False),
        (None, None, False),
        (None, PLAIN, False),
        (MARKED, MARKED, True),
        (MARKED, PLAIN, True),  # the mark was removed later
        (MARKED, None, True),
        (PLAIN, MARKED, True),  # it was set later
        (None, MARKED, True),
    ],
)
def test_a_mark_of_then_or_of_now_counts(
    tmp_path: Path, then: str | None, now: str | None, sensitive: bool
) -> None:
    told = Lab(tmp_path, then, now).told()
    assert (told.sensitive, told.doubts) == (sensitive, ())
    assert marks(told) == ([] if then is None else [("calls", sensitive)])


@pytest.mark.parametrize("broken", [BROKEN, MARKED + "durationn: 3\n", "data: [", "\ufeff- x\n"])
def test_a_manifest_that_cannot_be_read_may_have_marked_anything(
    tmp_path: Path, broken: str
) -> None:
    lab = Lab(tmp_path, PLAIN, broken)
    told = lab.told()
    assert told.sensitive
    assert [doubt.why for doubt in told.doubts] == ["launch.yaml has errors; all counts as marked"]
    assert lab.told(launcher=IMPORTED).sensitive
    lab.put(None)
    lab.manifest.symlink_to("nowhere")
    assert lab.told().sensitive
    lab.put(None)
    lab.manifest.write_bytes(b"\xff")
    assert lab.told().sensitive


def test_so_may_the_one_of_the_runs_commit(tmp_path: Path) -> None:
    told = Lab(tmp_path, BROKEN, PLAIN).told()
    assert told.sensitive
    (doubt,) = told.doubts
    assert doubt.why == "launch.yaml of the run's commit has errors; all counts as marked"


def test_a_link_of_the_runs_commit_is_followed(tmp_path: Path) -> None:
    lab = Lab(tmp_path)
    (lab.layout.folder / "other.yaml").write_text(MARKED)
    lab.put(None)
    lab.manifest.symlink_to("other.yaml")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "Link")
    lab.commit = git(tmp_path, "rev-parse", "HEAD")
    lab.put(PLAIN)
    assert lab.told().sensitive
    assert lab.told().doubts == ()


@pytest.mark.parametrize("commit", ["f" * 40, "", "--all"])
def test_a_commit_that_is_not_here_is_a_doubt_unless_the_record_tells(
    tmp_path: Path, commit: str
) -> None:
    lab = Lab(tmp_path)
    told = lab.told(commit=commit)
    assert told.sensitive
    assert [doubt.why for doubt in told.doubts] == [
        "the run's commit is not here; all counts as marked"
    ]
    for marks, sensitive in (([False], False), ([None], True), ([False, True], True), ([], True)):
        data = tuple({**CALLS, "name": str(n), "sensitive": m} for n, m in enumerate(marks))
        assert lab.told(record(1, 1.0, data=data), commit=commit).sensitive == sensitive


def test_a_shallow_clone_without_the_runs_commit_keeps_no_pictures(tmp_path: Path) -> None:
    lab = Lab(tmp_path / "lab", MARKED, PLAIN)
    git(lab.root, "commit", "-q", "-a", "-m", "Mark no more")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{lab.root}", "shallow")
    shallow = Lab.__new__(Lab)
    shallow.journal = replace(
        lab.journal, layout=replace(lab.journal.layout, root=tmp_path / "shallow")
    )
    shallow.layout, shallow.commit = shallow.journal.layout.experiment(ID), lab.commit
    assert shallow.told().sensitive


@pytest.mark.parametrize("launcher", ["local", IMPORTED])
def test_a_mark_of_the_former_record_stays_from_record_to_record(
    tmp_path: Path, launcher: str
) -> None:
    lab = Lab(tmp_path, None, None)
    before = record(1, 1.0, data=(CALLS,))
    told = lab.told(read_record(write_record(before), name="run.json"), launcher=launcher)
    assert told.sensitive
    assert marks(told) == [("calls", True)]
    assert told.manifest is not None
    assert told.manifest.data[0].digest == "sha256:1"


def test_of_an_imported_run_the_marks_of_now_are_its_data(tmp_path: Path) -> None:
    assert marks(Lab(tmp_path, PLAIN, MARKED).told(launcher=IMPORTED)) == [("calls", True)]
