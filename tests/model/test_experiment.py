import pytest

from labbook.model.experiment import FrontMatter, Goal, PromisedMetric


@pytest.mark.parametrize(
    ("metric", "goal"),
    [
        ("test/accuracy", "max"),
        ("valid/accuracy", "max"),
        ("accuracy", "max"),
        ("valid/loss", "min"),
        ("valid/ctc_loss", "min"),
        ("valid/wer", None),
        ("valid/score", None),
        ("b/score", "max"),
        ("loss/total", None),
        ("train/odd_loss", "max"),
    ],
)
def test_a_goal_is_promised_or_plain_from_the_name_or_not_known(
    metric: str, goal: Goal | None
) -> None:
    front_matter = FrontMatter(
        "x",
        metrics=(
            PromisedMetric("test/accuracy", "max"),
            PromisedMetric("a/score", "min"),
            PromisedMetric("b/score", "max"),
            PromisedMetric("test/odd_loss", "max"),
        ),
        select=metric,
    )
    assert front_matter.goal_of(metric) == goal
    assert front_matter.select_goal == goal
