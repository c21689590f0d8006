import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from labbook.cli.main import COMMANDS
from labbook.commands.init import init
from labbook.errors import JournalError, OutsideError, Refused, UsageError
from labbook.journal.find import find_journal
from labbook.model.settings import Language
from tests.commands.program import labbook

FILES = {
    ".gitattributes",
    ".gitignore",
    ".gitlab-ci.yml",
    ".pre-commit-config.yaml",
    "experiments/.gitkeep",
    "journal/index.md",
    "labbook.toml",
    "mkdocs.yml",
}


def git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def everything(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(root).parts
    }


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_journal_from_nothing(tmp_path: Path, language: Language) -> None:
    root = tmp_path / "deep" / "journal"
    done = init(root, language)
    assert done.repository_made
    assert set(done.made) == FILES == set(git(root, "ls-files").splitlines())
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "log", "--format=%an %s") == (
        "Ada Lovelace Lay out the journal" if language == "en" else "Ada Lovelace Создать журнал"
    )
    assert git(root, "branch", "--show-current") == "main"
    assert done.state_ignored
    journal = find_journal(root / "journal")
    assert journal.settings.language == language
    assert journal.origins["language"].startswith("labbook.toml:")
    page = (root / "journal/index.md").read_text(encoding="utf-8")
    assert page.startswith("# journal\n")
    assert ("эксперимент" in page) == (language == "ru")


def test_again_changes_nothing_and_makes_what_is_missing(tmp_path: Path) -> None:
    init(tmp_path, "ru")
    (tmp_path / "mkdocs.yml").write_text("site_name: mine\n")
    before = everything(tmp_path)
    again = init(tmp_path)
    assert (again.made, set(again.kept), again.language) == ((), FILES, "ru")
    assert not again.repository_made
    assert everything(tmp_path) == before
    git(tmp_path, "rm", "-q", "--cached", ".gitlab-ci.yml")
    (tmp_path / ".gitlab-ci.yml").unlink()
    git(tmp_path, "commit", "-qm", "No CI")
    third = init(tmp_path)
    assert third.made == (".gitlab-ci.yml",)
    assert git(tmp_path, "show", "--name-only", "--format=") == ".gitlab-ci.yml"
    assert git(tmp_path, "status", "--porcelain") == "M mkdocs.yml"


def test_an_existing_repository_keeps_its_own(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "README.md").write_text("mine\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Mine")
    (tmp_path / "README.md").write_text("changed\n")
    (tmp_path / "staged.py").write_text("staged\n")
    (tmp_path / ".gitignore").write_text("*.toml\n")
    git(tmp_path, "add", "staged.py")
    done = init(tmp_path)
    assert done.kept == (".gitignore",)
    assert done.ignored == ("labbook.toml",)
    assert not done.state_ignored
    committed = set(git(tmp_path, "show", "--name-only", "--format=").splitlines())
    assert committed == FILES - {".gitignore", "labbook.toml"}
    status = git(tmp_path, "status", "--porcelain").splitlines()
    assert status == ["M README.md", "A  staged.py", "?? .gitignore"]
    assert (tmp_path / ".labbook/.gitignore").read_text() == "*\n"


def test_what_a_person_deleted_and_did_not_commit_is_left_alone(tmp_path: Path) -> None:
    init(tmp_path)
    (tmp_path / "mkdocs.yml").unlink()
    assert "mkdocs.yml" in init(tmp_path).kept
    assert not (tmp_path / "mkdocs.yml").exists()


def test_settings_in_pyproject_stay_there(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.labbook]\nlanguage = "ru"\n')
    done = init(tmp_path)
    assert done.language == "ru"
    assert "labbook.toml" not in done.made
    assert not (tmp_path / "labbook.toml").exists()


def test_inside_of_another_repository_it_declines(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    with pytest.raises(Refused) as caught:
        init(tmp_path / "sub" / "journal")
    assert str(tmp_path) in f"{caught.value.sentence} {caught.value.hint}"
    assert not (tmp_path / "sub").exists()


def test_without_a_git_identity_nothing_is_written(tmp_path: Path, home: Path) -> None:
    (home / ".gitconfig").write_text("")
    with pytest.raises(Refused) as caught:
        init(tmp_path / "journal")
    assert "git config --global user.name" in (caught.value.hint or "")
    assert not (tmp_path / "journal").exists()


def test_a_refusing_hook_leaves_the_files(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    hook = tmp_path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho not today >&2\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(OutsideError, match="not today"):
        init(tmp_path)
    assert set(everything(tmp_path)) == FILES


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError):
        init(tmp_path / "file")
    with pytest.raises(OutsideError):
        init(tmp_path / "file" / "below")


def test_broken_settings_stop_it(tmp_path: Path) -> None:
    (tmp_path / "labbook.toml").write_text("language = 3\n")
    with pytest.raises(JournalError):
        init(tmp_path)
    assert set(everything(tmp_path)) == {"labbook.toml"}


def test_runs_are_collapsed_in_merge_requests(tmp_path: Path) -> None:
    init(tmp_path)
    attributes = git(
        tmp_path, "check-attr", "-a", "experiments/2026-11-23-x/runs/1/figures/loss.svg"
    )
    assert "gitlab-generated: set" in attributes
    assert "linguist-generated: set" in attributes
    assert "eol: lf" in attributes
    report = git(tmp_path, "check-attr", "-a", "experiments/2026-11-23-x/report.md")
    assert "generated" not in report


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_ci_file_calls_what_there_is(tmp_path: Path, language: Language) -> None:
    init(tmp_path, language)
    pipeline: dict[str, Any] = yaml.safe_load((tmp_path / ".gitlab-ci.yml").read_text("utf-8"))
    jobs = {name: job for name, job in pipeline.items() if "script" in job}
    assert set(pipeline) - set(jobs) == {"image", "variables", "cache"}
    assert set(jobs) == {"check", "pages"}
    for job in jobs.values():
        assert job["stage"] in {"test", "deploy"}
        assert all(isinstance(line, str) for line in job["script"])
        for line in job["script"]:
            assert not line.startswith("labbook ") or line.split()[1] in COMMANDS
            parsed = subprocess.run(["sh", "-n", "-c", line], check=False)
            assert parsed.returncode == 0
            assert ">" not in line or line.startswith("labbook ")
    assert jobs["pages"]["artifacts"] == {"paths": ["public"]}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_site_loads_nothing_from_outside(tmp_path: Path, language: Language) -> None:
    root = tmp_path / 'a "quoted": name'
    init(root, language)
    site: dict[str, Any] = yaml.safe_load((root / "mkdocs.yml").read_text("utf-8"))
    assert site["site_name"] == 'a "quoted": name'
    assert site["theme"]["font"] is False
    assert site["theme"]["language"] == language
    assert "http" not in (root / "mkdocs.yml").read_text("utf-8")


def test_the_command_line(tmp_path: Path) -> None:
    first = labbook("init", "j", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    assert set(first.stdout.split()) == {f"j/{name}" for name in FILES}
    second = labbook("init", "j", cwd=tmp_path)
    assert second.stdout == ""
    assert "left alone: j/labbook.toml" in second.stderr
    third = labbook("init", "--json", cwd=tmp_path / "j")
    assert set(json.loads(third.stdout)["kept"]) == FILES
    wrong = labbook("init", "k", "--language", "de", cwd=tmp_path)
    assert wrong.returncode == 2
    assert wrong.stderr.splitlines() == ["error: there is no language 'de'", "hint: en or ru"]
