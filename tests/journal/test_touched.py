"""Which experiments a branch touches, in real repositories."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from labbook.errors import OutsideError, UsageError
from labbook.journal.find import Journal, find_journal
from labbook.journal.folders import experiment_layouts
from labbook.journal.touched import find_changes

PLAIN, INCLUDING, CALLING = "2026-01-01-plain", "2026-01-02-including", "2026-01-03-calling"
FILES = {
    "labbook.toml": "",
    f"experiments/{PLAIN}/config.yaml": "lr: 1\n",
    f"experiments/{INCLUDING}/config.yaml": "model: !include:../../models/model.yaml\n",
    f"experiments/{CALLING}/config.yaml": "lr: 1\n",
    f"experiments/{PLAIN}/launch.yaml": "command: [python, train.py]\n",
    f"experiments/{INCLUDING}/launch.yaml": "command: [python, train.py]\n",
    f"experiments/{CALLING}/launch.yaml": (
        "command: [python, ../../tools/train.py, --config=../../tools/extra.json]\n"
        "smoke: [python, ../../tools/smoke.py]\n"
    ),
    "models/model.yaml": "layer: !include:layer.yaml\n",
    "models/layer.yaml": "size: 1\n",
    "models/other.yaml": "size: 1\n",
    "tools/train.py": "",
    "tools/smoke.py": "",
    "tools/other.py": "",
    "tools/extra.json": "{}",
    "templates/site/index.html.j2": "",
}
ALL = {PLAIN, INCLUDING, CALLING}


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def commit(root: Path, message: str = "Change") -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)


def lay_out(root: Path) -> Journal:
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if path.name == "config.yaml":
            (path.parent / "report.md").write_text("---\ntitle: x\n---\n")
    return find_journal(root)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """On a branch that began at `main`."""
    git(tmp_path, "init", "-q")
    journal = lay_out(tmp_path)
    commit(tmp_path, "Lay out")
    git(tmp_path, "switch", "-q", "-c", "branch")
    return journal


def touched(journal: Journal, revision: str = "main") -> set[str]:
    changes = find_changes(find_journal(journal.layout.root), revision)
    return {layout.id for layout in experiment_layouts(journal.layout) if changes.touch(layout)}


def write(name: str, text: str = "lr: 2\n") -> Callable[[Path], object]:
    return lambda root: (root / name).write_text(text)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda root: None, set()),
        (write(f"experiments/{PLAIN}/config.yaml"), {PLAIN}),
        (write(f"experiments/{PLAIN}/new.py"), {PLAIN}),
        (lambda root: (root / f"experiments/{PLAIN}/report.md").unlink(), {PLAIN}),
        (lambda root: shutil.rmtree(root / f"experiments/{PLAIN}"), set()),
        (write("models/model.yaml"), {INCLUDING}),
        (write("models/layer.yaml"), {INCLUDING}),
        (write("models/other.yaml"), set()),
        (lambda root: (root / "models/layer.yaml").unlink(), {INCLUDING}),
        (lambda root: (root / "models/model.yaml").rename(root / "models/new.yaml"), {INCLUDING}),
        (write("tools/train.py"), {CALLING}),
        (write("tools/smoke.py"), {CALLING}),
        (write("tools/extra.json"), {CALLING}),
        (lambda root: (root / "tools/train.py").unlink(), {CALLING}),
        (write("tools/other.py"), set()),
        (write("templates/site/index.html.j2"), set()),
        (write("labbook.toml", "# words only\n"), set()),
        (write("labbook.toml", 'language = "ru"\n'), ALL),
    ],
)
def test_a_change_touches_those_that_it_can_change(
    journal: Journal, change: Callable[[Path], object], expected: set[str]
) -> None:
    root = journal.layout.root
    change(root)
    assert touched(journal) == expected, "not staged, or untracked"
    git(root, "add", "-A")
    assert touched(journal) == expected, "staged"
    git(root, "commit", "-q", "--allow-empty", "-m", "Change")
    assert touched(journal) == expected, "committed"
    assert touched(journal, "HEAD") == set()


def test_what_is_staged_counts_though_it_was_taken_back_from_the_folder(journal: Journal) -> None:
    path = journal.layout.experiment(PLAIN).config
    path.write_text("lr: 2\n")
    git(journal.layout.root, "add", "-A")
    path.write_text("lr: 1\n")
    assert touched(journal) == {PLAIN}


def test_what_happened_on_the_other_branch_is_not_this_one_s(journal: Journal) -> None:
    root = journal.layout.root
    write(f"experiments/{CALLING}/config.yaml")(root)
    commit(root)
    git(root, "switch", "-q", "main")
    write(f"experiments/{PLAIN}/config.yaml")(root)
    commit(root)
    git(root, "switch", "-q", "branch")
    assert touched(journal) == {CALLING}


def test_a_renamed_experiment_is_touched(journal: Journal) -> None:
    root = journal.layout.root
    git(root, "mv", f"experiments/{PLAIN}", "experiments/2026-01-01-new")
    assert touched(journal) == {"2026-01-01-new"}


def test_links_are_followed_to_what_changed(journal: Journal) -> None:
    root = journal.layout.root
    (root / "models/model.yaml").unlink()
    (root / "models/model.yaml").symlink_to("other.yaml")
    config = journal.layout.experiment(PLAIN).config
    config.unlink()
    config.symlink_to("../../tools/extra.json")
    commit(root)
    git(root, "branch", "-f", "main")
    write("models/other.yaml")(root)
    assert touched(journal) == {INCLUDING}
    write("tools/extra.json")(root)
    assert touched(journal) == ALL


def with_report(journal: Journal, experiment: str, text: str) -> None:
    """Give an experiment a report, before the branch begins."""
    journal.layout.experiment(experiment).report.write_text(text)
    commit(journal.layout.root)
    git(journal.layout.root, "branch", "-f", "main")


@pytest.mark.parametrize("baseline", [PLAIN, f"{PLAIN}/1"])
def test_a_change_of_the_baseline_touches_what_is_compared_with_it(
    journal: Journal, baseline: str
) -> None:
    root = journal.layout.root
    with_report(journal, CALLING, f"---\ntitle: x\nbaseline: {baseline}\n---\n")
    write(f"experiments/{PLAIN}/config.yaml")(root)
    assert touched(journal) == {PLAIN, CALLING}
    shutil.rmtree(root / f"experiments/{PLAIN}")
    assert touched(journal) == {CALLING}


def test_a_baseline_is_known_by_a_former_id_too(journal: Journal) -> None:
    root = journal.layout.root
    with_report(journal, PLAIN, "---\ntitle: x\nformerly: [2026-01-01-old]\n---\n")
    with_report(journal, CALLING, "---\ntitle: x\nbaseline: 2026-01-01-old\n---\n")
    write(f"experiments/{PLAIN}/config.yaml")(root)
    assert touched(journal) == {PLAIN, CALLING}


@pytest.mark.parametrize(
    ("target", "gone"),
    [
        ("../../tools/a%20b.md#part", "tools/a b.md"),
        ("../../docs/", "docs/deep/a.md"),
        ("../../linked.md", "tools/a b.md"),
    ],
)
def test_what_a_report_links_to_touches_it_when_it_goes(
    journal: Journal, target: str, gone: str
) -> None:
    root = journal.layout.root
    (root / "docs/deep").mkdir(parents=True)
    (root / "tools/a b.md").touch()
    (root / "docs/deep/a.md").touch()
    (root / "linked.md").symlink_to("tools/a b.md")
    with_report(journal, CALLING, f"---\ntitle: x\n---\n[x](<{target}>) [y](http://[) [z](%00)\n")
    (root / gone).write_text("other words\n")
    assert touched(journal) == set()
    (root / gone).unlink()
    for folder in (root / "docs/deep", root / "docs"):
        if not any(folder.iterdir()):
            folder.rmdir()
    assert touched(journal) == {CALLING}


@pytest.mark.parametrize("module", ["lab/models.py", "lab.py", "tools/lab/__init__.py"])
def test_modules_that_a_config_names_touch_it(journal: Journal, module: str) -> None:
    root = journal.layout.root
    (root / "lab").mkdir()
    (root / "tools/lab").mkdir()
    config = "a: !include:../../models/model.yaml\nb: !new:torch.nn.Linear\n"
    journal.layout.experiment(CALLING).config.write_text(config)
    (root / "models/model.yaml").write_text("c: !name:lab.models.Encoder\n")
    (root / module).touch()
    commit(root)
    git(root, "branch", "-f", "main")
    write("tools/other.py")(root)
    assert touched(journal) == set()
    (root / module).unlink()
    assert CALLING in touched(journal)


def test_other_tables_of_pyproject_touch_nothing(journal: Journal) -> None:
    root = journal.layout.root
    (root / "labbook.toml").unlink()
    (root / "pyproject.toml").write_text('[project]\nname = "a"\n[tool.labbook]\n')
    commit(root)
    git(root, "branch", "-f", "main")
    (root / "pyproject.toml").write_text('[project]\nname = "b"\n[tool.labbook]\n')
    assert touched(journal) == set()
    (root / "pyproject.toml").write_text('[project]\nname = "b"\n[tool.labbook]\nclaim = "local"\n')
    assert touched(journal) == ALL


def test_a_journal_may_lie_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    journal = lay_out(tmp_path / "lab" / "journal")
    manifest = journal.layout.experiment(PLAIN).manifest
    manifest.write_text("command: [python, ../../../../train.py]\n")
    (tmp_path / "train.py").touch()
    commit(tmp_path)
    write(f"experiments/{CALLING}/config.yaml")(journal.layout.root)
    (tmp_path / "experiments" / INCLUDING).mkdir(parents=True)
    (tmp_path / "experiments" / INCLUDING / "config.yaml").touch()
    assert touched(journal) == {CALLING}
    (tmp_path / "train.py").write_text("1\n")
    assert touched(journal) == {CALLING, PLAIN}


def test_a_broken_or_hostile_file_is_read_as_far_as_it_goes(journal: Journal) -> None:
    layout = journal.layout.experiment(PLAIN)
    layout.config.write_text("a: !include:../../../../etc/passwd\nb: !include:/etc\nc: [\n")
    layout.manifest.write_text('command: ["\\0", 3, [x], {a: b}, "%s"]\n' % ("x" * 5000))
    (journal.layout.experiment(CALLING).manifest).write_bytes(b"\xff")
    commit(journal.layout.root)
    git(journal.layout.root, "branch", "-f", "main")
    write("tools/other.py")(journal.layout.root)
    assert touched(journal) == set()


@pytest.mark.parametrize(
    "revision",
    [
        "--upload-pack=touch pwned",
        "--output=pwned",
        "-",
        "",
        "nowhere",
        "main:labbook.toml",
        "main..branch",
        "a\nb",
        "a\0b",
        "\x1b[2J",
        "x" * 1_000_000,
        "^main",
    ],
)
def test_what_is_no_revision_is_wrong_usage(journal: Journal, revision: str) -> None:
    with pytest.raises(UsageError, match="names no commit here") as caught:
        find_changes(journal, revision)
    assert len(caught.value.sentence) < 200
    assert "\x1b" not in caught.value.sentence
    assert git(journal.layout.root, "status", "--porcelain") == ""


def test_a_shallow_clone_says_what_to_fetch(journal: Journal, tmp_path: Path) -> None:
    root = journal.layout.root
    write(f"experiments/{CALLING}/config.yaml")(root)
    commit(root)
    write(f"experiments/{PLAIN}/config.yaml")(root)
    commit(root)
    shallow = tmp_path / "shallow"
    url = root.as_uri()
    git(root, "clone", "-q", "--depth", "1", "--branch", "branch", url, str(shallow))
    clone = find_journal(shallow)
    with pytest.raises(OutsideError) as unknown:
        find_changes(clone, "origin/main")
    assert "--unshallow" in (unknown.value.hint or "")
    git(shallow, "fetch", "-q", "--depth", "1", "origin", "main:refs/remotes/origin/main")
    with pytest.raises(OutsideError) as caught:
        find_changes(clone, "origin/main")
    assert "doesn't reach back" in caught.value.sentence
    assert "GIT_DEPTH: 0" in (caught.value.hint or "")
    git(shallow, "fetch", "-q", "--unshallow")
    assert touched(clone, "origin/main") == {CALLING, PLAIN}


def test_histories_without_a_common_commit_are_wrong_usage(journal: Journal) -> None:
    root = journal.layout.root
    git(root, "switch", "-q", "--orphan", "other")
    git(root, "commit", "-q", "--allow-empty", "-m", "Other")
    git(root, "switch", "-q", "branch")
    with pytest.raises(UsageError, match="no commit in common"):
        find_changes(journal, "other")


def test_before_the_first_commit_everything_is_new(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    journal = lay_out(tmp_path)
    assert touched(journal, "HEAD") == ALL
    with pytest.raises(UsageError):
        find_changes(journal, "main")


def test_outside_of_git_there_is_nothing_to_compare(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="no git repository"):
        find_changes(lay_out(tmp_path), "HEAD")
