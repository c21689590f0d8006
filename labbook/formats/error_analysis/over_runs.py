"""The error analyses of several runs as one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from labbook.formats.error_analysis.ranking import MOST_UTTERANCES, Pair, commonest
from labbook.model.error_analysis import Confusion, ErrorAnalysis, Utterance


@dataclass(frozen=True)
class WorstUtterance:
    """An utterance as the run had it that made the most errors in it.

    `runs` are those that have it among their worst.
    """

    utterance: Utterance
    runs: tuple[int, ...]


@dataclass(frozen=True)
class ErrorsOverRuns:
    """What the artifacts of one name tell, over the `runs` that have one."""

    artifact: str
    runs: tuple[int, ...]
    worst: tuple[WorstUtterance, ...]
    confusions: tuple[Confusion, ...]


def over_runs(analyses: Mapping[int, Sequence[ErrorAnalysis]]) -> list[ErrorsOverRuns]:
    """An analysis an artifact, by its name.

    Utterances that are among the worst of more runs come first, then those with more errors. The
    counts of confusions are summed; a run counts with what its record holds, its commonest ones.
    """
    by_artifact: dict[str, dict[int, ErrorAnalysis]] = {}
    for run, found in analyses.items():
        for one in found:
            by_artifact.setdefault(one.artifact, {}).setdefault(run, one)
    return [
        ErrorsOverRuns(name, tuple(sorted(found)), _worst(found), _confusions(found))
        for name, found in sorted(by_artifact.items())
    ]


def _worst(analyses: Mapping[int, ErrorAnalysis]) -> tuple[WorstUtterance, ...]:
    by_id: dict[str, dict[int, Utterance]] = {}
    for run, analysis in sorted(analyses.items()):
        for utterance in analysis.worst:
            by_id.setdefault(utterance.id, {}).setdefault(run, utterance)
    found = [
        WorstUtterance(max(runs.values(), key=lambda one: one.errors), tuple(runs))
        for runs in by_id.values()
    ]
    found.sort(
        key=lambda one: (
            -len(one.runs),
            -one.utterance.errors,
            one.utterance.words,
            one.utterance.id,
        )
    )
    return tuple(found[:MOST_UTTERANCES])


def _confusions(analyses: Mapping[int, ErrorAnalysis]) -> tuple[Confusion, ...]:
    counts: Counter[Pair] = Counter()
    for analysis in analyses.values():
        for one in analysis.confusions:
            counts[one.reference, one.hypothesis] += one.count
    return commonest(counts)
