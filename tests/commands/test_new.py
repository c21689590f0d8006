import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
import yaml

from labbook.commands.init import init
from labbook.commands.new import Scaffolded, new
from labbook.errors import LabbookError, OutsideError, ProblemsFound, Refused, UsageError
from labbook.formats.report.front_matter import check_front_matter, read_front_matter
from labbook.journal.find import Journal, find_journal
from labbook.model.experiment import FrontMatter, PromisedMetric
from tests.commands.program import labbook

DAY = date(2026, 11, 23)
FILES = {"report.md", "config.yaml", "launch.yaml", "train.py", "tracking.py", "clearml_task.py"}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    root = tmp_path / "journal"
    init(root)
    return find_journal(root)


def names(journal: Journal) -> set[str]:
    return {path.name for path in journal.layout.experiments.iterdir()} - {".gitkeep"}


def front_matter(done: Scaffolded) -> FrontMatter:
    text = done.layout.report.read_text(encoding="utf-8")
    assert check_front_matter(text, name="report.md") == ()
    return read_front_matter(text, name="report.md")


def test_an_experiment_from_the_default_template(journal: Journal) -> None:
    done = new(journal, "Keywords at 8 kHz", today=DAY, hypothesis="Adaptation: helps\n")
    assert done.layout.folder == journal.layout.root / "experiments/2026-11-23-keywords-at-8-khz"
    assert {path.name for path in done.layout.folder.iterdir()} >= FILES
    head = front_matter(done)
    assert head.title == "Keywords at 8 kHz"
    assert head.authors == ("Ada Lovelace",)
    assert head.hypothesis == "Adaptation: helps"
    assert head.baseline is None
    assert yaml.safe_load(done.layout.manifest.read_text())["command"]


@pytest.mark.parametrize(
    ("slug", "title", "id", "shown"),
    [
        ("keywords-8khz", None, "2026-11-23-keywords-8khz", "Keywords 8khz"),
        ("Ключевые слова", None, "2026-11-23-kliuchevye-slova", "Ключевые слова"),
        ("x", 'a "b": \\ c', "2026-11-23-x", 'a "b": \\ c'),
        ("x", "small-title", "2026-11-23-x", "small-title"),
    ],
)
def test_id_and_title(journal: Journal, slug: str, title: str | None, id: str, shown: str) -> None:
    done = new(journal, slug, title=title, today=DAY)
    assert (done.layout.id, front_matter(done).title) == (id, shown)


def test_today_is_the_date(journal: Journal) -> None:
    assert new(journal, "x").layout.id == f"{date.today().isoformat()}-x"


def test_russian_reports(journal: Journal) -> None:
    settings = journal.layout.root / "labbook.toml"
    settings.write_text('language = "ru"\n')
    done = new(find_journal(settings), "x", today=DAY)
    report = done.layout.report.read_text(encoding="utf-8")
    assert "<!-- labbook:begin results -->" in report
    assert not any(heading in report for heading in ("## Results", "## Question"))


def test_an_experiment_that_is_there_stays(journal: Journal) -> None:
    done = new(journal, "x", today=DAY)
    done.layout.report.write_text("mine")
    with pytest.raises(Refused, match="2026-11-23-x"):
        new(journal, "X!", today=DAY)
    assert done.layout.report.read_text() == "mine"
    assert names(journal) == {"2026-11-23-x"}


@pytest.mark.parametrize("slug", ["", "!?", "会议"])
def test_a_slug_without_letters(journal: Journal, slug: str) -> None:
    with pytest.raises(UsageError, match="no letter or digit"):
        new(journal, slug, today=DAY)


def test_a_title_that_steers_the_terminal(journal: Journal) -> None:
    with pytest.raises(UsageError, match="printed"):
        new(journal, "x", title="a\x1b[2Jb", today=DAY)


