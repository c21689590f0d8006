"""Problems are found, each with its code and its line."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from labbook.commands.check import check
from labbook.formats.report.render import REGIONS
from labbook.journal.find import Journal
from labbook.model.problem import Severity
from labbook.model.run import Code, Environment, RunState
from tests.commands.filled_journal import ID, make_journal, record
from tests.commands.program import labbook


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return make_journal(tmp_path, record(1, 12.3), record(2, 12.5))


def found(journal: Journal) -> list[tuple[str, int, str]]:
    return [(p.code, p.line, str(p.severity)) for p in check(journal, []).problems]


def edit(journal: Journal, name: str, old: str, new: str) -> None:
    path = journal.layout.experiment(ID).folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_filled_report_has_no_problem(journal: Journal) -> None:
    assert found(journal) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("report.md", "12.4<!--", "12.9<!--", ("number-drifted", 20, "error")),
        ("report.md", "=test/error_rate", "=test/wer", ("number-unresolved", 20, "error")),
        ("report.md", "12.4<!--", "<!--", ("number-missing", 20, "error")),
        ("report.md", "12.4 ± 0.1", "2.4 ± 0.1", ("region-edited", 10, "error")),
        ("report.md", "labbook:end summary", "labbook:end sumary", ("region-broken", 16, "error")),
        ("report.md", "We measured", "![](runs/none.svg) We", ("link-broken", 20, "error")),
        ("report.md", "We measured", "[x](../../../../etc/passwd)", ("link-broken", 20, "error")),
        ("report.md", "title: Keywords", "titel: Keywords", ("unknown-key", 2, "error")),
        ("report.md", "goal: min", "goal: mni", ("wrong-value", 4, "error")),
        ("report.md", "title:", f"baseline: {ID}\ntitle:", ("baseline-unknown", 1, "error")),
        ("report.md", "title:", "baseline: '@last'\ntitle:", ("baseline-unknown", 1, "error")),
        ("report.md", "title:", "baseline: nowhere\ntitle:", ("baseline-unknown", 1, "error")),
        ("report.md", "## Results", "## Next\n\n## Results", ("section-empty", 22, "warning")),
        (
            "config.yaml",
            "lr: 1e-3",
            "lr: !ref <learning>",
            ("config-unresolved-reference", 2, "error"),
        ),
        ("config.yaml", "lr: 1e-3", "seed: 2", ("config-duplicate-key", 2, "error")),
        ("launch.yaml", "command:", "comand:", ("unknown-key", 1, "error")),
        ("launch.yaml", "command:", "env: {N: 1}\ncommand:", ("wrong-type", 1, "error")),
        (
            "runs/1/run.json",
            '"state": "finished"',
            '"state": "done"',
            ("record-broken", 1, "error"),
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    journal: Journal, name: str, old: str, new: str, problem: tuple[str, int, str]
) -> None:
    edit(journal, name, old, new)
    assert problem in found(journal)


def test_runs_that_differ_in_more_than_the_seed_ask_for_a_decision(tmp_path: Path) -> None:
    other = record(2, 9.9, overrides={"lr": 0.1}, parameters={"seed": 1, "lr": 0.1})
    journal = make_journal(tmp_path, record(1, 12.3), other)
    problems = [p for p in check(journal, [ID]).problems if p.code == "result-undecided"]
    assert len(problems) == 1
    assert problems[0].hint is not None
    assert "result: [" in problems[0].hint


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("result: [1, 4]", ("result-unfinished", 1, "error")),
        ("result: [1, 3]", ("result-unfinished", 1, "error")),
        ("result: [1, 2]", ("result-unlike", 1, "warning")),
        ("result: [1]\nselect: valid/wer", ("select-unknown", 1, "error")),
        ("result: [1]\nselect: speed", ("select-goal", 1, "error")),
    ],
)
def test_a_result_and_a_selection_that_tell_nothing_are_named(
    tmp_path: Path, line: str, problem: tuple[str, int, str]
) -> None:
    first = record(1, 12.3)
    first = replace(first, metrics={**first.metrics, "speed": first.metrics["test/error_rate"]})
    other = record(2, 9.9, parameters={"seed": 2, "lr": 0.1})
    failed = record(3, 9.9, state=RunState.FAILED)
    journal = make_journal(tmp_path, first, other, failed)
    edit(journal, "report.md", "title:", f"{line}\ntitle:")
    assert problem in found(journal)


def test_nothing_is_said_of_a_result_and_a_selection_that_tell_something(journal: Journal) -> None:
    edit(journal, "report.md", "title:", "result: [1, 2]\nselect: test/error_rate\ntitle:")
    codes = {code.partition("-")[0] for code, _, _ in found(journal)}
    assert codes.isdisjoint({"result", "select"})


def test_a_metric_of_select_that_nobody_measured_gets_the_nearest(journal: Journal) -> None:
    edit(journal, "report.md", "title:", "select: test/eror_rate\ntitle:")
    [problem] = [p for p in check(journal, []).problems if p.code == "select-unknown"]
    assert problem.hint == "the nearest that was measured is 'test/error_rate'"


def test_a_region_that_the_front_matter_has_outrun_is_stale(journal: Journal) -> None:
    edit(journal, "report.md", "digits: 1", "digits: 3")
    assert ("region-stale", 10, "warning") in found(journal)


def test_a_region_in_another_version_s_words_is_stale_when_its_data_are_others(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = REGIONS["summary"]
    monkeypatch.setitem(REGIONS, "summary", lambda data: f"Of another version.\n\n{old(data)}")
    assert found(journal) == []
    edit(journal, "runs/1/run.json", "12.3", "12.1")
    assert ("region-stale", 10, "warning") in found(journal)


def test_nothing_is_asked_of_a_report_before_a_run_has_ended(tmp_path: Path) -> None:
    journal = make_journal(tmp_path)
    assert {p.code for p in check(journal, []).problems if p.severity is Severity.WARNING} == set()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.md", b"\xff\xfe"),
        ("report.md", b"---\n" + b"[" * 5000 + b"\n---\n"),
        ("report.md", b"---\ntitle: &a [*a]\n---\n"),
        ("report.md", b"---\ntitle: !!python/object/apply:os.system [touch /tmp/x]\n---\n"),
        ("config.yaml", b"\x00"),
        ("config.yaml", b"a: !apply:os.system [touch x]\nb: *c\n"),
        ("launch.yaml", b"- 1\n"),
        ("launch.yaml", b""),
        ("runs/1/run.json", b"\xff"),
        ("runs/1/run.json", b"[" * 100_000),
    ],
)
def test_a_hostile_file_is_an_error_and_no_end(journal: Journal, name: str, content: bytes) -> None:
    (journal.layout.experiment(ID).folder / name).write_bytes(content)
    problems = check(journal, []).problems
    assert any(p.severity is Severity.ERROR and p.path.endswith(name) for p in problems)
    assert all(p.message and p.line >= 1 for p in problems)


def test_repeats_of_a_seed_are_no_independent_runs(tmp_path: Path) -> None:
    same = {"overrides": {"seed": 1}, "parameters": {"seed": 1, "lr": 0.001}}
    again = record(2, 12.3, **same, environment=Environment(seed=1))
    journal = make_journal(tmp_path, record(1, 12.3), again)
    [problem] = check(journal, []).problems
    assert problem.code == "result-repeated"
    assert "runs 1, 2 have the same seed" in problem.message


def test_a_report_that_no_command_finds_is_named(journal: Journal) -> None:
    stray = journal.layout.experiments / "my test" / "report.md"
    stray.parent.mkdir()
    stray.write_text("---\ntitle: Stray\n---\n")
    [problem] = check(journal, []).problems
    assert (problem.code, problem.path) == ("folder-name", "experiments/my test/report.md")


def test_only_errors_make_it_fail(journal: Journal) -> None:
    root = journal.layout.root
    assert labbook("check", cwd=root).returncode == 0
    edit(journal, "report.md", "## Results", "## Next\n\n## Results")
    assert labbook("check", cwd=root).returncode == 0
    assert labbook("check", "--strict", cwd=root).returncode == 1
    edit(journal, "report.md", "12.4<!--", "12.9<!--")
    done = labbook("check", ID, cwd=root)
    assert done.returncode == 1
    assert f"experiments/{ID}/report.md:20:13: error: 12.9 should be 12.4" in done.stdout
    assert done.stderr == "1 error, 1 warning\n"


def test_a_record_s_commit_is_no_option_of_git(tmp_path: Path) -> None:
    code = Code(None, f"--output={tmp_path}/escaped", False, None)
    journal = make_journal(tmp_path / "journal", record(1, 12.3, code=code))
    (tmp_path / "escaped:experiments" / ID).mkdir(parents=True)
    check(journal, [])
    assert not any(path.is_file() for path in tmp_path.glob("escaped*/**/*"))


@pytest.mark.parametrize("form", ["json", "codequality", "github"])
def test_a_form_for_machines_is_all_that_is_on_stdout(journal: Journal, form: str) -> None:
    root = journal.layout.root
    clean = labbook("check", "--format", form, cwd=root)
    assert (clean.returncode, clean.stderr) == (0, "no problems\n")
    nothing = [], {"problems": [], "allowed": [], "schema": 1}
    assert form == "github" or json.loads(clean.stdout) in nothing
    edit(journal, "report.md", "12.4<!--", "12.9<!--")
    done = labbook("check", "--format", form, cwd=root)
    assert (done.returncode, done.stderr) == (1, "1 error\n")
    if form == "github":
        assert done.stdout.startswith(f"::error file=experiments/{ID}/report.md,line=20,")
    else:
        assert f"experiments/{ID}/report.md" in json.dumps(json.loads(done.stdout))


def test_a_forge_gets_paths_from_the_root_of_the_repository(tmp_path: Path) -> None:
    journal = make_journal(tmp_path / "lab" / "journal", record(1, 12.3))
    (journal.layout.root / ".git").rename(tmp_path / ".git")
    edit(journal, "config.yaml", "lr: 1e-3", "lr: !ref <learning>")
    [issue] = json.loads(
        labbook("check", "--format", "codequality", cwd=journal.layout.root).stdout
    )
    assert issue["location"]["path"] == f"lab/journal/experiments/{ID}/config.yaml"
    [line] = labbook("check", "--format", "github", cwd=journal.layout.root).stdout.splitlines()
    assert line.startswith(f"::error file=lab/journal/experiments/{ID}/config.yaml,line=2,col=5,")


def test_only_what_changed_is_looked_at_with_a_revision(journal: Journal) -> None:
    root = journal.layout.root
    other = "2026-01-01-other"
    shutil.copytree(journal.layout.experiment(ID).folder, root / "experiments" / other)
    shutil.rmtree(root / "experiments" / other / "runs")
    stray = root / "experiments" / "my test" / "report.md"
    stray.parent.mkdir()
    stray.touch()
    edit(journal, "config.yaml", "lr: 1e-3", "lr: 1e-3\nlr: 2e-3")
    subprocess.run(["git", "-C", root, "add", "-A"], check=True)
    subprocess.run(["git", "-C", root, "commit", "-qm", "Break"], check=True)
    assert {"config-duplicate-key", "folder-name"} <= {code for code, _, _ in found(journal)}
    assert check(journal, [], "HEAD").experiments == ()
    (root / "experiments" / other / "notes.txt").touch()
    since = check(journal, [], "HEAD")
    assert since.experiments == (other,)
    assert {problem.path.split("/")[1] for problem in since.problems} == {other}
    assert check(journal, [ID, other, other], "HEAD").experiments == (other,)
    assert check(journal, [ID], "HEAD").experiments == ()
    done = labbook("check", "--changed-since", "HEAD", ID, cwd=root)
    assert (done.returncode, done.stderr) == (0, "experiments that changed: 0\nno problems\n")
    wrong = labbook("check", "--changed-since", "--output=x", cwd=root)
    assert wrong.returncode == 2


def test_an_experiment_that_is_named_twice_is_looked_at_once(journal: Journal) -> None:
    folder = journal.layout.experiment(ID).folder
    names = [ID, "keywords", str(folder / "report.md"), str(folder / "config.yaml")]
    assert check(journal, names).experiments == (ID,)
