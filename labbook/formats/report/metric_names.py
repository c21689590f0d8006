"""Which metric a name that isn't there was meant to be."""

import re
from collections.abc import Collection

from labbook.errors import LabbookError
from labbook.formats.nearest import nearest

_SIGNS = re.compile(r"[^\w/]+")
MAX_OFFERED = 5


class AmbiguousName(LabbookError):
    """A name that is the end of several metrics."""


def metric_meant(name: str, known: Collection[str]) -> str | None:
    """The metric that ends with the name, else the one that is most like it, if any is.

    A name is compared without its quotes, its case and the signs between words. Raises
    AmbiguousName where several metrics end with it. Only a name that no metric has is asked for.
    """
    ends = sorted(metric for metric in known if _ends_with(_bare(metric), _bare(name)))
    if len(ends) > 1:
        listed = ", ".join(ends[:MAX_OFFERED]) + (", …" if len(ends) > MAX_OFFERED else "")
        raise AmbiguousName(
            f"'{name[:80]}' is the end of {len(ends)} metrics: {listed}",
            hint=f"write the whole name, ={ends[0]} for example",
        )
    return ends[0] if ends else nearest(name, sorted(known))


def _bare(name: str) -> str:
    return _SIGNS.sub("_", name.casefold().replace('"', "").replace("\\", ""))


def _ends_with(metric: str, name: str) -> bool:
    return bool(name) and (metric == name or metric.endswith(f"/{name}"))
