"""`labbook show`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labbook.cli.complete import complete_run
from labbook.cli.output import print_json, print_table, put, say

if TYPE_CHECKING:
    from labbook.commands.show import Shown
    from labbook.journal.find import Journal


def command(
    reference: Annotated[
        str,
        typer.Argument(
            metavar="EXPERIMENT", help="An experiment, or a run.", shell_complete=complete_run
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show an experiment with its runs and results, or the record of one run.

    \b
    Example:
      labbook show keywords-8khz
      labbook show keywords-8khz/2
    """
    from labbook import registry
    from labbook.commands.show import show
    from labbook.journal.experiments import names_run
    from labbook.journal.find import find_journal

    journal = find_journal(Path.cwd())

    if names_run(reference):
        _show_record(journal, reference)
        return
    shown = show(journal, reference, launchers=registry.launchers(journal.layout, journal.settings))
    if as_json:
        print_json(_as_json(shown))
    else:
        _print(shown)


def _show_record(journal: "Journal", reference: str) -> None:
    from labbook.formats.record import write_record
    from labbook.journal.runs_meant import runs_meant

    [run] = runs_meant(journal, reference)
    if run.record is None:
        say(f"{run.ref} has no record yet: labbook fill {run.ref}")
        raise typer.Exit(1)
    print_json(json.loads(write_record(run.record)))


def _print(shown: "Shown") -> None:
    front_matter = shown.experiment.front_matter
    put(shown.experiment.id)
    put(front_matter.title)
    put("")
    for name, value in _facts(shown).items():
        put(f"{name:11} {value}")
    metrics = [metric.name for metric in front_matter.metrics]
    if shown.runs:
        put("")
        rows = [_run_row(shown, number) for number in range(len(shown.runs))]
        print_table(["run", "state", *metrics, "overrides", "why"], rows)
    if shown.results.problem is not None:
        say(f"{shown.results.problem}")
        say(f"hint: {shown.results.problem.hint}")


def _facts(shown: "Shown") -> dict[str, str]:
    front_matter = shown.experiment.front_matter
    verdict = " ".join(filter(None, [front_matter.verdict, front_matter.cause]))
    facts = {
        "authors": ", ".join(front_matter.authors),
        "tags": ", ".join(front_matter.tags),
        "hypothesis": front_matter.hypothesis,
        "prediction": front_matter.prediction,
        "baseline": front_matter.baseline,
        "verdict": verdict,
        **{metric.name: _result(shown, metric.name) for metric in front_matter.metrics},
        "report": str(shown.experiment.layout.report),
    }
    return {name: value for name, value in facts.items() if value}


def _result(shown: "Shown", metric: str) -> str:
    from labbook.formats.report.quantity import amount

    measured = shown.results.measured(metric)
    if measured.mean is None:
        return ""
    promised = shown.experiment.front_matter.promised(metric)
    text = f"{amount(measured.mean, measured.std, promised)} (n = {measured.n})"
    against = shown.results.baseline
    baseline = against.measured(metric) if against else None
    if baseline is not None and baseline.mean is not None:
        text += f", baseline {amount(baseline.mean, baseline.std, promised)}"
    return text


def _run_row(shown: "Shown", index: int) -> list[str]:
    from labbook.formats.excerpt import excerpt
    from labbook.formats.report.measured import measure
    from labbook.formats.report.quantity import amount

    run, status = shown.runs[index]
    front_matter = shown.results.front_matter
    values = []
    for metric in front_matter.metrics:
        records = [run.record] if run.record else []
        mean = measure(records, metric.name, front_matter).mean
        values.append("" if mean is None else amount(mean, None, metric))
    overrides = " ".join(f"{key}={value}" for key, value in run.claim.overrides.items())
    state = f"{status.state}: {excerpt(status.reason)}" if status.reason else str(status.state)
    return [str(run.ref.number), state, *values, overrides, excerpt(run.claim.why or "")]


def _as_json(shown: "Shown") -> dict[str, Any]:
    front_matter = shown.experiment.front_matter
    metrics = {}
    for metric in front_matter.metrics:
        measured = shown.results.measured(metric.name)
        metrics[metric.name] = {"mean": measured.mean, "std": measured.std, "n": measured.n}
    return {
        "schema": 1,
        "id": shown.experiment.id,
        "title": front_matter.title,
        "verdict": front_matter.verdict,
        "cause": front_matter.cause,
        "hypothesis": front_matter.hypothesis,
        "prediction": front_matter.prediction,
        "baseline": front_matter.baseline,
        "metrics": metrics,
        "runs": [
            {
                "run": str(run.ref),
                "state": status.state,
                "reason": status.reason,
                "why": run.claim.why,
                "overrides": dict(run.claim.overrides),
                "commit": run.claim.commit,
                "result": run.ref.number in {r.run.number for r in shown.results.runs},
            }
            for run, status in shown.runs
        ],
    }
