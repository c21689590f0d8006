"""What differs between two states that a review covers, or could cover."""

from collections.abc import Sequence

from labbook.errors import LabbookError
from labbook.formats.config.order import reordered
from labbook.formats.diffs.rows import cause_rows, manifest_rows
from labbook.formats.diffs.text import render_text
from labbook.formats.names import few
from labbook.formats.review.code_diff import FileChange, code_diff
from labbook.formats.review.refusal import set_words
from labbook.formats.shortened import shorten_pair
from labbook.journal.blobs import read_blobs
from labbook.journal.changes import WORDS, is_read
from labbook.journal.comparing import compare_states
from labbook.journal.find import Journal
from labbook.journal.review.last import LastSound
from labbook.journal.review.reviewed import ReviewedState
from labbook.journal.review.tree import SUBMODULE, Tree
from labbook.journal.states_meant import baseline_state

MAX_VALUES = 60
SCRIPTS = (".py", ".sh")
MAX_LINES = 100
MAX_RUNS = 10


def told_since(last: LastSound, state: ReviewedState) -> list[str]:
    """The last sound approval, and what differs in the state since it was given."""
    approval = last.approval
    if approval is None:
        return []
    review = approval.review
    said = [f"last approval: {approval.ref}, by {review.by}, {review.created}"]
    if approval.state is None:
        return [*said, f"what it approved can't be read here: {approval.why}"]
    return [*said, "since then:", *(f"  {line}" for line in told_changes(approval.state, state))]


def told_from_baseline(journal: Journal, state: ReviewedState) -> list[str]:
    """What differs from the baseline, for want of an approval; nothing where there is none."""
    try:
        baseline = baseline_state(journal, state.state)
    except LabbookError:
        return []
    return render_text(compare_states(baseline, state.state)).splitlines()


def told_first(state: ReviewedState) -> list[str]:
    """How much there is to read where nobody has approved anything before."""
    values, files = len(state.state.config.leaves), few(sorted(state.files)) or "none"
    return [
        "there is no earlier approval that holds; this one covers",
        f"  config values: {values}, see labbook config {state.experiment}",
        f"  launch.yaml, and these files: {files}",
    ]


def told_variants(states: Sequence[ReviewedState]) -> list[str]:
    """What the other runs of several have in place of what the first has."""
    first, *others = states
    said: list[str] = []
    for state in others[:MAX_RUNS]:
        said += [
            f"with{set_words(state.overrides)}, compared with the first run:",
            *(f"  {line}" for line in told_changes(first, state)),
        ]
    left = len(others) - MAX_RUNS
    return [*said, f"and {left} more runs, which have other overrides"] if left > 0 else said


def changed_names(before: ReviewedState, after: ReviewedState) -> list[str]:
    """What differs, each in a few words: values of config and manifest, names of files."""
    difference = compare_states(before.state, after.state)
    rows = (*cause_rows(difference), *manifest_rows(difference.manifest))
    values = [
        f"{row.key} {' → '.join(shorten_pair(row.before or '–', row.after or '–', MAX_VALUES))}"
        for row in rows
        if not row.owner and not row.follows
    ]
    return [
        *values,
        *_told_order(before, after),
        *(change.name for change in changed_files(before, after)),
    ]


def told_changes(before: ReviewedState, after: ReviewedState) -> list[str]:
    """What differs: values of config and manifest, then files with their lines."""
    if before.digest == after.digest:
        return ["nothing"]
    difference = compare_states(before.state, after.state)
    _, *lines = render_text(difference).splitlines() if difference.changed else [""]
    meaning = [line for line in lines if line]
    if len(meaning) > MAX_LINES:
        meaning = [*meaning[:MAX_LINES], f"… {len(meaning) - MAX_LINES} more lines: labbook diff"]
    return [*meaning, *_told_order(before, after), *code_diff(changed_files(before, after))]


def _told_order(before: ReviewedState, after: ReviewedState) -> list[str]:
    """That keys are in another order, which is the order in which objects are made."""
    keys = reordered(before.state.config, after.state.config)
    return [f"the order of keys in config.yaml changed: {few(keys)}"] if keys else []


def changed_files(before: ReviewedState, after: ReviewedState) -> list[FileChange]:
    """The covered files that differ, by name, with their content; of links what they say."""
    names = sorted(
        name
        for name in before.files.keys() | after.files.keys()
        if before.files.get(name) != after.files.get(name)
    )
    old, new = _contents(before, names), _contents(after, names)
    return [FileChange(name, old.get(name), new.get(name)) for name in names]


def changed_elsewhere(then: Tree, now: ReviewedState) -> list[str]:
    """Code that differs from that of a tree, but is covered by no review of the state."""
    paths = {
        path
        for path in then.entries.keys() | now.tree.entries.keys()
        if then.entries.get(path) != now.tree.entries.get(path)
    }
    covered = {now.path(name) for name in now.files}
    names = (now.tree.seen_from_journal(path) for path in paths - covered)
    return sorted(name for name in names if _may_be_read(name, now.folder))


def _may_be_read(name: str, folder: str) -> bool:
    """Whether a run may read what isn't covered: scripts can be imported from anywhere."""
    if name.endswith(SCRIPTS):
        return name.partition("/")[0] not in WORDS
    return is_read(name, folder) and not name.startswith(f"{folder}/")


def _contents(state: ReviewedState, names: list[str]) -> dict[str, bytes]:
    entries = {name: state.tree.entries[state.path(name)] for name in names if name in state.files}
    is_blob = {name: entry.mode != SUBMODULE for name, entry in entries.items()}
    objects = (entry.object for name, entry in entries.items() if is_blob[name])
    blobs = dict(read_blobs(state.tree.root, objects))
    return {
        name: blobs[entry.object] if is_blob[name] else entry.object.encode()
        for name, entry in entries.items()
    }
