"""What check says of a config and a manifest, and of the code that they run."""

import os
from pathlib import Path

import pytest

from labbook.commands.check import check
from labbook.journal.find import Journal, find_journal
from labbook.model.codes import GROUPS
from tests.commands.filled_journal import ID, make_journal

CODES = {code.name for code in GROUPS["What the code and the cluster take"]}
CONFIG = """seed: 1
__seed: !apply:model.set_seed [!ref <seed>]
output_folder: output
width: 8
lr: 1e-3
net: !new:model.Net
  width: !ref <width>
opt: !name:shared.optimizers.Adam
  lr: !ref <lr>
"""
TRAIN = """import sys
import speechbrain as sb
from hyperpyyaml import load_hyperpyyaml

if __name__ == "__main__":
    file, options, overrides = sb.parse_arguments(sys.argv[1:])
    with open(file) as stream:
        hparams = load_hyperpyyaml(stream, overrides)
    sb.Brain({"net": hparams["net"]}, hparams["opt"], hparams, options).fit(range(1), [])
    print(hparams["output_folder"])
"""
MODEL = """open("imported", "w")

def set_seed(seed): pass

class Net:
    def __init__(self, width, depth=2): pass
"""
LAUNCH = """command: [python, train.py, config.yaml]
smoke: [python, train.py, config.yaml, --debug]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An experiment's folder with nothing to say against it, in a journal."""
    make_journal(tmp_path)
    folder = tmp_path / "experiments" / ID
    (folder / "config.yaml").write_text(CONFIG)
    (folder / "train.py").write_text(TRAIN)
    (folder / "model.py").write_text(MODEL)
    (folder / "launch.yaml").write_text(LAUNCH)
    (tmp_path / "shared").mkdir()
    adam = "class Adam:\n    def __init__(self, params, lr): pass\n"
    (tmp_path / "shared" / "optimizers.py").write_text(adam)
    return folder


def journal_of(folder: Path, settings: str = "") -> Journal:
    root = folder.parent.parent
    (root / "labbook.toml").write_text(settings)
    return find_journal(root)


def found(folder: Path, settings: str = "") -> list[tuple[str, str, int]]:
    problems = check(journal_of(folder, settings), []).problems
    return [(p.code, Path(p.path).name, p.line) for p in problems if p.code in CODES]


def edit(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))


def test_an_experiment_that_fits_its_code_has_no_problem(folder: Path) -> None:
    assert found(folder) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("config.yaml", "  width:", "  wdith:", ("config-unknown-argument", "config.yaml", 7)),
        ("config.yaml", "  lr:", "  lrr:", ("config-unknown-argument", "config.yaml", 9)),
        ("config.yaml", "[!ref <seed>]", "{x: 1}", ("config-unknown-argument", "config.yaml", 2)),
        ("config.yaml", "  width:", "  depth:", ("config-missing-argument", "config.yaml", 6)),
        ("config.yaml", "model.Net", "model.Nte", ("config-unknown-class", "config.yaml", 6)),
        ("config.yaml", "model.Net", "modle.Net", ("config-unknown-class", "config.yaml", 6)),
        (
            "config.yaml",
            "width: 8",
            "width: 8\ndropout: 1",
            ("config-unused-key", "config.yaml", 5),
        ),
        ("config.yaml", "[!ref <seed>]", "[1]", ("config-unused-key", "config.yaml", 1)),
        ("train.py", '["opt"]', '["optim"]', ("config-unused-key", "config.yaml", 8)),
        ("config.yaml", ": output", ": /output", ("config-output-outside", "config.yaml", 3)),
        ("launch.yaml", "--debug", "--lrr=1", ("manifest-unknown-override", "launch.yaml", 2)),
        (
            "launch.yaml",
            "--debug",
            "'--net={wdith: 1}'",
            ("manifest-unknown-override", "launch.yaml", 2),
        ),
        ("launch.yaml", "config.yaml", "conf.yaml", ("manifest-no-config", "launch.yaml", 1)),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(
    folder: Path, name: str, old: str, new: str, problem: tuple[str, str, int]
) -> None:
    edit(folder, name, old, new)
    assert problem in found(folder)


def test_a_config_without_a_seed(folder: Path) -> None:
    edit(folder, "config.yaml", "seed: 1\n__seed: !apply:model.set_seed [!ref <seed>]\n", "")
    assert found(folder) == [("config-no-seed", "config.yaml", 1)]


