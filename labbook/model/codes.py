"""Every kind of problem, declared once: its code, how grave it is, whether it can be allowed."""

from dataclasses import dataclass
from typing import Literal

from labbook.model.problem import Severity

Judged = Literal["always", "before runs", "while open", "after runs", "never"]

_ERROR, _WARNING, _HINT = (Severity.ERROR,), (Severity.WARNING,), (Severity.HINT,)


@dataclass(frozen=True)
class Code:
    """A kind of problem.

    `severities` are those that it comes with, the gravest first. `allowable` are those in which a
    person can allow it: never what keeps labbook from reading, what `launch` refuses on, or
    what is about a review. `judged` says when the lack of such a problem shows that nobody has to
    allow it: as long as there is no run, for what other runs make usual by and by; as long as
    there is no verdict, for what is looked at no longer after it; once a run has ended, for
    results; never, where the finding depends on what is installed here, on what this clone has, or
    on a server.
    """

    name: str
    title: str
    severities: tuple[Severity, ...] = _ERROR
    allowable: tuple[Severity, ...] = ()
    judged: Judged = "always"


def _warning(name: str, title: str, judged: Judged = "always") -> Code:
    return Code(name, title, _WARNING, _WARNING, judged)


def _allowable_error(name: str, title: str, judged: Judged = "always") -> Code:
    return Code(name, title, _ERROR, _ERROR, judged)


