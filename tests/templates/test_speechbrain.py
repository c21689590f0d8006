"""A real SpeechBrain training on somebody's own audio, in processes of its own."""

import csv
import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from labbook.adapters.clearml_offline import OfflineTracker
from labbook.formats.config import read_config
from labbook.model.layout import LocalRunLayout
from labbook.model.reference import RunRef
from labbook.model.settings import Settings
from tests.templates.laid_out import lay_out, points, python, result

INSTALL = "pip install 'labbook[train]'"
if not all(map(find_spec, ("speechbrain", "hyperpyyaml", "espeakng_loader"))):
    pytest.skip(INSTALL, allow_module_level=True)

RUN = RunRef("2026-11-23-commands", 1)
WORDS = ["yes", "no"]
VOICES = {"train": ["m1", "m2", "f1", "f2"], "valid": ["m3", "f3"], "test": ["m4", "f4"]}
SHORT = ["--classes", "2", "--epochs", "2", "--batch_size", "4"]
EACH_STAGE = {"train/loss", "train/lr", "valid/loss", "valid/error_rate"}
SAY = """
import json, sys, soundfile
from synthesizer import speak
for path, word, voice in json.load(sys.stdin):
    soundfile.write(path, *speak(word, f"en-us+{voice}", 175, 50))
"""
DIGESTS = """
import sys, torch, tracking
for path in sys.argv[1:]:
    state = torch.load(path)
    learned = {name: state[name] for name in state if name.endswith((".weight", ".bias"))}
    print(tracking.weights_digest(learned))
"""