def test_nothing_is_imported_or_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    edit(folder, "config.yaml", "  width:", "  wdith:")
    assert found(folder)
    assert not (folder / "imported").exists()


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("train.py", 'print(hparams["output_folder"])', "print(dict(**hparams))"),
        ("train.py", 'print(hparams["output_folder"])', "library.train(hparams)"),
        ("train.py", "import sys", "import sys, ("),
        ("launch.yaml", "[python, train.py,", "[python, -m, train,"),
        ("launch.yaml", "[python, train.py,", "[sh, train.sh,"),
        ("launch.yaml", "[python, train.py,", "[python, ../train.py,"),
    ],
)
def test_where_the_code_can_not_be_followed_no_key_is_unused(
    folder: Path, name: str, old: str, new: str
) -> None:
    edit(folder, "config.yaml", "width: 8", "width: 8\ndropout: 0.1")
    assert ("config-unused-key", "config.yaml", 5) in found(folder)
    edit(folder, name, old, new)
    assert "config-unused-key" not in {code for code, *_ in found(folder)}


def test_keys_that_speechbrain_takes_itself_are_used(folder: Path) -> None:
    edit(folder, "config.yaml", "width: 8", "width: 8\nprecision: fp16\nmax_grad_norm: 1.0")
    assert found(folder) == []


def test_modules_are_looked_for_where_the_script_lies(folder: Path) -> None:
    (folder / "src").mkdir()
    (folder / "train.py").rename(folder / "src" / "train.py")
    (folder / "src" / "model.py").write_text(MODEL.replace("width,", "size,"))
    edit(folder, "launch.yaml", "[python, train.py,", "[python, src/train.py,")
    assert ("config-unknown-argument", "config.yaml", 7) in found(folder)


def test_a_script_outside_of_the_journal_leads_nowhere(folder: Path) -> None:
    outside = folder.parent.parent.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "model.py").write_text(MODEL.replace("width,", "size,"))
    edit(folder, "launch.yaml", "[python, train.py,", f"[python, {outside}/train.py,")
    assert found(folder) == []


def test_code_of_another_repository_is_not_looked_for_here(folder: Path) -> None:
    edit(folder, "config.yaml", "  width:", "  wdith:")
    code = f"code: {{repository: https://git.lab/speech.git, commit: '{'0' * 40}'}}\n"
    edit(folder, "launch.yaml", "smoke:", code + "smoke:")
    assert found(folder) == []


def test_a_config_that_can_not_be_read_has_one_kind_of_problem(folder: Path) -> None:
    edit(folder, "config.yaml", "  width: !ref <width>", "  wdith: !ref <wdith>")
    assert found(folder) == []


def test_an_experiment_that_is_closed_is_left_alone(folder: Path) -> None:
    edit(folder, "config.yaml", "  width:", "  wdith:")
    edit(folder, "report.md", "title: Keywords", "title: Keywords\nverdict: refuted\ncause: bug")
    assert found(folder) == []


def test_images_are_looked_at_where_a_cluster_pulls_them(folder: Path) -> None:
    edit(folder, "launch.yaml", "smoke:", "image: registry.lab/speech:2\nsmoke:")
    assert found(folder) == []
    for launcher in ("kubernetes", "ci"):
        problems = found(folder, f"launcher = '{launcher}'\n")
        assert problems == [("manifest-image-tag", "launch.yaml", 2)]


def test_the_quota_of_the_settings(folder: Path) -> None:
    edit(folder, "launch.yaml", "smoke:", "queue: a\nnodes: 2\nresources:\n  gpu: 4\nsmoke:")
    assert found(folder, "quota = {a = 8}\n") == []
    problems = check(journal_of(folder, "\n\nquota = {a = 7}\n"), []).problems
    (problem,) = [p for p in problems if p.code == "manifest-gpu-quota"]
    assert problem.line == 5
    assert problem.hint is not None
    assert "labbook.toml:3" in problem.hint


def test_what_lies_in_the_way_of_reading_code_is_no_error(folder: Path) -> None:
    os.mkfifo(folder / "pipe.py")
    (folder / "loop.py").symlink_to("loop.py")
    (folder / "torch.py").write_text("class C(" * 10_000)
    edit(folder, "config.yaml", "model.Net", "pipe.Net")
    edit(folder, "config.yaml", "shared.optimizers.Adam", "torch.optim.Adam")
    assert found(folder) == []


def test_a_hostile_config_has_no_more_problems_than_a_person_reads(folder: Path) -> None:
    wrong = "".join(f"n{i}: !new:model.Net\n  wdith: 1\n" for i in range(2_000))
    (folder / "config.yaml").write_text("seed: 1\n" + wrong)
    assert len(found(folder)) == 200
