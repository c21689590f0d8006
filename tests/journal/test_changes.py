"""What a run would miss, and what `--commit` takes along."""

from pathlib import Path

import pytest

from labbook.errors import OutsideError, Refused
from labbook.journal.changes import commit_changes, uncommitted
from labbook.model.layout import ExperimentLayout, JournalLayout
from tests.adapters.git_journal import EXPERIMENT, commit_all, git, make_journal


@pytest.fixture
def layout(tmp_path: Path) -> JournalLayout:
    root = tmp_path / "журнал один"
    root.mkdir()
    return make_journal(root)


@pytest.fixture
def experiment(layout: JournalLayout) -> ExperimentLayout:
    return layout.experiment(EXPERIMENT)


def put(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("changed\n")


def test_a_clean_journal(layout: JournalLayout, experiment: ExperimentLayout) -> None:
    assert uncommitted(layout, experiment) == ()


def test_what_a_run_reads(layout: JournalLayout, experiment: ExperimentLayout) -> None:
    tracked = ["lib/model.py", "pyproject.toml", "lib/gone.py"]
    put(layout.root, *tracked)
    commit_all(layout.root)
    put(
        experiment.folder, "train.py", "новый файл.py", "report.md", "runs/1/run.json", "data/a.csv"
    )
    (layout.root / "lib/model.py").write_text("new\n")
    (layout.root / "lib/gone.py").unlink()
    put(layout.root, "lib/untracked.py", "scratch.txt")
    folder = f"experiments/{EXPERIMENT}"
    assert uncommitted(layout, experiment) == (
        f"{folder}/data/a.csv",
        f"{folder}/train.py",
        f"{folder}/новый файл.py",
        "lib/gone.py",
        "lib/model.py",
    )


def test_what_no_run_reads(layout: JournalLayout, experiment: ExperimentLayout) -> None:
    paths = [
        "README.md", "docs/page.md", "journal/index.md", "journal/script.js", "templates/x.j2",
        "mkdocs.yml", "labbook.toml", ".gitattributes", ".gitlab-ci.yml", ".github/ci.yml",
        "experiments/2026-01-01-other/train.py", f"experiments/{EXPERIMENT}/runs/1/run.json",
        f"experiments/{EXPERIMENT}/report.md",
    ]  # fmt: skip
    put(layout.root, *paths)
    commit_all(layout.root)
    for path in paths:
        (layout.root / path).write_text("again\n")
    (layout.root / ".gitignore").write_text(".labbook/\n*.ckpt\n")
    put(experiment.folder, "model.ckpt")
    assert uncommitted(layout, experiment) == ()


def test_named_files_count_wherever_they_are(
    layout: JournalLayout, experiment: ExperimentLayout
) -> None:
    put(layout.root, "lib/run.py", "base.yaml", "experiments/2026-01-01-other/base.yaml", "x.ckpt")
    (layout.root / ".gitignore").write_text(".labbook/\n*.ckpt\n")
    command = ["python", "../../lib/run.py", "--start=../../x.ckpt", "/bin/sh", "../..", "x\0y"]
    includes = ["base.yaml", "experiments/2026-01-01-other/base.yaml", "absent.yaml"]
    assert uncommitted(layout, experiment, includes=includes, command=command) == (
        "base.yaml",
        "experiments/2026-01-01-other/base.yaml",
        "lib/run.py",
        "x.ckpt",
    )


def test_a_staged_file_counts(layout: JournalLayout, experiment: ExperimentLayout) -> None:
    put(experiment.folder, "new.py")
    git(layout.root, "add", ".")
    assert uncommitted(layout, experiment) == (f"experiments/{EXPERIMENT}/new.py",)


def test_commit_takes_these_files_and_a_new_report(
    layout: JournalLayout, experiment: ExperimentLayout
) -> None:
    experiment.report.unlink()
    put(layout.root, "lib.py", "half.py")
    commit_all(layout.root)
    put(experiment.folder, "report.md", "a*b.py", ":(top)c.py")
    (experiment.folder / "train.py").unlink()
    put(layout.root, "notes.txt")
    (layout.root / "lib.py").write_text("changed by hand")
    (layout.root / "half.py").write_text("staged")
    git(layout.root, "add", "half.py")
    (layout.root / "half.py").write_text("staged and more")
    chosen = [p for p in uncommitted(layout, experiment) if p != "half.py"]
    commit_changes(layout, experiment, chosen, "does it help?\n\n# why")
    committed = git(layout.root, "show", "--name-only", "-z", "--format=", "HEAD").split("\0")
    folder = f"experiments/{EXPERIMENT}"
    assert sorted(filter(None, committed)) == [
        f"{folder}/:(top)c.py",
        f"{folder}/a*b.py",
        f"{folder}/report.md",
        f"{folder}/train.py",
        "lib.py",
    ]
    assert git(layout.root, "log", "-1", "--format=%s") == "does it help?"
    assert git(layout.root, "show", ":half.py") == "staged"
    assert git(layout.root, "diff", "--cached", "--name-only") == "half.py"
    assert git(layout.root, "status", "--short", "notes.txt") == "?? notes.txt"


def test_data_is_not_committed(layout: JournalLayout, experiment: ExperimentLayout) -> None:
    for number in range(3):
        put(experiment.folder, f"calls/{number}.wav")
        (experiment.folder / f"calls/{number}.wav").write_bytes(bytes(2_000_000 + number))
    (experiment.folder / "train.py").unlink()
    before = git(layout.root, "status", "--porcelain")
    with pytest.raises(Refused, match=r"3 files .* 5\.7 MiB .* largest is .*/2\.wav") as caught:
        commit_changes(layout, experiment, uncommitted(layout, experiment), "why")
    assert caught.value.hint == "name data in launch.yaml, or add it to .gitignore"
    assert git(layout.root, "status", "--porcelain") == before
    (experiment.folder / "calls/2.wav").write_bytes(bytes(1_000_000))
    commit_changes(layout, experiment, uncommitted(layout, experiment), "why")
    assert git(layout.root, "status", "--porcelain") == ""


def test_a_commit_that_a_hook_declines_changes_nothing(
    layout: JournalLayout, experiment: ExperimentLayout
) -> None:
    hook = layout.root / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho not so fast >&2\nexit 1\n")
    hook.chmod(0o755)
    put(experiment.folder, "new.py", "train.py")
    before = git(layout.root, "status", "--porcelain")
    with pytest.raises(OutsideError, match="not so fast"):
        commit_changes(layout, experiment, uncommitted(layout, experiment), "why")
    assert git(layout.root, "status", "--porcelain") == before
