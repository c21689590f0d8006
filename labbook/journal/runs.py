"""The runs of an experiment: what was claimed, joined with what is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass

from labbook.journal.claims import read_claims
from labbook.journal.experiments import Experiment
from labbook.journal.find import Journal
from labbook.journal.records import load_records
from labbook.model.reference import RunRef
from labbook.model.run import Claim, RunRecord


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
    not there (a shallow clone) is known by its record. Raises LabbookError for a broken record.
    """
    names = {experiment.id, *experiment.front_matter.formerly}
    known = read_claims(journal.layout.root) if claims is None else claims
    records = {record.run.number: record for record in load_records(experiment.layout)}
    claimed = {claim.run.number: claim for claim in known if claim.run.experiment in names}
    for number, record in records.items():
        claimed.setdefault(number, claim_of(record))
    return [Run(claim, records.get(number)) for number, claim in sorted(claimed.items())]


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
    )
