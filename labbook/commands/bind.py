"""`labbook bind`: bind the numbers of a report to the values that they are."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from labbook.errors import LabbookError
from labbook.formats.prose.account import Account
from labbook.formats.prose.proposals import Proposal, ascribed, insert_bindings, propose
from labbook.formats.report.blocks import Body
from labbook.formats.report.regions import find_regions
from labbook.formats.report.report_diff import report_diff
from labbook.formats.report.results import derive_results
from labbook.journal.baseline import load_baseline
from labbook.journal.experiments import load_experiment, read_text, resolve_experiment
from labbook.journal.find import Journal
from labbook.journal.lock import only_report_writer
from labbook.journal.records import load_records
from labbook.journal.report_writing import write_report


@dataclass(frozen=True)
class Candidate:
    """A binding that a number could have; `value` is what it gives, not rounded."""

    expression: str
    value: float


@dataclass(frozen=True)
class Proposed:
    """A number at its line and column, from 1; its first candidate is written if it `is_sure`."""

    line: int
    column: int
    number: str
    is_sure: bool
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Bound:
    """What a report's numbers are, and how it changed, or would change if this is a draft."""

    experiment: str
    report: Path
    proposed: tuple[Proposed, ...]
    diff: str


def bind(
    journal: Journal,
    reference: str,
    *,
    draft: bool = False,
    on_wait: Callable[[str], None] | None = None,
) -> Bound:
    """Bind the numbers of the results, analysis and conclusions that are plainly one value.

    A comment is put behind each such number; every other byte of the report stays. `on_wait` is
    told if a fill or another bind is at work. Raises LabbookError where no run has a result yet
    and for broken region markers, Refused where a link leads out of the experiment or a person
    changed the report meanwhile.
    """
    experiment = load_experiment(journal, resolve_experiment(journal, reference))
    if experiment.broken is not None:
        raise experiment.broken
    layout = experiment.layout
    name = layout.report.relative_to(journal.layout.root).as_posix()
    with only_report_writer(journal.layout, on_wait=on_wait):
        before = read_text(layout.report, name=name)
        find_regions(before, name=name)
        records, baseline = load_records(layout), load_baseline(journal, experiment)
        results = derive_results(experiment.front_matter, records, baseline)
        if not results.runs:
            raise results.problem or LabbookError(
                f"no run of {experiment.id} has a result yet",
                hint=f"labbook fill {experiment.id}",
            )
        account = Account(before, results)
        proposals = list(propose(account))
        sure = ascribed(proposals, account)
        after = insert_bindings(before, sure)
        if not draft:
            write_report(layout, before, after)
    body = Body(before)
    proposed = tuple(_proposed(body, one, is_sure=one in sure) for one in proposals)
    return Bound(experiment.id, layout.report, proposed, report_diff(before, after, "bound"))


def _proposed(body: Body, proposal: Proposal, *, is_sure: bool) -> Proposed:
    written = proposal.written
    line = body.line_at(written.start)
    return Proposed(
        line=line.number,
        column=written.start - line.start + 1,
        number=written.text,
        is_sure=is_sure,
        candidates=tuple(Candidate(str(v.expression), v.number) for v in proposal.candidates),
    )
