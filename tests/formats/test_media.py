"""What a file is, by its first bytes."""

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.media import PICTURES, SOUNDS, media_suffix


@pytest.mark.parametrize(
    ("suffix", "kind"), [(".wav", "WAV"), (".flac", "FLAC"), (".ogg", "OGG"), (".mp3", "MP3")]
)
def test_a_sound_that_libsndfile_wrote_is_one(tmp_path, suffix: str, kind: str) -> None:
    path = tmp_path / "sound"
    soundfile.write(path, np.zeros(1600, "float32"), 16_000, format=kind)
    assert media_suffix(path.read_bytes()) == suffix


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (b"\x89PNG\r\n\x1a\n", ".png"),
        (b"\xff\xd8\xff\xe0", ".jpg"),
        (b"GIF89a", ".gif"),
        (b"RIFF\0\0\0\0WEBPVP8", ".webp"),
        (b"ID3\x04\0", ".mp3"),
        (b"RIFF\0\0\0\0AVI ", None),
        (b"\xff\xfe\0\0", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", None),
        (b"<html>", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_the_first_bytes_decide(content: bytes, suffix: str | None) -> None:
    assert media_suffix(content) == suffix


@given(st.binary(max_size=16))
def test_any_bytes_are_told(content: bytes) -> None:
    assert media_suffix(content) in {None, *PICTURES, *SOUNDS}


@given(st.text())
def test_no_text_is_a_picture_or_a_sound(text: str) -> None:
    assert media_suffix(f"\n{text}".encode()) is None
