"""Problems that a person allows, in a journal."""

import json
from pathlib import Path

import pytest

from labbook.commands.check import check
from labbook.formats.report.front_matter import read_front_matter, set_front_matter
from labbook.journal.find import Journal, find_journal
from tests.commands.filled_journal import ID, make_journal, record
from tests.commands.program import labbook

WHY = "the table rounds"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A drifted number in line 20, an empty section in line 22."""
    journal = make_journal(tmp_path, record(1, 12.3), record(2, 12.5))
    edit(journal, "report.md", "12.4<!--", "12.9<!--")
    edit(journal, "report.md", "## Results", "## Next\n\n## Results")
    return journal


def edit(journal: Journal, name: str, old: str, new: str) -> None:
    path = journal.layout.experiment(ID).folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def settings(journal: Journal, text: str) -> Journal:
    (journal.layout.root / "labbook.toml").write_text(text)
    return find_journal(journal.layout.root)


def found(journal: Journal, *references: str) -> list[tuple[str, int]]:
    return [(p.code, p.line) for p in check(journal, references).problems]


def allowed(journal: Journal) -> list[tuple[str, str]]:
    return [(one.problem.code, one.reason) for one in check(journal, []).allowed]


def test_for_one_line(journal: Journal) -> None:
    edit(journal, "report.md", "--> %.", f"--> %. <!-- labbook:allow number-drifted: {WHY} -->")
    edit(journal, "report.md", "## Next", "<!-- labbook:allow section-empty: later -->\n## Next")
    assert found(journal) == []
    assert allowed(journal) == [("number-drifted", WHY), ("section-empty", "later")]


def test_for_one_experiment(journal: Journal) -> None:
    edit(journal, "report.md", "title:", f'allow: {{number-drifted: "{WHY}"}}\ntitle:')
    assert found(journal, ID) == [("section-empty", 23)]
    assert allowed(journal) == [("number-drifted", WHY)]


def test_for_the_journal(journal: Journal) -> None:
    journal = settings(journal, f'[allow]\nnumber-drifted = "{WHY}"\nsection-empty = "later"\n')
    assert found(journal) == []
    assert allowed(journal) == [("number-drifted", WHY), ("section-empty", "later")]


def test_in_the_config_and_in_what_it_includes(journal: Journal) -> None:
    shared = journal.layout.root / "shared.yaml"
    shared.write_text("inner: {}\n")
    edit(journal, "report.md", "## Next\n\n", "")
    edit(journal, "report.md", "12.9<!--", "12.4<!--")
    edit(journal, "config.yaml", "lr: 1e-3", "a: !include:../../shared.yaml\n  inner: {new: 1}")
    assert found(journal) == [("config-unknown-override", 1)]
    shared.write_text("inner: {} # labbook: allow config-unknown-override: added on purpose\n")
    assert found(journal) == []
    edit(journal, "config.yaml", "inner: {new: 1}", "inner: {}")
    assert found(journal) == [("allow-unneeded", 1)]
    assert found(journal, ID) == []


def test_a_region_edited_on_purpose(journal: Journal) -> None:
    edit(journal, "report.md", "12.4 ± 0.1", "12.4 ± 0.2")
    begin = "<!-- labbook:begin summary -->"
    edit(journal, "report.md", begin, f"<!-- labbook:allow region-edited: {WHY} -->\n{begin}")
    assert ("region-edited", WHY) in allowed(journal)


@pytest.mark.parametrize(
    ("place", "text", "problem"),
    [
        ("title:", "allow: {number-missing: why}\ntitle:", ("allow-unneeded", 2)),
        ("title:", "allow: {number-drifted: }\ntitle:", ("allow-without-reason", 2)),
        ("title:", "allow:\n  nothing-such: why\ntitle:", ("allow-unknown-code", 3)),
        ("title:", "allow: {broken-yaml: why}\ntitle:", ("allow-forbidden", 2)),
        ("title:", "allow: [number-drifted]\ntitle:", ("wrong-type", 2)),
        ("# Keywords", "<!-- labbook:allow link-broken: x -->\n# Keywords", ("allow-unneeded", 8)),
    ],
)
def test_what_is_wrong_with_an_allowance_is_a_problem(
    journal: Journal, place: str, text: str, problem: tuple[str, int]
) -> None:
    edit(journal, "report.md", place, text)
    assert problem in found(journal)


def test_nothing_is_called_unneeded_where_a_check_could_not_look(journal: Journal) -> None:
    edit(journal, "report.md", "title:", "allow: {link-broken: elsewhere}\ntitle:")
    assert ("allow-unneeded", 2) in found(journal)
    edit(journal, "config.yaml", "lr: 1e-3", "lr: !ref <learning>")
    assert ("allow-unneeded", 2) not in found(journal)


def test_a_fault_in_the_settings_is_named_with_its_line(journal: Journal) -> None:
    journal = settings(journal, 'language = "en"\n\n[allow]\nlink-broken = "x"\nnone = "x"\n')
    places = [(p.path, p.line, p.code) for p in check(journal, []).problems]
    assert ("labbook.toml", 4, "allow-unneeded") in places
    assert ("labbook.toml", 5, "allow-unknown-code") in places
    assert ("allow-unneeded", 4) not in found(journal, ID)


def test_the_command_line_counts_and_lists_them(journal: Journal) -> None:
    edit(journal, "report.md", "title:", "allow: {section-empty: later}\ntitle:")
    edit(journal, "report.md", "12.9<!--", "12.4<!--")
    root = journal.layout.root
    done = labbook("check", "--strict", cwd=root)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no problems, 1 allowed\n")
    listed = json.loads(labbook("check", "--format", "json", cwd=root).stdout)
    [one] = listed["allowed"]
    assert (one["code"], one["line"], one["reason"]) == ("section-empty", 23, "later")


def test_the_key_is_set_like_all_others(journal: Journal) -> None:
    text = journal.layout.experiment(ID).report.read_text()
    changed = set_front_matter(text, {"allow": {"link-broken": "a: b, # c"}})
    assert read_front_matter(changed, name="r").allow == {"link-broken": "a: b, # c"}
    again = set_front_matter(changed, {"allow": None, "title": "New"})
    assert read_front_matter(again, name="r").allow == {}


def test_what_is_looked_at_no_longer_after_a_verdict_is_judged_no_longer(journal: Journal) -> None:
    edit(journal, "config.yaml", "seed: 1", "seed: 1 # labbook: allow config-output-outside: here")
    assert ("allow-unneeded", 1) in found(journal)
    edit(journal, "report.md", "title:", "verdict: confirmed\ntitle:")
    assert ("allow-unneeded", 1) not in found(journal)
