"""`--set` and `--seeds` as the runs that they stand for."""

import re
from collections.abc import Mapping, Sequence
from itertools import product

from labbook.errors import UsageError
from labbook.formats.launch.override_text import typed

SEED = "seed"
MAX_VARIANTS = 100
WRITTEN = re.compile(r"(?P<key>[^\s=]+)=(?P<values>.*)", re.DOTALL)


def variants(
    overrides: Sequence[str], *, seeds: int | None = None, seed: object = None
) -> list[dict[str, str]]:
    """The overrides of each run, as texts.

    `overrides` are `key=value` or `key=value,value`, several keys making all combinations;
    `seeds` runs begin with the config's `seed` and count up. Raises UsageError for what can't
    be meant.
    """
    axes = dict(_axis(override) for override in overrides)
    if len(axes) < len(overrides):
        raise UsageError("a key is set twice", hint="several values: --set lr=1e-3,3e-3")
    if seeds is not None:
        axes[SEED] = _seeds(seeds, seed, axes)
    found = [dict(zip(axes, values, strict=True)) for values in product(*axes.values())]
    if len(found) > MAX_VARIANTS:
        raise UsageError(f"that would be {len(found)} runs; at most {MAX_VARIANTS} at once")
    return found


def override_words(overrides: Mapping[str, str]) -> tuple[str, ...]:
    """What is appended to a command, in SpeechBrain's convention.

    >>> override_words({"lr": "1e-4"})
    ('--lr', '1e-4')
    """
    return tuple(word for key, text in overrides.items() for word in (f"--{key}", text))


def _axis(override: str) -> tuple[str, list[str]]:
    match = WRITTEN.fullmatch(override)
    if match is None:
        raise UsageError(f"'{override}' sets nothing", hint="an override is written --set lr=1e-4")
    key = match["key"].removeprefix("--")
    values = _split(match["values"])
    for value in values:
        if not value:
            raise UsageError(
                f"'{override}' gives {key} no value",
                hint=f"no value at all is written {key}=null, an empty text {key}='\"\"'",
            )
        # SpeechBrain splits the words of its command line again, at these.
        if value.startswith("--") or "=" in value or not value.isprintable():
            raise UsageError(
                f"'{value}' can't be passed as a value of {key}", hint="write it into config.yaml"
            )
    return key, values


def _split(text: str) -> list[str]:
    """Values between commas, save for commas within brackets and quotes."""
    values, depth, quote = [""], 0, ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        else:
            depth += (character in "[{(") - (character in "]})")
        if character == "," and not quote and depth <= 0:
            values.append("")
        else:
            values[-1] += character
    return [value.strip() for value in values]


def _seeds(count: int, seed: object, axes: Mapping[str, list[str]]) -> list[str]:
    if count < 1:
        raise UsageError("--seeds needs a number from 1")
    if SEED in axes:
        if len(axes[SEED]) > 1:
            raise UsageError("--seeds and several values of --set seed can't both be meant")
        seed = typed(axes[SEED][0])
    if type(seed) is not int:
        raise UsageError(
            "--seeds counts up from the config's seed, and config.yaml has no number 'seed'",
            hint="add a line 'seed: 1986' to config.yaml and use it",
        )
    return [str(seed + number) for number in range(count)]
