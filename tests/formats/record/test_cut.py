"""A record within its budget."""

from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.record.cut import cut_record, fewer_missing, listed_size, record_size
from labbook.model.metric import MetricSummary
from labbook.model.run import Artifact, Environment, Missing, RunRecord, Selected
from tests.commands.filled_journal import record


def large(metrics: int = 0, packages: int = 0, parameter: int = 0) -> RunRecord:
    point = (7, 0.12345678901234568)
    names = [f"train/m{n}" for n in range(metrics)] + ["valid/loss"]
    return record(
        1,
        1.0,
        metrics=dict.fromkeys(names, MetricSummary(9, point, point, point, point)),
        selected=Selected("valid/loss", "min", 7, dict.fromkeys(names, point)),
        environment=Environment(packages={f"package-{n}": "1.2.3" for n in range(packages)}),
        parameters={"lr": 0.001, "text": "x" * parameter},
    )


def test_a_record_that_fits_stays_as_it_is() -> None:
    whole = large(10, 10)
    assert cut_record(whole, record_size(whole), promised=()) is whole


def test_packages_go_before_metrics_and_both_are_said() -> None:
    whole = large(10, 1000)
    cut = cut_record(whole, record_size(whole) - 5000, promised=())
    assert len(cut.metrics) == 11
    assert 0 < len(cut.environment.packages) < 1000
    (said,) = cut.missing
    assert said.what.startswith(f"{1000 - len(cut.environment.packages)} of 1000 packages: ")
    assert said.why == "the run's folder has no room"


def test_metrics_go_last_by_name_but_never_one_that_is_promised() -> None:
    cut = cut_record(large(20_000), 100_000, promised={"valid/loss", "train/m9999"})
    assert record_size(cut) <= 100_000 + 1000
    assert {"valid/loss", "train/m9999", "train/m0"} <= cut.metrics.keys()
    assert cut.selected is not None
    assert cut.selected.values.keys() == cut.metrics.keys()
    (said,) = cut.missing
    assert said.what.startswith(f"{20_001 - len(cut.metrics)} of 20001 metrics: train/m")
    assert len(said.what) < 500


def test_a_huge_parameter_goes_and_the_others_stay() -> None:
    cut = cut_record(large(parameter=1 << 20), 10_000, promised=())
    assert cut.parameters == {"lr": 0.001}
    assert cut.missing[0].what == "1 of 2 parameters: text"


@given(
    st.integers(0, 60),
    st.integers(0, 60),
    st.integers(0, 3000),
    st.lists(st.text(max_size=300), max_size=30),
    st.integers(1500, 12_000),
)
def test_any_record_is_cut_to_what_it_may_take(
    metrics: int, packages: int, parameter: int, uris: list[str], most: int
) -> None:
    whole = large(metrics, packages, parameter)
    artifacts = tuple(Artifact("a", uri) for uri in uris)
    whole = record(
        1,
        1.0,
        metrics=whole.metrics,
        environment=whole.environment,
        parameters=whole.parameters,
        artifacts=artifacts,
    )
    cut = cut_record(whole, most, promised=())
    assert len(cut.artifacts) == len(whole.artifacts) or cut.missing
    assert record_size(record(1, 1.0, **{**vars(cut), "missing": ()})) <= most


@given(
    st.lists(st.builds(Missing, st.text(max_size=900), st.text()), max_size=50),
    st.integers(200, 9000),
)
def test_what_is_missing_takes_no_more_than_it_may(missing: list[Missing], most: int) -> None:
    kept = fewer_missing(missing, most)
    assert sum(map(listed_size, kept)) <= most
    assert len(kept) == len(set(kept))
    if len(kept) < len({(one.what[:499], one.why[:499]) for one in missing}):
        assert kept[-1].what.endswith(" more")
