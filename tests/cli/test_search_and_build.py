import json
from pathlib import Path

import pytest

from tests.cli.running import labbook
from tests.site.sample import FIRST, SECOND, sample_journal, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return sample_journal(tmp_path)


def test_search_prints_id_title_verdict_and_the_matching_line(root):
    done = labbook(root, "search", "меньший", "шаг")
    assert done.stdout.splitlines() == [
        f"{SECOND}  Команды через телефон: 8 кГц  [confirmed]",
        f"  experiments/{SECOND}/runs/1/run.json:6: меньший шаг",
    ]
    assert (done.returncode, done.stderr) == (0, "")


def test_search_gives_json(root):
    done = labbook(root, "search", "--json", "tag:baseline training")
    found = json.loads(done.stdout)
    assert (found["schema"], found["total"]) == (1, 1)
    result = found["results"][0]
    assert (result["name"], result["verdict"], result["tags"]) == (FIRST, "refuted", ["baseline"])
    assert result["line"]["text"] == "Wide-band training is not enough."


def test_search_keeps_words_together_that_the_shell_kept_together(root):
    assert labbook(root, "search", "training enough", "band").stdout == ""
    assert FIRST in labbook(root, "search", "training is not", "band").stdout


def test_search_says_when_nothing_is_found_and_when_there_is_more(root):
    nothing = labbook(root, "search", "nonsense")
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "", "nothing found\n")
    assert "more: --limit" in labbook(root, "search", "-n", "1", "train").stderr


def test_search_lets_no_text_steer_the_terminal(root):
    evil = '---\ntitle: "marmalade \\e[31m"\n---\nmarmalade \x1b]0;owned\x07\x9b31m\n'
    write(root, {f"experiments/{FIRST}/report.md": evil})
    done = labbook(root, "search", "marmalade")
    assert "marmalade" in done.stdout
    assert not set("\x1b\x07\x9b") & set(done.stdout)


def test_search_refuses_an_empty_query(root):
    done = labbook(root, "search", " ")
    assert done.returncode == 2
    assert "hint: for example" in done.stderr


def test_build_prints_the_page_to_open(root):
    done = labbook(root, "build", "--out", "public")
    assert done.stdout == f"{root / 'public' / 'index.html'}\n"
    assert (root / "public/experiments/index.html").is_file()


def test_build_without_site_settings_names_what_to_do(root):
    (root / "mkdocs.yml").unlink()
    done = labbook(root, "build")
    assert done.returncode == 3
    assert "hint: labbook init" in done.stderr


def test_build_breaks_on_warnings_unless_told_otherwise(root):
    write(root, {"journal/index.md": "[gone](gone.md)\n"})
    strict = labbook(root, "build")
    assert strict.returncode == 1
    assert "gone.md" in strict.stderr
    assert "Traceback" not in strict.stderr
    assert labbook(root, "build", "--no-strict").returncode == 0
