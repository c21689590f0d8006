"""The prediction of a report: `test/error_rate < 12 %`."""

import re
from typing import Literal, cast

from labbook.errors import LabbookError
from labbook.model.experiment import Prediction

_PREDICTION = re.compile(
    r"""\s*(?P<metric>(?:"(?:[^"\\]|\\.)*"|[^"<>=≤≥])+?)\s*
    (?P<comparison><=|>=|<|>|≤|≥)\s*
    (?P<value>[+\-−]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+\-]?\d+)?)\s*
    (?P<unit>[^\s\d<>=.,;][^<>=]{0,19})?\s*""",
    re.VERBOSE,
)


def read_prediction(text: str) -> Prediction:
    """Read `test/error_rate < 12 %`; a name that holds `<`, `>` or `=` is put in quotes.

    The value is in the metric's shown unit. Raises LabbookError for anything else.
    """
    match = _PREDICTION.fullmatch(text)
    if match is None:
        raise LabbookError(
            "the prediction can't be read",
            hint="write a metric, one of < <= > >=, and a number: test/error_rate < 12",
        )
    name = match["metric"]
    if name.startswith('"') and name.endswith('"') and len(name) > 2:
        name = unquote(name)
    comparison = {"≤": "<=", "≥": ">="}.get(match["comparison"], match["comparison"])
    return Prediction(
        metric=name,
        comparison=cast("Literal['<', '<=', '>', '>=']", comparison),
        value=float(match["value"].replace("−", "-")),
        unit=(match["unit"] or "").strip(),
    )


def unquote(text: str) -> str:
    r"""The name in a quoted name, `\"` and `\\` taken back."""
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
