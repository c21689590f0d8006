"""`labbook config`."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labbook.cli.complete import complete_run
from labbook.cli.output import print_json, put, say, terminal_width
from labbook.errors import ProblemsFound
from labbook.model.problem import Severity

if TYPE_CHECKING:
    from labbook.formats.config import Leaf
    from labbook.journal.states import ExperimentState


def command(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="A config file, an experiment, a run, or REV:PATH as in git.",
            shell_complete=complete_run,
        ),
    ],
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Override a value, as launch does."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show every value of a config as it is resolved; nothing in it is executed.

    Exit 1 when the config has errors.

    \b
    Example:
      labbook config experiments/2026-11-23-keywords-8khz/config.yaml --set lr=1e-4
    """
    from labbook.commands.config import read_state
    from labbook.formats.config.listing import WIDTH, config_lines
    from labbook.formats.problems.plain import plain_lines

    state = read_state(Path.cwd(), file, overrides or [])
    if as_json:
        print_json(_as_json(state))
    else:
        leaves = (*state.config.leaves, *state.config.hidden)
        put("\n".join(config_lines(leaves, state.config.name, terminal_width() or WIDTH)))
    if state.recorded:
        say("shown are the values and classes that the run record keeps; its commit is not here")
    for line in plain_lines(state.config.problems):
        say(line)
    if any(problem.severity is Severity.ERROR for problem in state.config.problems):
        raise typer.Exit(ProblemsFound.exit_code)


def _as_json(state: "ExperimentState") -> dict[str, Any]:
    return {
        "schema": 1,
        "config": state.config.name,
        "leaves": [_leaf(leaf) for leaf in state.config.leaves],
        "hidden": [_leaf(leaf) for leaf in state.config.hidden],
        "problems": [asdict(problem) for problem in state.config.problems],
    }


def _leaf(leaf: "Leaf") -> dict[str, Any]:
    from labbook.formats.config.recorded import written
    from labbook.formats.config.shown import plain

    found = {**asdict(leaf), "value": plain(leaf.value)}
    if written(leaf) is None:
        found |= {"raw": None, "path": None, "line": None, "column": None}
    return found
