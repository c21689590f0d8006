"""`labbook launch`."""

import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labbook.cli.complete import complete_experiment
from labbook.cli.output import print_json, put, say

if TYPE_CHECKING:
    from labbook.cli.follow import Signals
    from labbook.commands.launch import Advice, Launch
    from labbook.journal.find import Journal
    from labbook.journal.starting import LaunchedRun
    from labbook.ports import Launcher

INTERRUPTED = 130
SIGNAL_BASE = 128


def command(
    experiment: Annotated[
        str,
        typer.Argument(
            metavar="EXPERIMENT", help="What to run.", shell_complete=complete_experiment
        ),
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help="Override a value of config.yaml; several values (K=A,B) make several runs.",
        ),
    ] = None,
    seeds: Annotated[
        int | None,
        typer.Option(metavar="N", help="N runs, with the config's seed and those after it."),
    ] = None,
    why: Annotated[
        str | None, typer.Option("-m", metavar="WHY", help="Why this run; kept with it.")
    ] = None,
    commit: Annotated[
        bool, typer.Option("--commit", help="Commit the files that the run reads, with WHY.")
    ] = False,
    smoke: Annotated[
        bool, typer.Option("--smoke", help="Run the manifest's smoke command, unnumbered.")
    ] = False,
    detach: Annotated[
        bool, typer.Option("--detach", "-d", help="Return while the runs go on, in turns.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print what would run and write nothing.")
    ] = False,
    to: Annotated[
        str | None, typer.Option(metavar="LAUNCHER", help="What to run it on; see the settings.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Run an experiment: check it, claim a number, start it.

    Several runs take turns. ^C stops them; closing the terminal doesn't.

    \b
    Example:
      labbook launch keywords-8khz --set lr=1e-4,3e-4 --seeds 3 -m "does a smaller step help?"
    """
    from labbook import registry
    from labbook.cli.follow import Signals
    from labbook.commands.launch import Wish, launch
    from labbook.journal.find import find_journal

    journal = find_journal(Path.cwd())
    launcher = registry.launcher(to or journal.settings.launcher, journal.layout, journal.settings)
    tracker = registry.tracker(journal.settings.tracker, journal.settings)
    wish = Wish(tuple(settings or ()), seeds, why, commit, smoke, dry_run)
    with Signals() as signals:
        done = launch(
            journal,
            experiment,
            launcher=launcher,
            tracker=tracker,
            wish=wish,
            tell=partial(_tell, dry_run=dry_run),
        )
        if dry_run:
            _print_plan(done, json=json)
            return
        _tell_unpushed(done)
        _print_runs(journal, done, json=json)
        if not detach:
            _stand_by(launcher, done, signals)


def _tell(advice: "Advice", *, dry_run: bool) -> None:
    from labbook.formats.names import few
    from labbook.formats.problems.plain import plain_lines

    for line in plain_lines(advice.warnings):
        say(line)
    for note in advice.notes:
        say(f"warning: {note}")
    if advice.committed:
        say(f"{'to commit first' if dry_run else 'committed'}: {few(advice.committed)}")


def _tell_unpushed(done: "Launch") -> None:
    for launched in done.runs:
        if launched.unpushed:
            say(f"{launched.run}: the claim is not pushed: {launched.unpushed}")


def _print_plan(done: "Launch", *, json: bool) -> None:
    plans = [_plan(launched) for launched in done.runs]
    if json:
        print_json({"schema": 1, "experiment": done.experiment, "runs": plans})
        return
    for plan in plans:
        for key, value in plan.items():
            shown = shlex.join(value) if key == "command" else value
            put(f"{key + ':':13}{shown if isinstance(shown, str) else ', '.join(shown)}")
        put("")


def _plan(launched: "LaunchedRun") -> dict[str, Any]:
    request = launched.request
    data = [data.variable for data in request.manifest.data]
    return {
        "tag": request.run.tag if request.run and not request.run.is_smoke else "none",
        "commit": request.commit,
        "workdir": request.workdir,
        "command": list(request.command),
        "environment": sorted({*request.manifest.env, *request.environment, *data}),
    }


def _print_runs(journal: "Journal", done: "Launch", *, json: bool) -> None:
    runs = [(str(one.run), one) for one in done.runs]
    if json:
        rows = [
            {
                "run": name,
                "commit": one.request.commit,
                "command": list(one.request.command),
                "overrides": dict(one.overrides),
                "unpushed": one.unpushed,
            }
            for name, one in runs
        ]
        print_json({"schema": 1, "experiment": done.experiment, "runs": rows})
        return
    for name, one in runs:
        put(name)
        folder = journal.layout.local_run(one.run)
        if folder.launched.exists():
            say(f"log: {folder.log}")


def _stand_by(launcher: "Launcher", done: "Launch", signals: "Signals") -> None:
    from labbook.cli.follow import HungUp, follow

    runs = [launched.run for launched in done.runs]
    try:
        followed = follow(launcher, runs, signals)
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except HungUp as end:
        raise typer.Exit(SIGNAL_BASE + end.signal) from None
    if any(one.status.state != "finished" for one in followed):
        raise typer.Exit(1)
    if not runs[0].is_smoke:
        say(f"next: labbook fill {done.experiment}")
