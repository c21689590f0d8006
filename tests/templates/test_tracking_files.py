"""Weights, pictures and sounds that a training hands over, with each tracker and without one."""

from collections.abc import Iterator
from hashlib import sha256

import pytest

from labbook.adapters.clearml_server import ServerTracker
from labbook.model.settings import Settings
from tests.fakes.clearml import ClearmlServer
from tests.templates.laid_out import result
from tests.templates.tracked_training import RUN, fetched, offline, train

WAV = b"RIFF\x04\0\0\0WAVE"
PNG = b"\x89PNG\r\n\x1a\n"
FILES = f"""
    for name in ("best", "last"):
        (run.output / name).mkdir()
        (run.output / name / "model.ckpt").write_bytes(name.encode())
        run.add_model(name, run.output / name / "model.ckpt")
    (run.output / "anna.wav").write_bytes({WAV!r})
    (run.output / "mel.png").write_bytes({PNG!r})
    run.add_sample("anna", run.output / "anna.wav", step=2, rank="worst")
    run.add_sample("mel", run.output / "mel.png", step=3)
"""
OWN_MODELS = """
    from clearml import OutputModel
    (run.output / "w.ckpt").write_bytes(b"weights")
    model = OutputModel(task=run._task, name="mine")
    model.update_weights(str(run.output / "w.ckpt"), auto_delete_file=False)
    model.publish()
    model.set_metadata("key", "value")
    model.update_weights_package([str(run.output / "w.ckpt")])
    (run.output / "survived").touch()
"""


def digest(content: bytes) -> str:
    return f"sha256:{sha256(content).hexdigest()}"


@pytest.fixture(params=["none", "offline", "server"])
def tracked(run, request, monkeypatch) -> Iterator[object]:
    """What comes home of the files, whatever the run reported to."""
    if request.param != "server":
        train(run, FILES, **(offline(run) if request.param == "offline" else {}))
        yield fetched(run)
        return
    with ClearmlServer() as server:
        assert "failed" not in train(run, FILES, **server.environment())
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        yield ServerTracker(Settings(tracker="clearml")).fetch(RUN, run.folder)


def test_files_come_home(tracked):
    models = {model.name: (model.size, model.sha256) for model in tracked.models}
    assert models == {name: (4, digest(name.encode())) for name in ("best", "last")}
    samples = {(s.title, s.series, s.step, s.suffix, s.content) for s in tracked.samples}
    assert samples == {
        ("worst/anna", "anna", 2, ".wav", WAV),
        ("mel", "mel", 3, ".png", PNG),
    }
    assert [artifact.name for artifact in tracked.artifacts] == ["errors"]
    assert {"General/lr": "0.5", "General/epochs": "2", "General/debug": "False"}.items() <= (
        tracked.parameters.items()
    )
    assert [lack for lack in tracked.missing if "agreement" in lack.what] == []


def test_the_result_notes_every_file(run):
    train(run, FILES)
    said = result(run.output)
    assert said["models"][0] == {
        "name": "best",
        "path": "best/model.ckpt",
        "size": 4,
        "sha256": digest(b"best"),
    }
    assert said["samples"][0] == {
        "name": "anna",
        "path": "anna.wav",
        "step": 2,
        "rank": "worst",
        "size": len(WAV),
        "sha256": digest(WAV),
    }


def test_weights_that_lie_elsewhere_are_noted_without_a_path(run):
    train(run, "    import pathlib; run.add_model('cfg', pathlib.Path('config.yaml'))\n")
    (model,) = result(run.output)["models"]
    assert (model["path"], model["size"]) == (None, 8)


def test_a_file_of_a_name_replaces_the_former(run):
    train(run, FILES + "    run.add_model('best', run.output / 'anna.wav')\n")
    best, _ = result(run.output)["models"]
    assert best["path"] == "anna.wav"


def test_a_rank_that_nobody_knows(run):
    said = train(run, FILES + "    run.add_sample('x', run.output / 'mel.png', rank='best')\n")
    assert "the rank of a sample is worst or typical, not best" in said
    assert len(result(run.output)["samples"]) == 2


def test_a_programs_own_models_do_not_end_an_offline_training(run):
    said = train(run, OWN_MODELS, **offline(run))
    assert (run.output / "survived").exists()
    assert said.count("the training goes on") == 3
    model = next(one for one in fetched(run).models if one.name == "mine")
    assert (model.size, model.sha256) == (7, digest(b"weights"))
