"""Plain scalars as ruamel.yaml reads them: YAML 1.2, where `1e-3` is a float and `yes` a text.

Patterns: https://yaml.org/spec/1.2.2/#1032-tag-resolution as implemented by ruamel.yaml's
`implicit_resolvers`, which also takes underscores in numbers and `010` for 10.
"""

import re
from datetime import date

from labbook.formats.config.failure import ConfigFailure, Undetermined
from labbook.formats.config.limits import MAX_INTEGER_BITS
from labbook.formats.config.nodes import ScalarValue
from labbook.formats.shortened import shorten

TAG = "tag:yaml.org,2002:"
MERGE = TAG + "merge"

_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_NULL = re.compile(r"~|null|Null|NULL|")
_FLOAT = re.compile(
    r"""[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?
    |[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+
    |[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?
    |[-+]?\.(?:inf|Inf|INF)
    |\.(?:nan|NaN|NAN)""",
    re.VERBOSE,
)
_INT = re.compile(r"(?!_)(?:[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+)")
_TIMESTAMP = re.compile(
    r"""[0-9]{4}-[0-9]{2}-[0-9]{2}
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?
     (?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?""",
    re.VERBOSE,
)
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_KINDS = (
    ("bool", _BOOL),
    ("float", _FLOAT),
    ("int", _INT),
    ("null", _NULL),
    ("timestamp", _TIMESTAMP),
    ("value", re.compile("=")),
)


def plain_tag(text: str) -> str:
    """The tag that a plain scalar without a tag gets."""
    if text == "<<":
        return MERGE
    for kind, pattern in _KINDS:
        if pattern.fullmatch(text):
            return TAG + kind
    return TAG + "str"


def scalar_value(tag: str, text: str) -> ScalarValue:
    """The value of a scalar whose tag is one of YAML's own.

    Raises ConfigFailure where the text doesn't fit the tag, Undetermined for a tag whose
    value labbook doesn't make (a time of day, binary data).
    """
    kind = tag.removeprefix(TAG)
    try:
        match kind:
            case "str":
                return text
            case "null":
                return None
            case "bool":
                return {"true": True, "false": False, "yes": True, "no": False}[text.lower()]
            case "int":
                return _integer(text)
            case "float":
                return _float(text)
            case "timestamp":
                return _date(text)
            case "value":
                raise ValueError(text)
            case _:
                raise Undetermined
    except (ValueError, KeyError, IndexError) as error:
        raise ConfigFailure(
            "config-bad-scalar", f"'{shorten(text)}' is no {kind}, quote it if it is a text"
        ) from error


def _integer(text: str) -> int:
    digits = text.replace("_", "")
    sign = -1 if digits[0] == "-" else 1
    if digits[0] in "+-":
        digits = digits[1:]
    bases = {"0b": 2, "0o": 8, "0x": 16}
    base = bases.get(digits[:2], 10)
    value = int(digits if base == 10 else digits[2:], base)
    if value.bit_length() > MAX_INTEGER_BITS:
        raise ConfigFailure("config-too-large", f"an integer of {value.bit_length()} bits")
    return sign * value


def _float(text: str) -> float:
    digits = text.replace("_", "").lower()
    if digits.endswith((".inf", ".nan")):
        return float(digits.replace(".", ""))
    return float(digits)


def _date(text: str) -> date:
    match = _DATE.fullmatch(text)
    if match is None:
        raise Undetermined
    year, month, day = (int(part) for part in match.groups())
    return date(year, month, day)
