"""Records of every shape."""

from hypothesis import strategies as st

from labbook.model.error_analysis import Confusion, ErrorAnalysis, Utterance
from labbook.model.metric import MetricSummary
from labbook.model.reference import RunRef
from labbook.model.run import (
    Artifact,
    Attempt,
    Code,
    Environment,
    Image,
    Missing,
    RunFigure,
    RunRecord,
    RunState,
    Selected,
)

TEXTS = st.text(max_size=20)
MAYBE = st.none() | TEXTS
FINITE = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**90), 2**90)
POINTS = st.tuples(st.none() | st.integers(), FINITE)
SUMMARIES = st.builds(
    MetricSummary,
    st.integers(0),
    *[st.none() | POINTS] * 4,
    st.integers(0),
    st.none() | st.integers(),
)
COMMITS = st.integers(0, 16**40 - 1).map("{:040x}".format)
ARTIFACTS = st.lists(
    st.builds(Artifact, TEXTS, TEXTS, st.none() | st.integers(0), MAYBE), max_size=3
).map(tuple)
RECORDS = st.builds(
    RunRecord,
    run=st.builds(RunRef, st.just("2026-11-23-keywords"), st.integers(1, 999_999)),
    state=st.sampled_from(RunState),
    attempts=st.lists(
        st.builds(Attempt, st.sampled_from(RunState), MAYBE, MAYBE, MAYBE, MAYBE), max_size=2
    ).map(tuple),
    code=st.builds(Code, MAYBE, st.none() | COMMITS, st.none() | st.booleans(), MAYBE),
    image=st.builds(Image, MAYBE, MAYBE),
    overrides=st.dictionaries(TEXTS, st.none() | TEXTS | FINITE | st.booleans(), max_size=3),
    parameters=st.dictionaries(TEXTS, st.lists(TEXTS | FINITE, max_size=2), max_size=3),
    classes=st.dictionaries(TEXTS, TEXTS, max_size=2),
    metrics=st.dictionaries(TEXTS, SUMMARIES, max_size=3),
    selected=st.none()
    | st.builds(
        Selected,
        TEXTS,
        st.sampled_from(["min", "max"]),
        st.none() | st.integers(),
        st.dictionaries(TEXTS, POINTS, max_size=3),
    ),
    artifacts=ARTIFACTS,
    models=ARTIFACTS,
    data=st.just(({"name": "calls", "source": "s3://speech", "digest": None, "sensitive": True},)),
    environment=st.builds(
        Environment,
        MAYBE,
        MAYBE,
        st.dictionaries(TEXTS, TEXTS, max_size=2),
        st.none() | st.integers(),
        st.none() | st.integers(),
    ),
    resources=st.dictionaries(TEXTS, FINITE, max_size=2),
    log=st.lists(TEXTS, max_size=3).map(tuple),
    figures=st.lists(
        st.builds(
            RunFigure,
            st.from_regex(
                r"figures/[^./\\\0\ud800-\udfff][^/\\\0\ud800-\udfff]{0,9}", fullmatch=True
            ),
            TEXTS,
            st.sampled_from(["plot", "picture", "audio"]),
            st.none() | st.integers(),
            st.sampled_from([None, "worst", "typical"]),
        ),
        max_size=2,
    ).map(tuple),
    error_analyses=st.lists(
        st.builds(
            ErrorAnalysis,
            TEXTS,
            st.lists(
                st.builds(Utterance, TEXTS, st.integers(0), st.integers(0), TEXTS, TEXTS),
                max_size=2,
            ).map(tuple),
            st.lists(st.builds(Confusion, MAYBE, MAYBE, st.integers(0)), max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    missing=st.lists(st.builds(Missing, TEXTS, TEXTS), max_size=2).map(tuple),
)
