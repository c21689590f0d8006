"""Problems for the tests of their texts."""

from hypothesis import strategies as st

from labbook.model.problem import Problem, Severity

SOME = (
    Problem(
        "experiments/x/report.md", 20, "number-drifted", Severity.ERROR, "1 should be 2", "fill"
    ),
    Problem("labbook.toml", 1, "unknown-variable", Severity.WARNING, "LABBOOK_X is no setting"),
    Problem("experiments/x/config.yaml", 3, "history", Severity.HINT, "100 %: a, b", None, 7),
)
ANY = st.builds(
    Problem,
    path=st.text(min_size=1),
    line=st.integers(-1, 10_000),
    code=st.sampled_from(["number-drifted", "link-broken"]),
    severity=st.sampled_from(Severity),
    message=st.text(),
    hint=st.none() | st.text(),
    column=st.integers(-1, 500),
)
