"""Cards are remembered, and never older than their files."""

import json
from pathlib import Path

import pytest

from labbook.journal.cards import SCHEMA, load_cards
from labbook.journal.find import Journal, find_journal

ID = "2026-01-05-wide"
RECORD = {"schema": 1, "run": f"{ID}/1", "state": "finished"}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    (tmp_path / "labbook.toml").touch()
    folder = tmp_path / "experiments" / ID
    (folder / "runs" / "1").mkdir(parents=True)
    (folder / "report.md").write_text("---\ntitle: Wide\nmetrics: [{name: a, goal: min}]\n---\n")
    (folder / "runs" / "1" / "run.json").write_text(
        json.dumps({**RECORD, "metrics": {"a": {"count": 1, "last": [1, 0.5]}}})
    )
    return find_journal(tmp_path)


def test_a_card_tells_an_experiment_in_a_few_words(journal: Journal) -> None:
    [card] = load_cards(journal)
    assert (card["title"], card["runs"], card["problem"]) == ("Wide", {"1": "finished"}, None)
    assert card["metric"] == {"name": "a", "mean": 0.5, "std": None, "n": 1, "text": "0.5"}


def test_a_card_is_kept_until_a_file_changes(journal: Journal) -> None:
    load_cards(journal)
    kept = json.loads(journal.layout.cards.read_text())
    kept["cards"][ID]["card"]["title"] = "remembered"
    journal.layout.cards.write_text(json.dumps(kept))
    assert load_cards(journal)[0]["title"] == "remembered"
    report = journal.layout.experiment(ID).report
    report.write_text(report.read_text().replace("Wide", "Narrow"))
    assert load_cards(journal)[0]["title"] == "Narrow"
    record = journal.layout.experiment(ID).run(1).record
    record.write_text(json.dumps({**RECORD, "state": "failed"}))
    assert load_cards(journal)[0]["runs"] == {"1": "failed"}


@pytest.mark.parametrize(
    "cards",
    [
        "",
        "[]",
        "{",
        '{"schema": "0", "cards": {}}',
        "\0",
        f'{{"schema": "{SCHEMA}", "cards": {{"{ID}": 7}}}}',
    ],
)
def test_cards_can_be_thrown_away(journal: Journal, cards: str) -> None:
    first = load_cards(journal)
    journal.layout.cards.write_text(cards)
    assert load_cards(journal) == first


def test_a_broken_record_is_a_problem_and_no_end(journal: Journal) -> None:
    journal.layout.experiment(ID).run(1).record.write_text("{")
    [card] = load_cards(journal)
    assert card["title"] == "Wide"
    assert card["problem"] is not None
    assert "run.json" in card["problem"]


def test_where_no_card_can_be_kept_experiments_are_listed_all_the_same(
    journal: Journal, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    journal.layout.state.symlink_to(elsewhere)
    assert [card["title"] for card in load_cards(journal)] == ["Wide"]
    assert list(elsewhere.iterdir()) == []
    journal.layout.state.unlink()
    journal.layout.state.write_text("precious")
    assert [card["title"] for card in load_cards(journal)] == ["Wide"]
    assert journal.layout.state.read_text() == "precious"
