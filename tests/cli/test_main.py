"""The one place where errors end."""

import errno
import tempfile
from importlib import import_module
from pathlib import Path

import pytest

from labbook.cli.output import put


def run(monkeypatch: pytest.MonkeyPatch, error: Exception) -> int:
    def program() -> object:
        def fail(**_: object) -> None:
            raise error

        return fail

    module = import_module("labbook.cli.main")
    monkeypatch.setattr(module, "program", program)
    with pytest.raises(SystemExit) as end:
        module.main()
    return int(str(end.value.code))


def test_what_the_disk_declines_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    declined = PermissionError(errno.EACCES, "Permission denied", "experiments/x/report.md")
    assert run(monkeypatch, declined) == 4
    assert capsys.readouterr().err == "error: experiments/x/report.md: Permission denied\n"


def test_a_bug_leaves_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert run(monkeypatch, FileNotFoundError(errno.ENOENT, "No such file", "x")) == 70
    [log] = tmp_path.iterdir()
    assert f"please report it and attach {log}" in capsys.readouterr().err
    assert "FileNotFoundError" in log.read_text()


def test_nothing_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    put("\x1b[31mred\x1b[0m \x1b]0;title\x07done\x9b2J")
    assert capsys.readouterr().out == "red done2J\n"
