"""Which runs a parameter is compared with, and which finding stands for which."""

import pytest

from labbook.formats.config import read_config
from labbook.formats.config.causes import find_causes
from labbook.formats.config.recorded import recorded_config
from labbook.formats.history import History, unusual
from labbook.model.problem import Severity
from tests.formats.history.lab import ADAM, CONFIG, ECAPA, NAME, found, messages, past, run

SGD = {"encoder": ECAPA, "optimizer": "torch.optim.SGD"}
XVECTOR = {"encoder": "speechbrain.lobes.models.Xvector.Xvector", "optimizer": ADAM}


def test_runs_with_the_same_optimizer_and_model_count_before_others() -> None:
    others = past([0.02] * 30, classes=SGD) + past([0.02] * 30, classes=XVECTOR)
    [message] = messages(past([0.001] * 5) + others)
    assert "5 runs of ECAPA_TDNN with Adam" in message


def test_then_those_with_the_same_optimizer_then_those_with_the_same_model() -> None:
    few = past([0.001] * 4)
    [with_adam] = messages(few + past([0.002] * 4, classes=XVECTOR) + past([0.02] * 9, classes=SGD))
    assert "8 runs with Adam" in with_adam
    [of_ecapa] = messages(past([0.001] * 4) + past([0.002] * 4, classes=SGD))
    assert "8 runs of ECAPA_TDNN, not all with Adam (" in of_ecapa


def test_what_an_object_is_called_is_of_no_matter() -> None:
    renamed = {"embedding_model": ECAPA, "opt_class": ADAM}
    [message] = messages(past([0.001] * 6, classes=renamed))
    assert "6 runs of ECAPA_TDNN with Adam" in message


def test_an_argument_is_compared_with_those_of_its_own_object() -> None:
    text = CONFIG.replace("lr: 0.02", "lr: 0.001").replace("512", "4096")
    other = {"encoder": "a.Encoder", "teacher": ECAPA}
    assert messages(past([512] * 9, key="encoder.channels", classes=other), text) == []


def test_runs_of_other_classes_are_no_history() -> None:
    other = {"encoder": "wav2vec.Model", "optimizer": "torch.optim.SGD"}
    assert messages(past([1e-5] * 40, classes=other)) == []


def test_runs_that_name_no_class_are_better_than_none() -> None:
    [message] = messages(past([0.001] * 6, classes={}))
    assert "6 runs that name no class (" in message


def test_a_config_without_classes_is_compared_by_its_keys() -> None:
    [own_kind] = messages(past([0.001] * 6, classes={}) + past([0.02] * 50), "lr: 0.02\n")
    assert "median of 6 runs (" in own_kind
    [any_class] = messages(past([0.001] * 6), "lr: 0.02\n")
    assert "6 runs of any class" in any_class


def test_a_config_without_models_is_compared_by_its_keys() -> None:
    text = "lr: 0.02\nloss: !name:torch.nn.functional.nll_loss\n"
    [message] = messages(past([0.001] * 6), text)
    assert "median of 6 runs (" in message


def test_what_stands_in_an_object_is_compared_within_its_class() -> None:
    text = CONFIG.replace("lr: 0.02", "lr: 0.001").replace("512", "4096")
    [message] = messages(past([512] * 9, key="encoder.channels"), text)
    assert message.startswith("encoder.channels 4096 is 8 × the median of 9 runs of ECAPA_TDNN (")


def test_features_are_no_model() -> None:
    text = """\
modules:
  features: !new:speechbrain.lobes.features.Fbank
  encoder: !new:a.Encoder
epochs: 100
"""
    classes = {"modules.features": "other.features.MFCC", "modules.encoder": "a.Encoder"}
    [message] = messages(past([10] * 9, key="epochs", classes=classes), text)
    assert "9 runs of Encoder (" in message


def test_many_classes_are_told_in_short() -> None:
    names = "abcdef"
    text = "modules:\n" + "".join(f"  {n}: !new:m.{n.upper()}\n" for n in names) + "epochs: 100\n"
    classes = {f"modules.{n}": f"m.{n.upper()}" for n in names}
    [message] = messages(past([10] * 9, key="epochs", classes=classes), text)
    assert "9 runs of A, B, C and 3 more (" in message


