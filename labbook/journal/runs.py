"""The runs of an experiment: what was claimed, joined with what is recorded."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from labbook.errors import ProblemsFound
from labbook.journal.claims import read_claims
from labbook.journal.experiments import Experiment
from labbook.journal.find import Journal
from labbook.journal.records import load_records
from labbook.model.reference import EXPERIMENT_ID, RunRef
from labbook.model.run import IMPORTED, Claim, RunRecord


@dataclass(frozen=True)
class Run:
    """A run by its claim; `record` is None until it was filled."""

    claim: Claim
    record: RunRecord | None

    @property
    def ref(self) -> RunRef:
        return self.claim.run

    @property
    def open(self) -> bool:
        """Whether its record is still to come, or told of a run that had not ended."""
        return self.record is None or not self.record.state.ended


def experiment_runs(
    journal: Journal, experiment: Experiment, claims: Sequence[Claim] | None = None
) -> list[Run]:
    """All runs of an experiment by number, under its former ids too.

    `claims` are those of the whole journal where they are known already. A run whose tag is
    not there (a shallow clone) is known by its record. Raises LabbookError for a record that
    is broken or of another experiment.
    """
    names = {experiment.id, *former_ids(journal, experiment)}
    known = read_claims(journal.layout.root) if claims is None else claims
    records = {record.run.number: record for record in load_records(experiment.layout)}
    claimed = {claim.run.number: claim for claim in known if claim.run.experiment in names}
    for number, record in records.items():
        named = record.run.experiment
        if named not in names:
            path = experiment.layout.run(number).record.relative_to(journal.layout.root)
            raise ProblemsFound(
                f"this is the record of run {record.run}",
                path=path.as_posix(),
                hint=f"if it was called so before, write into the report: formerly: [{named}]",
            )
        claimed.setdefault(number, claim_of(record))
    return [Run(claim, records.get(number)) for number, claim in sorted(claimed.items())]


def former_ids(journal: Journal, experiment: Experiment) -> list[str]:
    """Ids that it had; one that another experiment has now is that one's alone."""
    folder = journal.layout.experiments
    former = (n for n in experiment.front_matter.formerly if EXPERIMENT_ID.fullmatch(n))
    return [name for name in former if not os.path.isdir(folder / name)]  # noqa: PTH112


def claim_of(record: RunRecord) -> Claim:
    """What a record repeats of the claim that it came from."""
    return Claim(
        run=record.run,
        commit=record.code.commit or "",
        created=record.created or "",
        launcher=record.launcher,
        overrides=record.overrides,
        why=record.why,
        config_digest=record.config_digest,
        host=record.environment.host,
        review=record.review,
        task=record.task if record.launcher == IMPORTED else None,
    )
