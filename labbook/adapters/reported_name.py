"""What ClearML calls the metrics of the templates' tracking code."""

from labbook.adapters.outside_text import clean_name
from labbook.model.metric import metric_name


def reported_name(metric: str) -> str:
    """The name of the points that were logged as `metric`; a final value keeps its name.

    >>> reported_name("valid/loss"), reported_name("a/b/c"), reported_name("loss")
    ('valid/loss', '"a/b"/c', 'loss/loss')
    """
    title, _, series = metric.rpartition("/")
    return metric_name(clean_name(title or metric), clean_name(series))
