"""The code of an experiment, as far as it lies in its folder."""

import os
from pathlib import Path

import pytest

from labbook.journal.experiment_code import MAX_BYTES, MAX_FILES, experiment_code
from labbook.model.layout import ExperimentLayout
from labbook.model.manifest import CodeSource, Manifest


@pytest.fixture
def layout(tmp_path: Path) -> ExperimentLayout:
    (tmp_path / "train.py").write_text("import data.load\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "load.py").write_text("# load\n")
    for hidden in (".venv", "runs", "__pycache__"):
        (tmp_path / hidden).mkdir()
        (tmp_path / hidden / "other.py").write_text("broken(\n")
    return ExperimentLayout(tmp_path)


def manifest(*command: str) -> Manifest:
    return Manifest(command or ("python", "train.py", "config.yaml"))


def test_the_script_and_all_files_of_the_folder(layout: ExperimentLayout) -> None:
    code = experiment_code(layout, manifest("torchrun", "./train.py", "config.yaml", "--debug"))
    assert code is not None
    assert code.entry == "train.py"
    assert code.texts == {"train.py": "import data.load\n", "data/load.py": "# load\n"}


@pytest.mark.parametrize(
    "command",
    [
        ("sh", "run.sh", "config.yaml"),
        ("python", "-m", "lab.train", "config.yaml"),
        ("python", "other.py", "config.yaml"),
        ("python", "../train.py", "config.yaml"),
        ("python", "/lab/train.py", "config.yaml"),
        ("python", "train.py"),
        ("python", "train.py", "other.yaml"),
        ("python", "train.py", "config.yaml", "other.yml"),
        ("python", "tr\0ain.py", "config.yaml"),
    ],
)
def test_code_elsewhere_is_not_read(layout: ExperimentLayout, command: tuple[str, ...]) -> None:
    (layout.folder.parent / "train.py").write_text("")
    assert experiment_code(layout, manifest(*command)) is None


def test_code_of_another_repository_is_not_read(layout: ExperimentLayout) -> None:
    source = CodeSource("https://git.lab/code.git", "0" * 40)
    other = Manifest(("python", "train.py", "config.yaml"), code=source)
    assert experiment_code(layout, other) is None


@pytest.mark.parametrize("what", ["fifo", "loop", "bytes", "long", "many"])
def test_a_file_that_can_not_be_read_leaves_nothing(layout: ExperimentLayout, what: str) -> None:
    path = layout.folder / "more.py"
    match what:
        case "fifo":
            os.mkfifo(path)
        case "loop":
            path.symlink_to(path)
        case "bytes":
            path.write_bytes(b"\xff")
        case "long":
            path.write_text("#" * MAX_BYTES)
        case "many":
            for number in range(MAX_FILES):
                (layout.folder / f"m{number}.py").touch()
    assert experiment_code(layout, manifest()) is None
