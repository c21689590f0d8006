"""The demo's audio, made for real but less of it."""

import csv
import hashlib
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.templates.laid_out import lay_out, python

pytest.importorskip("espeakng_loader", reason="pip install 'labbook[train]'")
soundfile = pytest.importorskip("soundfile", reason="pip install 'labbook[train]'")


FEW = """
SPEAKERS = {"train": ["m1", "f1"], "valid": ["m7"], "test": ["m5"]}
TAKES = {"train": 2, "valid": 1, "test": 1}
"""


@pytest.fixture
def demo(tmp_path, monkeypatch):
    """The folder of an experiment; its modules are importable in the test."""
    folder = lay_out("demo", tmp_path / "experiment")
    monkeypatch.syspath_prepend(str(folder))
    yield folder
    for name in ("prepare", "synthesizer"):
        sys.modules.pop(name, None)


@pytest.fixture
def small_demo(demo):
    """The same with few utterances."""
    text = (demo / "prepare.py").read_text(encoding="utf-8")
    functions, start, main = text.partition("\nif __name__")
    (demo / "prepare.py").write_text(functions + FEW + start + main, encoding="utf-8")
    return demo


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def test_an_utterance_does_not_depend_on_what_was_made_before(demo, tmp_path):
    import prepare

    some = prepare.utterances("train")[::17]
    for name, order in {"forth": some, "back": some[::-1]}.items():
        for band in prepare.BANDS:
            (tmp_path / name / band).mkdir(parents=True)
        for one in order:
            prepare.make_utterance(one, tmp_path / name)
    assert len(digests(tmp_path / "forth")) == 2 * len(some)
    assert digests(tmp_path / "forth") == digests(tmp_path / "back")


def test_nobody_speaks_in_two_splits(demo):
    import prepare

    speakers = [set(names) for names in prepare.SPEAKERS.values()]
    assert sum(map(len, speakers)) == len(set.union(*speakers))


def test_the_telephone_is_a_real_one(demo, tmp_path):
    import prepare

    for band in prepare.BANDS:
        (tmp_path / band).mkdir()
    one = prepare.Utterance("en-us", "yes", "f1", 0)
    seconds = prepare.make_utterance(one, tmp_path)
    wide, phone = (soundfile.info(tmp_path / one.file(band)) for band in prepare.BANDS)
    assert (wide.samplerate, wide.subtype) == (16_000, "PCM_16")
    assert wide.duration == pytest.approx(seconds, abs=0.001)
    assert (phone.samplerate, phone.format, phone.subtype) == (8_000, "MP3", "MPEG_LAYER_III")
    power = {}
    for band in prepare.BANDS:
        signal, rate = soundfile.read(tmp_path / one.file(band))
        spectrum = np.abs(np.fft.rfft(signal, n=2 * rate)) ** 2  # bins of half a hertz
        power[band] = spectrum[:400].sum() / spectrum[800:6000].sum()
    assert power["phone"] < power["wide"] / 10  # below 200 Hz, against 400 … 3000 Hz


def test_manifests_name_audio_that_is_there(small_demo, tmp_path):
    manifests = tmp_path / "data"
    code = f"import prepare; prepare.prepare({str(manifests)!r})"
    for cache in ("cache", "cache", "other"):
        ended = python(small_demo, "-c", code, env={"XDG_CACHE_HOME": tmp_path / cache})
        assert ended.returncode == 0, ended.stderr
    (audio,) = (tmp_path / "other" / "labbook").iterdir()
    assert digests(tmp_path / "cache") == digests(tmp_path / "other")
    rows = {}
    for path in manifests.iterdir():
        with path.open(encoding="utf-8") as file:
            rows[path.stem] = list(csv.DictReader(file))
    assert {len(rows[f"train-{band}"]) for band in ("wide", "phone", "mixed")} == {40}
    assert {row["band"] for row in rows["train-mixed"]} == {"wide", "phone"}
    assert [row["ID"] for row in rows["train-mixed"]] == [row["ID"] for row in rows["train-wide"]]
    assert {row["label"] for row in rows["test-phone"]} == {
        *("yes", "no", "left", "right", "stop"),
        *("да", "нет", "влево", "вправо", "стоп"),
    }
    for row in rows["train-mixed"]:
        assert Path(row["wav"]).is_relative_to(audio)
        assert Path(row["wav"]).is_file()
        assert 0.2 < float(row["duration"]) < 2


def test_a_home_that_cannot_be_written_to(small_demo, tmp_path):
    code = "import prepare; print(prepare.cached_audio())"
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    ended = python(small_demo, "-c", code, env={"HOME": "/proc/none", "TMPDIR": temporary})
    assert ended.returncode == 0, ended.stderr
    assert Path(ended.stdout.strip()).parent == temporary / "labbook"
