"""The difference to the baseline in words."""

from labbook.formats.report.markdown import plain
from labbook.formats.report.quantity import number
from labbook.formats.report.report_data import ReportData
from labbook.model.experiment import PromisedMetric


def difference(data: ReportData, metric: PromisedMetric) -> str:
    """`−2.8 pp, better`: signed, in the metric's unit, and whether noise explains it.

    A difference of percentages is in percentage points. Empty where either side has no value.
    """
    found = data.results.difference(metric.name, metric.goal)
    if found is None:
        return ""
    words = data.words
    value = number(found.value * metric.scale, metric.digits, signed=True)
    unit = words["points"] if metric.unit == "%" else plain(metric.unit)
    parts = [f"{value} {unit}".rstrip()]
    if found.better is None:
        parts.append(words["equal"])
    elif found.within_noise:
        parts.append(words["within-noise"])
    else:
        parts.append(words["better" if found.better else "worse"])
        if found.within_noise is None:
            parts.append(words["noise-unknown"])
    return ", ".join(parts)
