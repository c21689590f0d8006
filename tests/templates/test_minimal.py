import pytest

from tests.templates.laid_out import lay_out, points, python, result


@pytest.fixture
def experiment(tmp_path):
    return lay_out("minimal", tmp_path / "experiment")


def train(experiment, name, *overrides):
    output = experiment.parent / name
    ended = python(
        experiment, "train.py", "config.yaml", *overrides, env={"LABBOOK_OUTPUT": output}
    )
    assert ended.returncode == 0, ended.stderr
    return output


def test_it_learns_something(experiment):
    output = train(experiment, "first")
    errors = [value for metric, _, value in points(output) if metric == "valid/error_rate"]
    assert len(errors) == 30
    assert result(output)["metrics"]["test/error_rate"] < 20  # chance: 50
    assert result(output)["environment"]["seed"] == 1986


def test_a_run_can_be_repeated_exactly(experiment):
    digests = [
        result(train(experiment, name, *overrides))["weights_digest"]
        for name, overrides in {
            "a": (),
            "b": (),
            "c": ("--lr", "0.01"),
            "d": ("--lr=1e-2",),
        }.items()
    ]
    assert digests[0] == digests[1] != digests[2] == digests[3]


@pytest.mark.parametrize("lr", ["1e9", "nan"])
def test_a_training_that_diverges_goes_on_and_says_so(experiment, lr):
    last = {name: value for name, _, value in points(train(experiment, "run", "--lr", lr))}
    assert not last["valid/loss"] < 1
    assert last["test/error_rate"] > 0


def test_a_parameter_that_is_not_there_is_refused(experiment):
    ended = python(experiment, "train.py", "config.yaml", "--lrr", "1")
    assert ended.returncode == 1
    assert "config.yaml has no parameter 'lrr'" in ended.stderr
