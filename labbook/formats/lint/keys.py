"""Top-level keys of a config: those that nobody uses, and the seed."""

from collections.abc import Iterator, Set

from labbook.formats.config.keys import first_part, text_part
from labbook.formats.config.model import CLASS_TAGS, Config
from labbook.formats.shortened import shorten
from labbook.model.problem import Problem, Severity

TRAINING = frozenset({"backward", "fit"})
"""What code says that trains."""

_SEED = (
    "add `seed: 1986` and `__set_seed: !apply:speechbrain.utils.seed.seed_everything"
    " [!ref <seed>]` at the top"
)


def check_unused(config: Config, used: Set[str]) -> Iterator[Problem]:
    """`config-unused-key`: a key that is not among those in use."""
    unused = {text_part(key): key for key in config.keys if key not in used}
    for leaf in config.leaves:
        key = unused.pop(first_part(leaf.key), None)
        if key is not None:
            yield Problem(
                leaf.path,
                leaf.line,
                "config-unused-key",
                Severity.WARNING,
                f"nothing uses '{shorten(key)}'",
                "no reference and no code of the experiment names it: delete it, or use it",
                leaf.column,
            )


def check_seed(config: Config, *, trains: bool) -> Iterator[Problem]:
    """`config-no-seed`: objects are made, or the code `trains`, and no key is called seed.

    A key like `data_seed` counts as one.
    """
    tags = (*CLASS_TAGS, "!apply:", "tag:yaml.org,2002:python/")
    leaves = (*config.leaves, *config.hidden)
    makes = any(leaf.symbolic and str(leaf.value).startswith(tags) for leaf in leaves)
    if (makes or trains) and not any("seed" in key.lower() for key in config.keys):
        message = "no seed is set, so no run can be repeated"
        yield Problem(config.name, 1, "config-no-seed", Severity.WARNING, message, _SEED)