@pytest.fixture(scope="module")
def audio(tmp_path_factory):
    """Audio at espeak-ng's own rate beside manifests in both forms, paths in three forms."""
    folder = tmp_path_factory.mktemp("audio")
    spoken = []
    for split, voices in VOICES.items():
        items = [(f"{word}-{voice}", word, voice) for voice in voices for word in WORDS]
        spoken += [(f"{name}.flac", word, voice) for name, word, voice in items]
        rows = [[name, 1.0, f"{name}.flac", word] for name, word, _ in items]
        rows[0][2] = f"$data_root/{rows[0][2]}"
        rows[1][2] = f"{folder}/{rows[1][2]}"
        with (folder / f"{split}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["ID", "duration", "wav", "label"], *rows])
        entries = {
            name: {
                "length": 1.0,
                "wav": f"{{data_root}}/{name}.flac",
                "label": word,
                "accent": "us",
            }
            for name, word, _ in items
        }
        (folder / f"{split}.json").write_text(json.dumps(entries))
    demo = lay_out("demo", tmp_path_factory.mktemp("demo"))
    (demo / "say.py").write_text(SAY)
    (demo / "words.json").write_text(json.dumps([(f"{folder}/{p}", w, v) for p, w, v in spoken]))
    ended = python(demo, "-c", "import sys; sys.stdin = open('words.json'); import say")
    assert ended.returncode == 0, ended.stderr
    return folder


@pytest.fixture(scope="module")
def experiment(tmp_path_factory):
    return lay_out("speechbrain", tmp_path_factory.mktemp("experiment"))


def train(experiment, output, *overrides, **env):
    given = {"LABBOOK_RUN": str(RUN), "LABBOOK_OUTPUT": output, "OMP_NUM_THREADS": "1"}
    return python(experiment, "train.py", "config.yaml", *overrides, env={**given, **env})


@pytest.fixture(scope="module")
def first(experiment, audio, tmp_path_factory):
    """A finished run, with ClearML offline, on a folder that `launch.yaml` would name."""
    run = LocalRunLayout(tmp_path_factory.mktemp("run"))
    env = OfflineTracker(Settings()).prepare(run.folder, name=str(RUN), project="speech")
    ended = train(experiment, run.output, *SHORT, LABBOOK_DATA_SPEECH=audio, **env)
    assert ended.returncode == 0, ended.stderr
    return run


def test_the_config_can_be_read_without_executing_it(experiment):
    text = (experiment / "config.yaml").read_text(encoding="utf-8")
    config = read_config(text, name="config.yaml")
    assert config.problems == ()
    assert config.parameters()["optimizer.lr"] == config.parameters()["lr"] == 0.002
    assert config.classes()["encoder"] == "speechbrain.lobes.models.Xvector.Xvector"


def test_own_audio_goes_in_and_every_metric_comes_out(first):
    said = result(first.output)
    assert (said["state"], said["environment"]["threads"]) == ("finished", 1)
    assert set(said["metrics"]) == EACH_STAGE | {"test/loss", "test/error_rate"}
    assert said["metrics"]["test/error_rate"] in {0, 25, 50, 75, 100}  # of four utterances
    assert [artifact["name"] for artifact in said["artifacts"]] == ["test-errors"]
    assert list(first.output.glob("save/CKPT+*/encoder.ckpt"))
    tracked = OfflineTracker(Settings()).fetch(RUN, first.folder)
    steps = {series.metric: list(series.steps) for series in tracked.series}
    assert {metric: steps[metric] for metric in EACH_STAGE} == {
        metric: [1, 2] for metric in EACH_STAGE
    }
    assert [what for what in tracked.missing if "agreement" in what.what] == []
    assert tracked.weights_digest == said["weights_digest"]
    assert [text.artifact for text in tracked.error_texts] == ["test-errors"]


def test_the_same_run_has_the_same_weights(first, experiment, audio, tmp_path):
    """Also without ClearML, from JSON manifests and in another folder."""
    manifests = [f"--{split}={audio}/{split}.json" for split in ("train", "valid")]
    tests = f"--tests={{test: {audio}/test.json}}"
    ended = train(experiment, tmp_path / "again", *SHORT, *manifests, tests, f"--speech={audio}")
    assert ended.returncode == 0, ended.stderr
    assert result(tmp_path / "again")["weights_digest"] == result(first.output)["weights_digest"]
    assert result(tmp_path / "again")["metrics"] == result(first.output)["metrics"]
    assert {metric for metric, step, _ in points(tmp_path / "again") if step == 2} == EACH_STAGE


def test_a_run_goes_on_from_the_weights_of_another(first, experiment, audio, tmp_path):
    """Nothing is learnt in it, so what it learnt is what one of the other's checkpoints holds."""
    options = ["--lr=0", "--lr_final=0", f"--pretrained={first.output}/save"]
    ended = train(experiment, tmp_path / "on", *SHORT, *options, LABBOOK_DATA_SPEECH=audio)
    assert ended.returncode == 0, ended.stderr
    (after,) = (tmp_path / "on").glob("save/CKPT+*/classifier.ckpt")
    before = first.output.glob("save/CKPT+*/classifier.ckpt")
    digests = python(experiment, "-c", DIGESTS, after, *before).stdout.split()
    assert len(digests) >= 2
    assert digests[0] in digests[1:]


def test_a_smoke_run_is_short(experiment, audio, tmp_path):
    options = ["--classes=2", "--batch_size=4", "--debug"]
    ended = train(experiment, tmp_path / "smoke", *options, LABBOOK_DATA_SPEECH=audio)
    assert ended.returncode == 0, ended.stderr
    steps = {step for metric, step, _ in points(tmp_path / "smoke") if metric == "valid/loss"}
    assert steps == {1, 2}


def test_labels_that_are_not_as_many_as_the_config_says(experiment, audio, tmp_path):
    ended = train(experiment, tmp_path / "failed", "--batch_size=4", LABBOOK_DATA_SPEECH=audio)
    assert ended.returncode == 1
    assert "has 2 labels, but `classes` is 10" in result(tmp_path / "failed")["error"]
    assert result(tmp_path / "failed")["state"] == "failed"


def test_a_new_experiment_says_that_it_has_no_data(experiment, tmp_path):
    ended = train(experiment, tmp_path / "failed")
    assert ended.returncode == 1
    assert ended.stderr.endswith("`speech` in the config is your data's folder\n")


def test_nothing_is_written_beside_the_audio(audio, experiment):
    assert {path.suffix for path in audio.iterdir()} == {".csv", ".json", ".flac"}
    assert not (Path(experiment) / "output").exists()
