"""Makes the demo's audio: spoken commands, in a studio and over the telephone.

The speech is espeak-ng's; the telephone is its band (300-3400 Hz), its sampling rate (8 kHz) and
a real MP3 codec. Nothing is downloaded. What an utterance sounds like depends on its name alone:
its name seeds its random numbers.

The audio is made once a machine and kept in a cache; a run gets manifests that point there.
"""

import csv
import functools
import hashlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import synthesizer
from scipy.signal import butter, resample_poly, sosfilt
from synthesizer import speak

WORDS = {
    "en-us": ["yes", "no", "left", "right", "stop"],
    "ru": ["да", "нет", "влево", "вправо", "стоп"],
}
# Nobody speaks in two splits.
SPEAKERS = {
    "train": ["m1", "m2", "m3", "m4", "f1", "f2", "f3", "Andy", "Annie", "Denis", "Mario", "linda"],
    "valid": ["m7", "f4", "zac", "caleb"],
    "test": ["m5", "m8", "f5", "Michael", "Alicia", "steph"],
}
TAKES = {"train": 10, "valid": 5, "test": 8}
BANDS = {"wide": "wav", "phone": "mp3"}
RATE, PHONE_RATE = 16_000, 8_000  # Hz
TELEPHONE = butter(6, (300, 3_400), btype="bandpass", fs=RATE, output="sos")
MP3_COMPRESSION = 0.9  # 0 … 1 from the highest bit rate to the lowest


@dataclass(frozen=True)
class Utterance:
    language: str
    word: str
    speaker: str
    take: int

    def __str__(self) -> str:
        return f"{self.language}-{self.word}-{self.speaker}-{self.take}"

    def file(self, band: str) -> str:
        return f"{band}/{self}.{BANDS[band]}"


def utterances(split: str) -> list[Utterance]:
    return [
        Utterance(language, word, speaker, take)
        for language, words in WORDS.items()
        for word in words
        for speaker in SPEAKERS[split]
        for take in range(TAKES[split])
    ]


def prepare(folder: str) -> None:
    """Write the manifests `<split>-<band>.csv` into `folder`, making the audio if need be.

    The band `mixed` has each utterance once, every other take of it over the telephone.
    """
    audio = cached_audio()
    durations = json.loads((audio / "durations.json").read_text())
    Path(folder).mkdir(parents=True, exist_ok=True)
    for split in SPEAKERS:
        for band in [*BANDS, "mixed"]:
            with Path(folder, f"{split}-{band}.csv").open("w", encoding="utf-8") as file:
                manifest = csv.writer(file, lineterminator="\n")
                manifest.writerow(["ID", "duration", "wav", "label", "speaker", "band"])
                for one in utterances(split):
                    own = list(BANDS)[one.take % 2] if band == "mixed" else band
                    wav = audio / one.file(own)
                    manifest.writerow([one, durations[str(one)], wav, one.word, one.speaker, own])


def cached_audio() -> Path:
    """The folder with all audio, made if it isn't there. Its name is a digest of what makes it."""
    maker = Path(__file__).read_bytes() + Path(synthesizer.__file__).read_bytes()
    name = f"demo-{hashlib.sha256(maker).hexdigest()[:12]}"
    caches = [
        Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"),
        Path(tempfile.gettempdir()),
    ]
    for cache in caches:
        if (cache / "labbook" / name).is_dir():
            return cache / "labbook" / name
    for cache in caches:
        try:
            (cache / "labbook").mkdir(parents=True, exist_ok=True)
            unfinished = Path(tempfile.mkdtemp(dir=cache / "labbook"))
        except OSError:
            continue
        try:
            # A process of its own: the trainer's would carry torch into each fork.
            subprocess.run([sys.executable, __file__, unfinished], check=True)
            return _rename(unfinished, cache / "labbook" / name)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    raise SystemExit("the demo's audio needs a folder to write to: set XDG_CACHE_HOME")


def _rename(unfinished: Path, audio: Path) -> Path:
    try:
        unfinished.rename(audio)
    except OSError:
        if not audio.is_dir():  # otherwise another run was faster, with the same content
            raise
    return audio


def make_audio(folder: Path) -> None:
    """Speak all utterances into `folder`."""
    for band in BANDS:
        (folder / band).mkdir(parents=True)
    every = [one for split in SPEAKERS for one in utterances(split)]
    with multiprocessing.get_context("fork").Pool() as pool:
        seconds = pool.map(functools.partial(make_utterance, folder=folder), every)
    durations = dict(zip(map(str, every), seconds, strict=True))
    (folder / "durations.json").write_text(json.dumps(durations))


def make_utterance(one: Utterance, folder: Path) -> float:
    """Speak one utterance in both bands, with its own tempo, pitch, pauses, level and noise.

    Returns its duration in seconds.
    """
    seed = hashlib.sha256(str(one).encode()).digest()
    random = np.random.default_rng(list(seed))
    tempo, pitch = int(random.integers(130, 220)), int(random.integers(25, 75))
    breath = int(random.integers(2**31))
    speech, rate = speak(one.word, f"{one.language}+{one.speaker}", tempo, pitch, breath)
    speech = resample_poly(speech, RATE, rate)
    pauses = random.integers(RATE // 50, RATE // 5, size=2)
    wide = np.pad(speech * random.uniform(0.2, 0.9), pauses)
    snr = random.uniform(5, 30)  # dB
    noise = random.normal(size=wide.size) * np.sqrt(np.mean(wide**2)) * 10 ** (-snr / 20)
    wide = np.clip(wide + noise, -1, 1)
    soundfile.write(folder / one.file("wide"), wide, RATE, subtype="PCM_16")
    soundfile.write(
        folder / one.file("phone"),
        over_telephone(wide),
        PHONE_RATE,
        format="MP3",
        bitrate_mode="CONSTANT",
        compression_level=MP3_COMPRESSION,
    )
    return round(wide.size / RATE, 3)


def over_telephone(wide: np.ndarray) -> np.ndarray:
    """The waveform at 8 kHz, with what is outside of the telephone's band taken away."""
    return np.clip(resample_poly(sosfilt(TELEPHONE, wide), PHONE_RATE, RATE), -1, 1)


if __name__ == "__main__":
    make_audio(Path(sys.argv[1]))
