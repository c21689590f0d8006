"""The folders of a journal's experiments."""

from labbook.model.layout import ExperimentLayout, JournalLayout
from labbook.model.reference import EXPERIMENT_ID


def experiment_layouts(layout: JournalLayout) -> list[ExperimentLayout]:
    """The folders of all experiments, oldest first."""
    folder = layout.experiments
    if not folder.is_dir():
        return []
    names = sorted(entry.name for entry in folder.iterdir() if EXPERIMENT_ID.fullmatch(entry.name))
    return [layout.experiment(name) for name in names if (folder / name).is_dir()]
