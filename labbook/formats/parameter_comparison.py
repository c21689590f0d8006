"""A record's typed parameters beside the texts that a tracker has for them."""

from collections.abc import Iterator, Mapping
from typing import Any

from labbook.formats.config.reader import read_config
from labbook.formats.launch.override_text import override_text
from labbook.formats.secrets import HIDDEN_VALUE

SECTIONS = ("General", "Args")
"""Where ClearML puts what a program connects without a name, and its command line."""
LONGEST = 10_000
_KEY = "value"


def differing_parameters(
    parameters: Mapping[str, Any], texts: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Key, recorded value and the tracker's text of those that differ.

    A text means what the config reader makes of it: `1e-4` is 0.0001, and `True` is true. Where
    the record has the tracker's texts themselves, because there was no config, they are compared
    as they are. What only one of the two has isn't told, nor what the record hides.
    """
    for name, text in texts.items():
        section, _, rest = name.partition("/")
        if name in parameters:
            key, recorded = name, {"": parameters[name]}
            same = recorded[""] == text
        elif section in SECTIONS and (recorded := _recorded(parameters, rest.replace("/", "."))):
            key = rest.replace("/", ".")
            same = _is_same(recorded, text)
        else:
            continue
        if not same and HIDDEN_VALUE not in recorded.values():
            shown = recorded[""] if "" in recorded else list(recorded.values())
            yield key, repr(shown), repr(text)


def _recorded(parameters: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The value of the key, or the values of a list or mapping by what follows the key."""
    if key in parameters:
        return {"": parameters[key]}
    below = f"{key}."
    return {k.removeprefix(key): v for k, v in parameters.items() if k.startswith(below)}


def _is_same(recorded: Mapping[str, Any], text: str) -> bool:
    if "" in recorded and _written(recorded[""], len(text)) == text.split():
        return True
    config = read_config(override_text({_KEY: text}), name="")
    read = {key.removeprefix(_KEY): value for key, value in config.parameters().items()}
    return (
        not config.problems
        and read.keys() == recorded.keys()
        and all(_equal(value, read[key]) for key, value in recorded.items())
    )


def _written(value: Any, length: int) -> list[str]:
    """The words of what Python writes for the value; a long text is cut as the tracker's is."""
    text = str(value)
    return (text[:length] if length >= LONGEST else text).split()


def _equal(one: Any, other: Any) -> bool:
    return bool(isinstance(one, bool) == isinstance(other, bool) and one == other)
