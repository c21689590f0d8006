"""Which files count: links and what they lead to, submodules, what commands name."""

from pathlib import Path

import pytest

from labbook.errors import Refused
from labbook.journal.find import find_journal
from labbook.journal.review.covered import Scope
from labbook.journal.review.reviewed import ReviewedState, StateReader
from tests.adapters.git_journal import EXPERIMENT, commit_all, git, make_journal
from tests.journal.review.lab import FOLDER, change, write

NAMED = "command: [python, ../../recipes/train.py, config.yaml, --log=../../notes.md]\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "journal"
    folder.mkdir()
    make_journal(folder)
    return folder


def state(root: Path, scope: Scope = "experiment", **overrides: str) -> ReviewedState:
    head = git(root, "rev-parse", "HEAD")
    return StateReader(find_journal(root), scope).state(EXPERIMENT, head, overrides)


def names(root: Path, scope: Scope = "experiment") -> set[str]:
    return set(state(root, scope).files)


def link(root: Path, name: str, target: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).symlink_to(target)


def test_the_folder_and_what_commands_name(root: Path) -> None:
    write(root, {
        f"{FOLDER}/launch.yaml": NAMED + "smoke: [sh, ../../smoke.sh]\n",
        f"{FOLDER}/parts/a.py": "",
        f"{FOLDER}/runs/1/run.json": "{}",
        "recipes/train.py": "",
        "recipes/other.py": "",
        "notes.md": "",
        "smoke.sh": "",
        "tool.py": "",
        "journal/page.md": "",
    })  # fmt: skip
    commit_all(root)
    own = {"./train.py", "./parts/a.py"}
    assert names(root) == own | {"recipes/train.py", "notes.md", "smoke.sh"}
    settings = {".gitignore", "labbook.toml"}
    assert names(root, "all") == names(root) | {"recipes/other.py", "tool.py"} | settings


def test_all_code_is_whatever_people_and_runs_have_not_written(root: Path) -> None:
    other = "experiments/2026-11-24-other"
    code = {f"{other}/model.py", f"{other}/runs/1/a.py", ".gitlab/x.py", "journal.py", "NOTES.md"}
    texts = {f"{other}/report.md", f"{other}/runs/1/run.json", f"{other}/runs/1/series.csv"}
    texts |= {f"{other}/runs/1/figures/a.svg", "journal/page.md", f"{FOLDER}/runs/1/run.json"}
    write(root, dict.fromkeys(code | texts | {f"{FOLDER}/runs/own.py"}, ""))
    commit_all(root)
    found = names(root, "all")
    assert found >= code | {"./runs/own.py"}
    assert not {name.replace(FOLDER, ".") for name in texts} & found


@pytest.mark.parametrize(
    "manifest",
    [
        "command: [python, ../../lib]\n",
        "command: [train, --code=../../lib/]\n",
        'command: [bash, -c, "cd ../../lib && python train.py"]\n',
        "command: [torchrun, -m, lib.train]\nenv: {PYTHONPATH: '/opt:../..'}\n",
        'command: [sh, -c, "python -m lib"]\nenv: {PYTHONPATH: ../../}\n',
    ],
)
def test_a_folder_or_a_package_that_a_command_names(root: Path, manifest: str) -> None:
    write(root, {"lib/__init__.py": "", "lib/deep/train.py": "", "library.py": ""})
    change(root, {f"{FOLDER}/launch.yaml": manifest})
    assert names(root) == {"./train.py", "lib/__init__.py", "lib/deep/train.py"}


def test_a_script_in_a_word_of_a_command(root: Path) -> None:
    change(root, {
        f"{FOLDER}/launch.yaml": "command: [bash, -c, 'python \"../../lib/a.py\" --debug; ls']\n",
        "lib/a.py": "",
        "lib/b.py": "",
    })  # fmt: skip
    assert names(root) == {"./train.py", "lib/a.py"}


@pytest.mark.parametrize("word", [".", "..", "../..", "../../../", f"../../{FOLDER}", "runs"])
def test_a_folder_that_holds_the_experiment_is_named_for_something_else(
    root: Path, word: str
) -> None:
    write(root, {"lib/a.py": "", f"{FOLDER}/runs/1/run.json": "{}"})
    change(root, {f"{FOLDER}/launch.yaml": f"command: [python, train.py, {word}]\n"})
    assert names(root) == {"./train.py"}


@pytest.mark.parametrize("moved", ["experiments", FOLDER])
def test_an_experiment_behind_a_link_can_not_be_reviewed(root: Path, moved: str) -> None:
    (root / moved).rename(root / "elsewhere")
    (root / moved).symlink_to("elsewhere" if moved == "experiments" else "../elsewhere")
    commit_all(root)
    with pytest.raises(Refused, match="is a symbolic link, or lies behind one"):
        state(root)