def test_what_follows_an_unusual_value_is_not_named_beside_it() -> None:
    parameters = {"lr": 0.001, "optimizer.lr": 0.001, "warm": 0.0001, "half": 0.0005}
    runs = [run(parameters) for _ in range(9)]
    text = CONFIG + "warm: !ref <lr> / 10\nhalf: !ref <warm> * 5\n"
    assert list(found(runs, text)) == ["lr"]


def test_what_is_unusual_though_its_cause_is_not_is_named() -> None:
    runs = [run({"lr": 0.02, "warm": 0.0002, "late": 0.0002}) for _ in range(9)]
    text = CONFIG + "warm: !ref <lr> * 10\nlate: !ref <lr> * 10\n"
    assert list(found(runs, text)) == ["warm"]


def test_a_cause_that_nobody_else_has_is_told_by_what_follows_it() -> None:
    runs = [run({"optimizer.lr": 0.001}) for _ in range(9)]
    assert list(found(runs)) == ["optimizer.lr"]


def test_of_a_list_and_of_an_alias_one_is_named() -> None:
    runs = [run({"sizes.0": 64, "sizes.1": 64, "one": 1, "two": 1}) for _ in range(9)]
    text = CONFIG + "sizes: [640, 640]\none: &x 10\ntwo: *x\n"
    assert list(found(runs, text)) == ["sizes.0", "one"]


@pytest.mark.parametrize(
    "text",
    [
        "seed: 99999\n",
        "data_seed: 99999\n",
        "gpu_id: 99999\n",
        "start: !apply:torch.manual_seed [99999]\n",
        "seed: 99999\nstart: !ref <seed>\n",
        "start: !new:a.B {n: 99999}\n",
    ],
)
def test_seeds_ids_and_objects_are_no_choice(text: str) -> None:
    keys = ("seed", "data_seed", "gpu_id", "start.0", "start")
    assert messages([run(dict.fromkeys(keys, 1)) for _ in range(9)], text) == []


def test_a_value_that_its_own_run_has_finished_with_is_past_warning() -> None:
    new = {"experiment": "2026-11-23-new"}
    assert len(messages(past([0.001] * 9) + past([0.02]))) == 1
    for fields, named in (({}, 0), ({"diverged": True}, 1)):
        own = run({"lr": 0.02, "optimizer.lr": 0.02}, **new, **fields)  # type: ignore[arg-type]
        assert len(messages([*past([0.001] * 9), own])) == named


def test_the_experiment_s_own_runs_are_no_history() -> None:
    own = [run({"lr": 0.001}, experiment="2026-11-23-new") for _ in range(9)]
    assert messages(own) == []
    assert messages([*own, *past([0.02] * 5)]) == []


def test_references_of_an_included_file_count_from_its_own_top() -> None:
    texts = {"experiments/2026-11-23-new/part.yaml": "lr: 0.02\nwarm: !ref <lr> / 10\n"}
    config = read_config(
        "lr: 0.001\npart: !include:part.yaml\n", name=NAME, read_include=texts.__getitem__
    )
    assert config.problems == ()
    assert find_causes(config) == {"part.warm": {"part.lr"}}
    runs = [run({"part.lr": 0.001, "part.warm": 0.0001}) for _ in range(9)]
    [(key, problem)] = unusual(History(runs), config, experiment="2026-11-23-new").items()
    assert (key, problem.path) == ("part.lr", "experiments/2026-11-23-new/part.yaml")


def test_values_of_a_run_known_by_its_record_are_told_one_by_one() -> None:
    record = recorded_config("run.json", {"lr": 5.0, "epochs": 900}, {"model": ECAPA})
    runs = [run({"lr": 0.001, "epochs": 9}, classes={"model": ECAPA}) for _ in range(6)]
    assert [*unusual(History(runs), record, experiment="2026-11-23-new")] == ["lr", "epochs"]


def test_beside_runs_of_the_model_with_another_optimizer_only_it_is_a_hint() -> None:
    [problem] = found(past([0.001] * 9, classes=SGD)).values()
    assert "9 runs of ECAPA_TDNN, none with Adam (" in problem.message
    assert problem.severity is Severity.HINT
    some = past([0.001] * 4) + past([0.001] * 9, classes=SGD)
    [problem] = found(some).values()
    assert ", not all with Adam (" in problem.message
    assert problem.severity is Severity.WARNING
