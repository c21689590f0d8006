"""Writing a report that a person may be writing too."""

from labbook.journal.write import refuse_links_out, write_atomically
from labbook.model.layout import ExperimentLayout


def write_report(layout: ExperimentLayout, before: str, after: str) -> bool:
    """Write a report that was made of `before`; say whether it changed.

    Raises Refused where it isn't that any more, and where a link leads out of the experiment.
    """
    refuse_links_out(layout.folder, [layout.report])
    return write_atomically(layout.report, after, over=before.encode())