def test_a_link_counts_with_what_it_leads_to(root: Path) -> None:
    write(root, {"lib/a.py": "", "lib/deep/b.py": "", "lib/c.py": "", "one.py": ""})
    link(root, f"{FOLDER}/lib", "../../lib")
    link(root, f"{FOLDER}/one.py", "../../chain.py")
    link(root, "chain.py", "one.py")
    link(root, "lib/far", "../more")
    write(root, {"more/d.py": ""})
    commit_all(root)
    found = state(root).files
    assert set(found) == {
        "./train.py", "./lib", "./one.py", "chain.py", "one.py",
        "lib/a.py", "lib/deep/b.py", "lib/c.py", "lib/far", "more/d.py",
    }  # fmt: skip
    assert found["./one.py"] == "link:../../chain.py"


def test_a_command_that_goes_over_a_link(root: Path) -> None:
    write(root, {"lib/a.py": "", "lib/b.py": ""})
    link(root, "short", "lib")
    change(root, {f"{FOLDER}/launch.yaml": "command: [python, ../../short/a.py]\n"})
    assert names(root) == {"./train.py", "short", "lib/a.py"}


@pytest.mark.parametrize(
    "target", ["loop", ".", "/etc/passwd", "../../..", "../../../../outside", "a/" * 3000, "gone"]
)
def test_links_that_lead_nowhere_or_around(root: Path, target: str) -> None:
    # No file system takes some of these; git does.
    (root / "target").write_text(target)
    made = git(root, "hash-object", "-w", "target")
    git(root, "update-index", "--add", "--cacheinfo", f"120000,{made},{FOLDER}/loop")
    git(root, "commit", "--quiet", "--message", "Link")
    before = state(root)
    assert before.files["./loop"] == f"link:{target}"
    assert "./train.py" in before.files
    assert not any(name.endswith("report.md") for name in before.files)


def test_a_link_to_another_experiment_leaves_its_report_and_runs_out(root: Path) -> None:
    other = "experiments/2026-11-24-other"
    write(root, {f"{other}/{name}": "" for name in ("report.md", "runs/1/run.json", "model.py")})
    link(root, f"{FOLDER}/base", "../2026-11-24-other")
    commit_all(root)
    assert names(root) == {"./train.py", "./base", f"{other}/model.py"}


def test_what_git_makes_of_a_file_at_checkout_counts(root: Path) -> None:
    """With this attribute `a+b` is checked out as `a+-b`, though git holds the same bytes."""
    change(root, {f"{FOLDER}/train.py": "a+b\n", "lib/.gitattributes": "* text\n"})
    before = state(root)
    write(root, {".gitattributes": "*.py working-tree-encoding=UTF-7\n"})
    git(root, "add", ".gitattributes")
    git(root, "commit", "--quiet", "--message", "Encode")
    after = state(root)
    (root / FOLDER / "train.py").unlink()
    git(root, "checkout", "--quiet", "--", f"{FOLDER}/train.py")
    assert (root / FOLDER / "train.py").read_text() == "a+-b\n"
    assert set(after.files) - set(before.files) == {".gitattributes"}


def test_a_submodule_counts_as_its_commit(root: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    git(tmp_path, "init", "--quiet", str(library))
    change(library, {"train.py": "1\n"})
    git(root, "submodule", "--quiet", "add", str(library), "lib")
    change(root, {f"{FOLDER}/launch.yaml": "command: [python, ../../lib/train.py]\n"})
    first = state(root)
    assert first.files["lib"] == f"commit:{git(library, 'rev-parse', 'HEAD')}"
    commit = change(library, {"train.py": "2\n"})
    git(root / "lib", "fetch", "--quiet", "origin")
    git(root / "lib", "checkout", "--quiet", commit)
    commit_all(root)
    assert state(root).digest != first.digest


def test_a_journal_in_a_folder_of_the_repository(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    root = tmp_path / "lab" / "журнал"
    root.mkdir(parents=True)
    make_journal(root)
    (root / ".git").rename(tmp_path / "unused")
    write(root, {f"{FOLDER}/launch.yaml": "command: [python, ../../../../tools/a.py]\n"})
    change(tmp_path, {"tools/a.py": "", "tools/b.py": "", "lab/журнал/recipes/c.py": ""})
    assert names(root) == {"./train.py", "../../tools/a.py"}
    everything = names(root, "all") - names(root)
    assert {"../../tools/b.py", "recipes/c.py"} <= everything


def test_the_working_tree_does_not_matter(root: Path) -> None:
    before = state(root)
    write(root, {f"{FOLDER}/train.py": "other", f"{FOLDER}/config.yaml": "lr: 9\n"})
    assert state(root).digest == before.digest


def test_files_of_any_content_and_an_odd_name(root: Path) -> None:
    change(root, {f"{FOLDER}/мел ☃ 'a\".bin": bytes(range(256)) * 10, f"{FOLDER}/empty": b""})
    assert "./мел ☃ 'a\".bin" in names(root)
    (root / FOLDER / "two\nlines.py").write_text("")
    commit_all(root)
    with pytest.raises(Refused, match="its name is no plain text"):
        state(root)


def test_overrides_count_by_value(root: Path) -> None:
    assert state(root, lr="1e-1").digest == state(root).digest
    assert state(root, lr="0.2").digest != state(root).digest
