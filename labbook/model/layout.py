"""Where every file of a journal lies. Paths only, nothing is touched."""

from dataclasses import dataclass
from pathlib import Path

from labbook.model.reference import RunRef


@dataclass(frozen=True)
class RunLayout:
    """`runs/<n>/` of an experiment: what git keeps of a run."""

    folder: Path

    @property
    def record(self) -> Path:
        return self.folder / "run.json"

    @property
    def series(self) -> Path:
        return self.folder / "series.csv"

    @property
    def figures(self) -> Path:
        return self.folder / "figures"


@dataclass(frozen=True)
class ExperimentLayout:
    """One experiment's folder."""

    folder: Path

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def report(self) -> Path:
        return self.folder / "report.md"

    @property
    def config(self) -> Path:
        return self.folder / "config.yaml"

    @property
    def manifest(self) -> Path:
        return self.folder / "launch.yaml"

    @property
    def runs(self) -> Path:
        return self.folder / "runs"

    @property
    def figures(self) -> Path:
        """Curves of all result runs together."""
        return self.runs / "figures"

    def run(self, number: int) -> RunLayout:
        return RunLayout(self.runs / str(number))


@dataclass(frozen=True)
class LocalRunLayout:
    """`.labbook/runs/<experiment>/<n>/`: what only this machine keeps of a local run."""

    folder: Path

    @property
    def worktree(self) -> Path:
        """The clean checkout that the run's command runs in."""
        return self.folder / "worktree"

    @property
    def output(self) -> Path:
        """`LABBOOK_OUTPUT`: checkpoints, result.json, metrics.jsonl."""
        return self.folder / "output"

    @property
    def session(self) -> Path:
        """What the tracker keeps on disk, a ClearML offline session for example."""
        return self.folder / "session"

    @property
    def result(self) -> Path:
        """The result file that the template's tracking code writes."""
        return self.output / "result.json"

    @property
    def metrics(self) -> Path:
        """Metrics of a run without ClearML, and the values that ClearML can't hold."""
        return self.output / "metrics.jsonl"

    @property
    def log(self) -> Path:
        return self.folder / "log.txt"

    @property
    def launched(self) -> Path:
        """How the run was started, written before it starts."""
        return self.folder / "launched.json"

    @property
    def imported(self) -> Path:
        """Where a run comes from that labbook did not start, and how it is taken to have ended."""
        return self.folder / "imported.json"

    @property
    def digest(self) -> Path:
        """What a smoke run was started with: the digest that a review of it would have."""
        return self.folder / "digest.txt"

    @property
    def ended(self) -> Path:
        """How the run ended, written by its supervisor."""
        return self.folder / "ended.json"

    @property
    def alive(self) -> Path:
        """Locked (flock) for as long as any process of the run lives."""
        return self.folder / "alive.lock"

    @property
    def processes(self) -> Path:
        """Which processes the supervisor and its command are."""
        return self.folder / "processes.json"

    @property
    def stop_wish(self) -> Path:
        """Is there when somebody has asked for the run to be stopped."""
        return self.folder / "stop"


@dataclass(frozen=True)
class JournalLayout:
    """A whole journal, from the root of its git repository."""

    root: Path

    @property
    def experiments(self) -> Path:
        return self.root / "experiments"

    @property
    def pages(self) -> Path:
        """Hand-written pages."""
        return self.root / "journal"

    @property
    def templates(self) -> Path:
        """The journal's own templates, over the built-in ones."""
        return self.root / "templates"

    @property
    def state(self) -> Path:
        """Ignored by git."""
        return self.root / ".labbook"

    @property
    def cards(self) -> Path:
        """What `labbook list` remembers; can be thrown away."""
        return self.state / "cards.json"

    def experiment(self, id: str) -> ExperimentLayout:
        return ExperimentLayout(self.experiments / id)

    def artifacts(self, run: RunRef) -> Path:
        """Files of a run that were fetched from its tracker; can be thrown away."""
        return self.state / "artifacts" / run.experiment / str(run.number)

    def local_run(self, run: RunRef) -> LocalRunLayout:
        """A smoke run's folder is that of the smoke run before it."""
        if run.is_smoke:
            return LocalRunLayout(self.state / "smoke" / run.experiment)
        return LocalRunLayout(self.state / "runs" / run.experiment / str(run.number))
