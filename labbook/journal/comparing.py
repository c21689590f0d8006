"""Two states of an experiment, or of two, compared."""

from labbook.formats.config.diff import diff_configs
from labbook.formats.config.recorded import as_recorded
from labbook.formats.diffs.difference import Difference
from labbook.formats.launch.diff import ManifestChange, diff_manifests
from labbook.journal.states import ExperimentState


def compare_states(before: ExperimentState, after: ExperimentState) -> Difference:
    """What differs in config and manifest, with what follows from it set apart.

    A state that is known from a run record only is compared by what records keep.
    """
    notes = []
    configs = [before.config, after.config]
    if before.recorded or after.recorded:
        configs = [as_recorded(config) for config in configs]
        notes.append("compared are the values and classes that a run record keeps")
    manifest: tuple[ManifestChange, ...] = ()
    if before.manifest is not None and after.manifest is not None:
        manifest = diff_manifests(before.manifest, after.manifest)
    elif before.experiment is not None and after.experiment is not None:
        without = before if before.manifest is None else after
        notes.append(f"the manifests are not compared: that of {without.label} isn't known")
    config = diff_configs(*configs)
    return Difference(before.label, after.label, config, manifest, tuple(notes))
