"""`labbook approve`."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from labbook.cli.complete import complete_experiment
from labbook.cli.output import print_json, put, say

if TYPE_CHECKING:
    from labbook.commands.approve import Approvable
    from labbook.journal.review.forge_approval import FoundApproval
    from labbook.journal.review.recording import Recorded


def command(
    experiment: Annotated[
        str,
        typer.Argument(
            metavar="EXPERIMENT", help="What was reviewed.", shell_complete=complete_experiment
        ),
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="Overrides that the launch will have, as it has."
        ),
    ] = None,
    seeds: Annotated[
        int | None, typer.Option(metavar="N", help="N runs, as the launch will make them.")
    ] = None,
    comment: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What to say of it; kept with it.")
    ] = None,
    from_merge_request: Annotated[
        bool,
        typer.Option(
            "--from-merge-request",
            help="Record who approved the merge request that brought it in, in place of you.",
        ),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Record that you have reviewed config, manifest and code of an experiment as HEAD has them.

    A run that takes long is launched only with such an approval by somebody else than who wrote
    it.

    \b
    Example:
      labbook approve keywords-8khz --comment "lr as in the paper"
    """
    from labbook.commands.approve import approvable, approve, read_approvable
    from labbook.journal.find import find_journal

    journal = find_journal(Path.cwd())
    read = read_approvable if from_merge_request else approvable
    what = read(journal, experiment, settings=settings or (), seeds=seeds)
    _show(what)
    given = _ask_forge(what) if from_merge_request else None
    _tell(approve(what, comment, given), what, given, json=json)


def _show(what: "Approvable") -> None:
    from labbook.formats.problems.plain import plain_lines

    first = what.states[0]
    authors = " and ".join(map(str, what.authors))
    say(f"{first.experiment} at {first.commit[:10]}, written by {authors}")
    for state in what.states:
        sets = " ".join(f"{key}={text}" for key, text in state.overrides.items())
        say(f"{state.digest}{f'  {sets}' if sets else ''}")
    for line in plain_lines(what.warnings):
        say(line)
    for line in what.since:
        say(line)


def _ask_forge(what: "Approvable") -> "FoundApproval":
    from labbook.commands.approve_merge_request import approval_of
    from labbook.registry import forge

    given = approval_of(what, forge)
    told = given.approval
    how = "by a note" if told.way == "note" else "by the button"
    say(f"{told.name} (@{told.username}) approved {told.merge_request} {how} at {told.at}")
    for remark in given.remarks:
        say(remark)
    return given


def _tell(
    recorded: "Recorded", what: "Approvable", given: "FoundApproval | None", *, json: bool
) -> None:
    tag = str(recorded.ref)
    if not recorded.signed:
        say("the tag is not signed: git is not set up to sign")
    if recorded.note:
        say(f"the tag is not pushed: {recorded.note}")
        say(f"hint: git push origin refs/tags/{tag}")
    if not json:
        put(tag)
        return
    approved = [
        {"overrides": dict(state.overrides), "digest": state.digest} for state in what.states
    ]
    print_json({
        "schema": 1,
        "experiment": what.experiment.id,
        "review": tag,
        "commit": what.states[0].commit,
        "approved": approved,
        "approved_by": asdict(given.approval) if given else None,
        "signed": recorded.signed,
        "unpushed": recorded.note,
    })  # fmt: skip