GROUPS: dict[str, tuple[Code, ...]] = {
    "Front matter and manifest": (
        Code("broken-yaml", "the YAML can't be read, is too large or too deep, or has a tag"),
        Code("front-matter", "the report doesn't begin with front matter that can be read"),
        Code("unknown-key", "a key that labbook doesn't know"),
        Code("missing-key", "a key that has to be there"),
        Code("wrong-type", "a text where a list should be, a number where a text should be, …"),
        Code("wrong-value", "a value that means nothing: a verdict, a duration, …"),
        Code(
            "prediction",
            "a prediction that can't be read, or that doesn't fit the promised metrics",
            _ERROR + _WARNING,
            _WARNING,
        ),
        Code("baseline-unknown", "the baseline is no experiment or run of this journal"),
        Code("unknown-variable", "a variable `LABBOOK_…` that is no setting", _WARNING),
    ),
    "Config": (
        Code("config-unreadable", "`config.yaml` is missing or not UTF-8"),
        Code("launch-unreadable", "`launch.yaml` is missing or not UTF-8"),
        Code("config-syntax", "this is no YAML"),
        Code("config-not-a-mapping", "the config is no mapping of keys to values"),
        Code("config-yaml-version", "a `%YAML` line, with which the library can't read a config"),
        Code("config-duplicate-key", "a key stands twice"),
        Code("config-bad-key", "a key that the library doesn't take"),
        Code("config-bad-scalar", "a value that doesn't fit its tag, or that the library spoils"),
        Code("config-bad-tuple", "a tuple that can't be read"),
        Code("config-bad-reference", "`!ref`, `!copy` or `!applyref` of what they don't take"),
        Code("config-unresolved-reference", "a reference to something that isn't there"),
        Code("config-forward-reference", "a reference to something that is resolved later"),
        Code("config-circular-reference", "a reference that leads back to itself"),
        Code("config-arithmetic", "arithmetic that fails or grows without bound"),
        Code("config-placeholder", "a `!PLACEHOLDER` that nothing fills"),
        Code("config-bad-include", "an `!include` in a form that the library doesn't take"),
        Code("config-include-missing", "an included file that can't be read"),
        Code("config-include-outside", "an `!include` that leads out of the journal"),
        Code("config-include-cycle", "files that include each other without end"),
        Code("config-include-unread", "an `!include` where includes aren't followed"),
        Code("config-unknown-tag", "a tag that the library doesn't know"),
        Code("config-single-item", "`[!new:X {p: 1}]`, which the library silently misreads"),
        Code("config-bad-override", "an override that doesn't fit"),
        Code(
            "config-unknown-override",
            "an override of a key that isn't there; a warning below the top level",
            _ERROR + _WARNING,
            _WARNING,
        ),
        Code("config-too-deep", "nesting beyond what a config may have"),
        Code("config-too-large", "a config beyond what one may be"),
    ),
    "What the code and the cluster take": (
        _warning("config-unknown-argument", "an argument that a class doesn't take", "never"),
        _warning("config-missing-argument", "an object without an argument it needs", "never"),
        _warning("config-unknown-class", "a class, function or module that isn't there", "never"),
        _warning("config-unused-key", "a key that nothing uses", "never"),
        _warning("config-no-seed", "a config without a seed", "while open"),
        _warning(
            "config-output-outside", "a folder to write to outside of the run's own", "while open"
        ),
        _warning(
            "manifest-unknown-override", "a command that overrides no key of the config", "never"
        ),
        _warning("manifest-no-config", "a command whose config isn't there", "never"),
        _warning("manifest-image-tag", "an image without a digest", "never"),
        _allowable_error("manifest-gpu-quota", "more GPUs than the queue may use", "never"),
    ),
    "What the lab has used": (
        Code(
            "history-outlier",
            "a number far from those that runs of the same classes used",
            _WARNING + _HINT,
            _WARNING + _HINT,
            "before runs",
        ),
        _warning("history-type", "a value of another sort than in all runs so far", "before runs"),
        _warning("history-look-alike", "a text that only looks like one in use", "before runs"),
        Code("history-new-value", "a value that no run used so far", _HINT, _HINT, "before runs"),
    ),
    "Report": (
        Code("report-unreadable", "the report can't be read"),
        _warning("folder-name", "a report in a folder whose name is not `<date>-<slug>`"),
        Code("region-broken", "a region's marker is broken, nested, doubled or alone"),
        _allowable_error("region-edited", "somebody edited inside a region"),
        _warning("region-stale", "a region is older than what it is made from", "after runs"),
        _warning("section-empty", "a run has ended, and nobody wrote the section", "after runs"),
        _allowable_error("link-broken", "a link or an image leads to no file of the journal"),
        _allowable_error(
            "number-drifted", "a bound number is not what the runs give", "after runs"
        ),
        _allowable_error("number-missing", "a binding without a number before it"),
        _allowable_error("number-unresolved", "a binding to what isn't there", "after runs"),
        _allowable_error("number-ambiguous", "a binding to the end of several names", "after runs"),
        _warning("number-claim", "a change that is not what the runs give", "after runs"),
        Code(
            "number-relative",
            "a percentage that doesn't say, or says wrongly, of what it is one",
            _WARNING + _HINT,
            _WARNING + _HINT,
            "after runs",
        ),
        Code("number-unbound", "a value of a run that isn't bound", _HINT, _HINT, "after runs"),
        Code(
            "number-unknown",
            "a number that is no value of the runs nor of the baseline",
            _HINT,
            _HINT,
            "after runs",
        ),
    ),
    "Runs": (
        Code("record-broken", "a `run.json` that can't be read"),
        _allowable_error(
            "record-edited", "a `run.json` tells otherwise than `series.csv` or the run's tag"
        ),
        _allowable_error(
            "result-undecided", "finished runs differ in more than their seed", "after runs"
        ),
        _allowable_error(
            "result-unfinished", "`result:` names a run that hasn't finished", "after runs"
        ),
        _warning("result-repeated", "runs of the result that are repeats", "after runs"),
        _warning(
            "result-unlike", "runs of the result differ in more than their seed", "after runs"
        ),
        _warning("result-code", "runs of the result ran different code", "never"),
        _warning(
            "result-read-apart", "the baseline is read otherwise than the result", "after runs"
        ),
        _allowable_error("select-unknown", "`select:` names what no run measured", "after runs"),
        _allowable_error("select-goal", "the goal of `select:` isn't known", "after runs"),
        _warning("select-test", "the best step is picked by the test itself"),
        _warning("prediction-changed", "the prediction was another before run 1", "never"),
        _allowable_error(
            "sensitive-file", "more than numbers of a run on sensitive data", "after runs"
        ),
    ),
    "Records and their tracker": (
        _warning(
            "online-changed",
            "the tracker tells otherwise now than when the run was filled",
            "never",
        ),
        _allowable_error("online-edited", "a record was edited after the run was filled", "never"),
        Code(
            "online-deleted",
            "the run's task is gone, or nothing of it is on this machine",
            _WARNING + _HINT,
            _WARNING + _HINT,
            "never",
        ),
        _allowable_error(
            "online-commit", "the task ran other code than the run's tag names", "never"
        ),
        _warning(
            "online-parameter", "the tracker's text of a parameter means another value", "never"
        ),
    ),
    "Reviews": (
        Code("review-needed", "a long run that nobody has approved yet", _HINT),
        Code("review-void", "something was changed since the approval", _WARNING),
        Code("review-tampered", "a review's tag is not what labbook made"),
        Code("review-missing", "a review that there was is not here", _WARNING),
    ),
    "Allowed problems": (
        Code("allow-forbidden", "a problem is allowed that can't be"),
        Code("allow-unknown-code", "a code is allowed that there is none of"),
        Code("allow-without-reason", "a problem is allowed without a reason"),
        Code("allow-unneeded", "a problem is allowed that isn't there", _WARNING),
    ),
}


CODES = {code.name: code for group in GROUPS.values() for code in group}
