"""Pictures and sounds of runs, as the site shows them."""

import io
import math
import struct
import wave
import zlib
from pathlib import Path
from typing import Any

import pytest

from labbook.site.build import build_site
from labbook.site.links import Target
from labbook.site.markdown import Reader, render_markdown
from tests.browser import browser
from tests.site.sample import SECOND, sample_journal, write


def html(text: str) -> str:
    def resolve(link: str) -> Target:
        return Target(link, outside=link.startswith("https:"))

    return render_markdown(text, Reader(resolve, lambda _: None)).html


@pytest.mark.parametrize("suffix", ["wav", "mp3", "flac", "ogg", "WAV"])
def test_a_sound_is_played(suffix: str) -> None:
    assert html(f'![call &#34;7&#34;, "run" 1](runs/1/a%20b.{suffix}?v=1)') == (
        f'<p><audio controls preload="none" src="runs/1/a%20b.{suffix}?v=1"'
        ' aria-label="call &quot;7&quot;, &quot;run&quot; 1"'
        ' title="call &quot;7&quot;, &quot;run&quot; 1"></audio></p>\n'
    )


def test_a_sound_without_words_has_none() -> None:
    assert html("![](a.wav)") == '<p><audio controls preload="none" src="a.wav"></audio></p>\n'


def test_a_sound_from_outside_is_a_link() -> None:
    assert "<audio" not in html("![x](https://elsewhere/x.wav)")


def test_a_picture_stays_a_picture() -> None:
    assert html("![x](a.png)") == '<p><img src="a.png" alt="x" loading="lazy"></p>\n'


def tone() -> bytes:
    """Half a second of 440 Hz as 16 bit PCM."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        values = (int(9000 * math.sin(n * math.tau * 440 / 8000)) for n in range(4000))
        sound.writeframes(b"".join(struct.pack("<h", value) for value in values))
    return file.getvalue()


def grey(width: int, height: int) -> bytes:
    """A grey picture as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SAMPLES = """
<details>
<summary>The worst samples (2)</summary>

call 7, run 1:

![call 7](runs/1/figures/worst.wav)

spectrogram, run 1:

![spectrogram](runs/1/figures/worst.png)

</details>
"""


@pytest.mark.parametrize("width", [390, 1200])
def test_samples_are_seen_and_heard_once_unfolded(tmp_path: Path, width: int) -> None:
    root = sample_journal(tmp_path)
    report = root / "experiments" / SECOND / "report.md"
    figures = f"experiments/{SECOND}/runs/1/figures"
    write(root, {f"{figures}/worst.wav": tone(), f"{figures}/worst.png": grey(2000, 40)})
    report.write_text(report.read_text() + SAMPLES)
    site = build_site(root / "mkdocs.yml", None, strict=True)
    with browser() as chromium:
        page: Any = chromium.new_page(viewport={"width": width, "height": 900})
        page.goto(f"file://{site}/experiments/{SECOND}/index.html")
        page.get_by_text("The worst samples").click()
        page.locator("img[alt=spectrogram]").scroll_into_view_if_needed()
        page.wait_for_function(
            "document.querySelector('img[alt=spectrogram]').naturalWidth == 2000"
        )
        page.locator("audio").evaluate("sound => { sound.preload = 'metadata'; sound.load() }")
        page.wait_for_function("document.querySelector('audio').duration == 0.5")
        assert page.locator("audio").bounding_box()["width"] <= width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
