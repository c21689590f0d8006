import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.cli.running import labbook, start_labbook
from tests.site.sample import FIRST, sample_journal, write

PATIENCE = 30
"""Seconds."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetched(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return str(answer.read().decode())
    except urllib.error.URLError:
        return ""


def wait_for(text: str, read: Callable[[], str]) -> str:
    """What is read, once the text is in it."""
    end = time.monotonic() + PATIENCE
    while text not in (found := read()) and time.monotonic() < end:
        time.sleep(0.2)
    return found


def test_serve_shows_the_site_and_what_changes_in_it(tmp_path: Path) -> None:
    root = sample_journal(tmp_path)
    port = free_port()
    server = start_labbook(root, "serve", "--port", str(port))
    try:
        page = f"http://127.0.0.1:{port}/experiments/{FIRST}/index.html"
        assert "Wide band" in wait_for("Wide band", lambda: fetched(page))
        write(root, {f"experiments/{FIRST}/report.md": "---\ntitle: Renamed\n---\n"})
        assert "Renamed" in wait_for("Renamed", lambda: fetched(page))
    finally:
        server.send_signal(signal.SIGINT)
        assert "Traceback" not in server.communicate(timeout=PATIENCE)[1]
    assert not (root / "site").exists()


def test_a_taken_port_is_an_error_with_a_hint(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = labbook(sample_journal(tmp_path), "serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr
