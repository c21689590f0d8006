import pytest

from labbook.commands.search import search
from labbook.errors import JournalError, UsageError
from labbook.journal.find import find_journal
from labbook.journal.search import LARGEST_READ, read_shelf
from tests.site.sample import FIRST, SECOND, sample_journal, write


@pytest.fixture
def root(tmp_path):
    return sample_journal(tmp_path)


def names(root, query):
    return [answer.document.name for answer in search(root, query, limit=20).shown]


@pytest.mark.parametrize(
    ("query", "path", "line"),
    [
        ("wide-band training", f"experiments/{FIRST}/report.md", 13),
        ("lr 0.0001", f"experiments/{SECOND}/config.yaml", 2),
        ("train.py", f"experiments/{FIRST}/launch.yaml", 1),
        ("меньшие шаги", f"experiments/{SECOND}/runs/1/run.json", 6),
        ("needs training", "journal/hypotheses/telephone.md", 1),
    ],
)
def test_every_text_of_the_journal_is_found_at_its_line(root, query, path, line):
    snippets = [answer.snippet for answer in search(root, query, limit=20).shown]
    assert (path, line) in [(one.path, one.line) for one in snippets]


def test_words_may_stand_in_different_files_of_an_experiment(root):
    assert names(root, "выводы linear шаг") == [SECOND]


def test_keys_and_numbers_of_a_run_record_are_no_words(root):
    assert names(root, "labbook schema") == []


def test_tags_verdicts_and_titles(root):
    assert names(root, "tag:telephony") == [SECOND]
    assert names(root, "verdict:refuted") == [FIRST]
    assert names(root, "телефон")[0] == SECOND
    assert names(root, SECOND)[0] == SECOND


def test_legacy_reports_are_found_where_the_setting_says(root):
    write(
        root,
        {
            "labbook.toml": 'legacy = ["old/**/*.txt", "old/*.md"]\n',
            "old/2019/asr.txt": "an old recognizer\n",
            "old/notes.md": "# Old notes\n\nrecognizers\n",
            "old/other.rst": "recognizer\n",
        },
    )
    assert sorted(names(root, "recognizer")) == ["old/2019/asr.txt", "old/notes.md"]
    answer = search(root, "notes recognizers", limit=1).shown[0]
    assert answer.document.title == "Old notes"


@pytest.mark.parametrize("glob", ["/etc/*", ""])
def test_a_legacy_glob_that_is_none_is_an_error_of_the_settings(root, glob):
    write(root, {"labbook.toml": f'legacy = ["{glob}"]\n'})
    with pytest.raises(JournalError, match="legacy"):
        names(root, "word")


def test_a_legacy_glob_leads_nowhere_outside_of_the_journal(root):
    write(root.parent, {"outside.md": "outside"})
    write(root, {"labbook.toml": 'legacy = ["../*.md"]\n'})
    assert names(root, "outside") == []


def test_what_is_hostile_is_read_as_far_as_it_goes(root):
    folder = "experiments/2026-12-01-hostile"
    write(
        root,
        {
            f"{folder}/report.md": b"---\ntitle: [broken\n---\nmarmalade \x00\xff\xfe\n" * 3,
            f"{folder}/notes.md": b"marmalade " + b"x" * (LARGEST_READ + 10) + b" beyond",
            f"{folder}/config.yaml": b"\xff" * 100,
            f"{folder}/runs/1/run.json": b'{"why": "marmalade",\n broken',
            f"{folder}/runs/2/run.json": b"[" * 100_000,
        },
    )
    (root / folder / "loop.md").symlink_to(root / folder / "loop.md")
    (root / folder / "leak.md").symlink_to("/etc/passwd")
    assert names(root, "marmalade") == ["2026-12-01-hostile"]
    assert names(root, "beyond") == []
    assert names(root, "root nologin") == []
    assert read_shelf(find_journal(root)).cut == (f"{folder}/notes.md",)


def test_the_limit_counts_answers_and_the_total_does_not(root):
    answers = search(root, "train", limit=1)
    assert len(answers.shown) == 1
    assert answers.total > 1


def test_no_journal_and_no_word_are_errors(root, tmp_path_factory):
    with pytest.raises(JournalError):
        search(tmp_path_factory.mktemp("elsewhere"), "word", limit=1)
    with pytest.raises(UsageError):
        search(root, " ", limit=1)


def test_the_prompts_of_a_template_are_nobody_s_words(root):
    report = root / "experiments" / FIRST / "report.md"
    text = report.read_text().replace("---\n", "---\n# zyzzyva in the head\n", 1)
    report.write_text(f"{text}\n<!-- zyzzyva\nzyzzyva -->\n\nquixotry\n")
    assert names(root, "zyzzyva") == []
    [found] = search(root, "quixotry", limit=20).shown
    assert found.snippet.line == report.read_text().splitlines().index("quixotry") + 1
