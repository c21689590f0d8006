"""What a person may call the state of an experiment."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labbook.errors import LabbookError, OutsideError, UsageError
from labbook.journal.find import Journal, find_journal
from labbook.journal.states_meant import baseline_state, file_state, find_state
from tests.adapters.git_journal import EXPERIMENT, commit_all, git, make_journal

FOLDER = f"experiments/{EXPERIMENT}"
OLDER = "2026-11-01-keywords-16khz"


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    """In a folder of a repository. `lr` was 0.1, is 0.2 in the last commit, and 0.3 on disk."""
    git(tmp_path, "init", "--quiet")
    root = tmp_path / "speech"
    root.mkdir()
    make_journal(root)
    (root / ".git").rename(tmp_path / "unused")
    older = root / "experiments" / OLDER
    older.mkdir()
    for name in ("report.md", "launch.yaml"):
        (older / name).write_text((root / FOLDER / name).read_text())
    (older / "config.yaml").write_text("lr: 5\n")
    (root / FOLDER / "other.yaml").write_text("lr: 7\n")
    commit_all(tmp_path)
    for rate in ("0.2", "0.3"):
        (root / FOLDER / "config.yaml").write_text(f"lr: {rate}\n")
        if rate == "0.2":
            commit_all(tmp_path)
    monkeypatch.chdir(root)
    return find_journal(root)


def rate(journal: Journal, text: str) -> object:
    return find_state(journal, text).config.parameters()["lr"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8khz", 0.3),
        (FOLDER, 0.3),
        (f"{FOLDER}/config.yaml", 0.3),
        (f"{FOLDER}/report.md", 0.3),
        (f"{FOLDER}/other.yaml", 7),
        ("HEAD:8khz", 0.2),
        (f"HEAD:{FOLDER}", 0.2),
        (f"HEAD:{FOLDER}/", 0.2),
        (f"HEAD~1:{FOLDER}/config.yaml", 0.1),
        (f"HEAD~1:./{FOLDER}/config.yaml", 0.1),
        (f"HEAD~1:speech/{FOLDER}", 0.1),
        (f"HEAD^{{/Change}}:{FOLDER}", 0.2),
        (f"HEAD:{FOLDER}/launch.yaml", 0.2),
        (f"HEAD:{FOLDER}/other.yaml", 7),
        (f"main:{OLDER}", 5),
    ],
)
def test_a_state_is_named_in_many_ways(journal: Journal, text: str, expected: object) -> None:
    assert rate(journal, text) == expected


def test_a_path_may_count_from_here(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    assert rate(journal, ".") == 0.3
    assert rate(journal, "HEAD:./config.yaml") == 0.2
    assert rate(journal, "HEAD:.") == 0.2
    assert rate(journal, f"HEAD:../{OLDER}") == 5


def test_only_an_experiment_has_a_manifest(journal: Journal) -> None:
    assert find_state(journal, "HEAD:8khz").manifest is not None
    assert find_state(journal, f"HEAD:{FOLDER}/other.yaml").manifest is None
    assert find_state(journal, f"{FOLDER}/other.yaml").experiment is None


def test_a_revision_is_part_of_the_label(journal: Journal) -> None:
    commit = git(journal.layout.root, "rev-parse", "--short=7", "HEAD~1")
    assert find_state(journal, "HEAD~1:8khz").label == f"{EXPERIMENT} at HEAD~1 ({commit})"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("HEAD:keywords", "'keywords' at HEAD is ambiguous"),
        ("HEAD:nothing", "'nothing' at HEAD is no experiment or config"),
        ("HEAD:", "is no experiment or config"),
        ("HEAD:../../etc/passwd", "is no experiment or config"),
        ("nowhere:keywords", "'nowhere' names no commit"),
        ("--output=x:keywords", "names no commit"),
        ("-n:keywords", "names no commit"),
        ("a\x1b[31m", "is no experiment, run or config"),
        ("HEAD\n--all:keywords", "is no experiment, run or config"),
        ("a" * 1_000_000, "is no experiment, run or config"),
        ("--help", "no experiment is called"),
    ],
)
def test_what_means_nothing_is_refused(journal: Journal, text: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence) as caught:
        find_state(journal, text)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 300
    assert not (journal.layout.root / "x").exists()


def test_a_missing_config_is_an_error_at_its_place(journal: Journal) -> None:
    with pytest.raises(LabbookError, match="missing"):
        find_state(journal, f"HEAD:experiments/{EXPERIMENT}-b")


def test_what_a_shallow_clone_lacks_is_said(journal: Journal, tmp_path: Path) -> None:
    source = journal.layout.root.parent
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{source}", "shallow")
    with pytest.raises(OutsideError, match="shallow clone") as caught:
        find_state(find_journal(tmp_path / "shallow" / "speech"), "HEAD~1:8khz")
    assert caught.value.hint == "git fetch --unshallow"


def test_a_file_outside_of_a_journal_includes_from_its_own_folder(tmp_path: Path) -> None:
    folder = tmp_path / "recipes"
    (folder / "parts").mkdir(parents=True)
    (folder / "parts" / "more.yaml").write_text("x: 1\n")
    (tmp_path / "above.yaml").write_text("x: 2\n")
    config = folder / "train.yaml"
    config.write_text("a: !include:parts/more.yaml\nb: !include:../above.yaml\n")
    state = file_state(config)
    assert state.config.parameters() == {"a.x": 1}
    assert [problem.code for problem in state.problems] == ["config-include-outside"]


def test_a_file_in_a_journal_includes_from_all_of_it(journal: Journal) -> None:
    recipe = journal.layout.root / "recipes" / "a.yaml"
    recipe.parent.mkdir()
    recipe.write_text(f"base: !include:../{FOLDER}/other.yaml\n")
    assert file_state(recipe).config.parameters() == {"base.lr": 7}


def with_baseline(journal: Journal, baseline: str) -> None:
    report = journal.layout.experiment(EXPERIMENT).report
    report.write_text(f"---\ntitle: T\nbaseline: {baseline}\n---\n")


def test_the_baseline_is_what_the_report_names(journal: Journal) -> None:
    with_baseline(journal, OLDER)
    state = baseline_state(journal, find_state(journal, "HEAD:8khz"))
    assert state.label == OLDER


def test_without_a_baseline_the_hint_says_what_to_name(journal: Journal) -> None:
    for text in ("8khz", f"{FOLDER}/other.yaml"):
        with pytest.raises(UsageError, match="no baseline") as caught:
            baseline_state(journal, find_state(journal, text))
        assert caught.value.hint == "name what to compare: labbook diff A B"


def test_a_baseline_that_is_not_there_is_an_error_at_the_report(journal: Journal) -> None:
    with_baseline(journal, "2026-01-01-none")
    with pytest.raises(LabbookError, match="2026-01-01-none") as caught:
        baseline_state(journal, find_state(journal, "8khz"))
    assert caught.value.path == f"{FOLDER}/report.md"


@settings(
    max_examples=40,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(st.sampled_from(list("-:./~^@{}HEAD \n\x00\x1bé1k")), max_size=12))
def test_any_text_is_found_or_refused(journal: Journal, text: str) -> None:
    with suppress(LabbookError):
        find_state(journal, text)
