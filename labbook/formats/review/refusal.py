"""What the review gate says when it refuses."""

import shlex
from collections.abc import Mapping, Sequence
from datetime import timedelta

from labbook.formats.launch.duration import write_duration

FEW = 5


def refusal(
    expected: timedelta | None,
    overrides: Sequence[Mapping[str, str]],
    of: int,
    discounted: Sequence[str],
    since: Sequence[str],
) -> str:
    """A sentence, then what does not count and why, then what changed since the last approval.

    `overrides` are those of the runs without an approval, which are some or all `of` the runs.
    """
    length = f"a run of {write_duration(expected)}" if expected else "a run"
    what = "this state" if len(overrides) == of else f"{len(overrides)} of {of} runs"
    asked = [words.strip() for words in map(set_words, overrides[:FEW]) if words]
    more = ", …" if len(overrides) > FEW else ""
    which = f" ({', '.join(asked)}{more})" if asked else ""
    return "\n".join([
        f"{length} needs a review: no approval of {what}{which}",
        *(f"does not count: {one}" for one in discounted),
        *since,
    ])  # fmt: skip


def set_words(overrides: Mapping[str, str]) -> str:
    """What is typed behind a command for these overrides, with a space before.

    >>> set_words({"lr": "1e-4"})
    ' --set lr=1e-4'
    """
    return "".join(f" --set {shlex.quote(f'{key}={text}')}" for key, text in overrides.items())
