"""Which runs repeat each other: they were given the same, or the same but for their seed."""

import json
import re
from collections.abc import Sequence
from typing import Any

from labbook.model.run import RunRecord

_LETTER = re.compile(r"[^\W\d_]")
"""A text without one is a number or several, which somebody has set."""
_PART = r"(?:(?<![^/_-])(?<!\d[eE]-)|(?<=seed)|(?<=seed=)){seed}(?![^/_.-]|\.\d)"


def alike(runs: Sequence[RunRecord]) -> list[list[RunRecord]]:
    """Runs that differ in nothing but their seed, together."""
    groups: dict[str, list[RunRecord]] = {}
    for run in runs:
        groups.setdefault(json.dumps(_but_for_seed(run), sort_keys=True), []).append(run)
    return list(groups.values())


def differing(runs: Sequence[RunRecord]) -> list[str]:
    """Names of the parameters and the data that differ between runs, but for the seed."""
    settings = [_but_for_seed(run) for run in runs]
    names = sorted({name for one in settings for name in one})
    return [name for name in names if len({one.get(name) for one in settings}) > 1]


def repeated(runs: Sequence[RunRecord]) -> list[list[RunRecord]]:
    """Runs that have even their seed in common, together; none whose seed isn't known."""
    groups: dict[tuple[int, str], list[RunRecord]] = {}
    for place, group in enumerate(alike(runs)):
        for run in group:
            if (seed := seed_of(run)) is not None:
                groups.setdefault((place, repr(seed)), []).append(run)
    return [group for group in groups.values() if len(group) > 1]


def _but_for_seed(run: RunRecord) -> dict[str, str]:
    """What a run was given: its settings, or the config's digest where they aren't known; its data.

    What was set counts as it was written: seed 1 of `v1` and seed 2 of `v2` are not alike.
    """
    seed = seed_of(run)
    given = {key: without_seed(value, seed) for key, value in run.parameters.items()}
    if not given and run.config_digest is not None:
        given["config_digest"] = run.config_digest
    for data in run.data:
        given[f"data {data.get('name')}"] = data.get("digest") or data.get("source")
    return {
        key: json.dumps(value, sort_keys=True, default=repr)
        for key, value in {**given, **run.overrides}.items()
        if not is_seed(key)
    }


def inputs(run: RunRecord) -> dict[str, Any]:
    """What the run was given: the config's parameters, the overrides over them."""
    return {**run.parameters, **run.overrides}


def seed_of(run: RunRecord) -> Any:
    """The seed as the run reported it, else as its parameters have it; None when unknown."""
    if run.environment.seed is not None:
        return run.environment.seed
    given = inputs(run)
    return next((given[key] for key in sorted(given) if is_seed(key)), None)


def without_seed(value: Any, seed: Any) -> Any:
    """A text that holds the seed, an output folder say, with `<seed>` in its place.

    >>> without_seed("results/net-v1/seed1/1", 1)
    'results/net-v1/seed<seed>/<seed>'

    The seed counts where it is a part of a path or a name, or follows `seed`.
    """
    if seed is None or not isinstance(value, str) or not _LETTER.search(value):
        return value
    return re.sub(_PART.format(seed=re.escape(str(seed))), "<seed>", value)


def is_seed(key: str) -> bool:
    """Whether a parameter is the seed of its run."""
    return key.rpartition(".")[2] in {"seed", "__set_seed"}