def test_from_an_older_experiment(journal: Journal) -> None:
    root = journal.layout.root
    older = new(journal, "older", today=date(2026, 11, 1)).layout
    older.report.write_text(
        "---\ntitle: Older\nauthors: [Somebody]\nprediction: test/wer < 9\nmetrics:\n"
        "- {name: test/wer, goal: min, unit: '%', digits: 1, scale: 100}\n"
        "- {name: acc, goal: max}\nselect: acc\nverdict: refuted\n---\n\nLong analysis.\n"
    )
    (older.folder / "code").mkdir()
    (older.folder / "code/model.py").write_bytes(b"x = 1\r\n")
    (older.folder / "run.sh").write_text("#!/bin/sh\n")
    (older.folder / "run.sh").chmod(0o755)
    (older.folder / "link.py").symlink_to("train.py")
    (older.folder / "train.py").write_text("changed\n")
    (older.folder / "junk.pyc").write_text("ignored")
    older.run(1).folder.mkdir(parents=True)
    older.run(1).record.write_text("{}")
    subprocess.run(["git", "-C", str(root), "add", "experiments"], check=True)
    done = new(journal, "newer", older="older", today=DAY)
    head = front_matter(done)
    assert done.baseline == head.baseline == "2026-11-01-older"
    assert head.metrics == (
        PromisedMetric("test/wer", "min", unit="%", digits=1, scale=100),
        PromisedMetric("acc", "max"),
    )
    assert (head.select, head.verdict, head.prediction) == ("acc", None, None)
    assert head.authors == ("Ada Lovelace",)
    assert "analysis" not in done.layout.report.read_text().replace("## Analysis", "")
    folder = done.layout.folder
    assert (folder / "train.py").read_text() == "changed\n"
    assert (folder / "code/model.py").read_bytes() == b"x = 1\r\n"
    assert (folder / "run.sh").stat().st_mode & 0o111
    assert (folder / "link.py").readlink() == Path("train.py")
    assert not (folder / "runs").exists()
    assert not (folder / "junk.pyc").exists()
    assert done.layout.config.read_bytes() == older.config.read_bytes()


def test_from_a_broken_report_says_where(journal: Journal) -> None:
    older = new(journal, "older", today=date(2026, 11, 1)).layout
    older.report.write_text("---\ntitle: [\n---\n")
    with pytest.raises(LabbookError) as caught:
        new(journal, "newer", older="older", today=DAY)
    assert "report.md" in str(caught.value.path)
    assert names(journal) == {"2026-11-01-older"}


def test_a_broken_template_leaves_nothing(journal: Journal) -> None:
    own = journal.layout.templates / "experiment/base/report.md.j2"
    own.parent.mkdir(parents=True)
    own.write_text("{{ nonsense }}")
    with pytest.raises(ProblemsFound):
        new(journal, "x", today=DAY)
    assert names(journal) == set()


def test_a_write_that_fails_leaves_nothing(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OutsideError, match="No space left"):
        new(journal, "x", today=DAY)
    assert names(journal) == set()


def test_without_an_identity_the_report_has_no_author(journal: Journal, home: Path) -> None:
    (home / ".gitconfig").write_text("")
    done = new(journal, "x", today=DAY)
    assert done.author is None
    assert front_matter(done).authors == ()


def test_the_command_line(journal: Journal) -> None:
    folder = journal.layout.experiments
    first = labbook("new", "a b", "--title", "T", cwd=folder)
    assert first.returncode == 0, first.stderr
    (path,) = first.stdout.splitlines()
    assert (folder / path / "report.md").is_file()
    second = labbook("new", "c", "--from", "a-b", "--json", cwd=folder)
    answer = json.loads(second.stdout)
    assert answer["schema"] == 1
    assert Path(answer["path"]).name == answer["experiment"]
    assert labbook("new", "a b", cwd=folder).returncode == 5
    assert labbook("new", "d", "-t", "nope", cwd=folder).returncode == 2
