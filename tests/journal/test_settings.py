import json
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import labbook
from labbook.errors import JournalError, LabbookError, UsageError
from labbook.journal.declared import (
    settings_reference,
    settings_schema,
    settings_toml,
    toml_value,
)
from labbook.journal.find import find_journal
from labbook.model.settings import Settings

SCHEMA = Path(labbook.__file__).with_name("schemas") / "settings.schema.json"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "journal"
    root.mkdir()
    monkeypatch.chdir(root)
    return root


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def failure(root: Path, text: str) -> LabbookError:
    write(root / "labbook.toml", text)
    with pytest.raises(JournalError) as caught:
        find_journal(root)
    return caught.value


def test_an_empty_file_gives_the_defaults(root: Path) -> None:
    write(root / "labbook.toml", "")
    journal = find_journal(root)
    assert journal.settings == Settings()
    assert journal.layout.root == root.resolve()
    assert set(journal.origins.values()) == {"default"}


def test_a_later_layer_wins_and_is_named(
    root: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root / "labbook.toml", '# x\nlanguage = "ru"\nlauncher = "ci"\nclaim = "local"\n')
    write(home / ".config/labbook/config.toml", 'launcher = "kubernetes"\nlanguage = "en"\n')
    monkeypatch.setenv("LABBOOK_LAUNCHER", "local")
    journal = find_journal(root, options={"tracker": "clearml"})
    assert journal.settings == Settings(
        language="en", launcher="local", claim="local", tracker="clearml"
    )
    assert journal.origins["claim"] == "labbook.toml:4"
    assert journal.origins["language"] == "~/.config/labbook/config.toml:2"
    assert journal.origins["launcher"] == "LABBOOK_LAUNCHER"
    assert journal.origins["tracker"] == "--tracker"


def test_xdg_config_home_is_honoured(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root / "labbook.toml", "")
    write(tmp_path / "xdg/labbook/config.toml", '[roots]\n"s3://calls" = "/mnt/calls"\n')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    assert find_journal(root).settings.roots == {"s3://calls": "/mnt/calls"}


@pytest.mark.parametrize(
    "text",
    [
        '[tracker]\nname = "clearml"\nproject = "speech"\n',
        'tracker.name = "clearml"\ntracker.project = "speech"\n',
        'tracker = {name = "clearml", project = "speech"}\n',
    ],
)
def test_settings_in_groups(root: Path, text: str) -> None:
    write(root / "labbook.toml", text)
    found = find_journal(root).settings
    assert (found.tracker, found.tracker_project) == ("clearml", "speech")


def test_pyproject_holds_the_same_keys(root: Path) -> None:
    text = '[project]\nname = "labbook"\n\n[tool.labbook]\nlanguage = "ru"\nrun.budget = 5\n'
    write(root / "pyproject.toml", text)
    below = root / "experiments/2026-11-23-x"
    below.mkdir(parents=True)
    journal = find_journal(below)
    assert (journal.settings.language, journal.settings.run_budget) == ("ru", 5)
    assert journal.origins["run.budget"] == "pyproject.toml:6"


def test_both_files_is_an_error(root: Path) -> None:
    write(root / "pyproject.toml", "[tool.labbook]\n")
    error = failure(root, "")
    assert "pyproject.toml" in error.sentence
    assert error.hint


def test_a_pyproject_of_others_is_passed_over(root: Path) -> None:
    write(root / "labbook.toml", "")
    write(root / "models/pyproject.toml", '[project\n# uses labbook\nname = "models"\n')
    assert find_journal(root / "models").layout.root == root.resolve()


def test_a_broken_pyproject_with_our_table_is_told(root: Path) -> None:
    write(root / "pyproject.toml", '[tool.labbook]\nlanguage = "ru\n')
    with pytest.raises(JournalError) as caught:
        find_journal(root)
    assert caught.value.line == 2


def test_no_journal(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="no journal") as caught:
        find_journal(tmp_path)
    assert caught.value.exit_code == 3
    assert "labbook init" in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("text", "line", "sentence", "hint"),
    [
        ('x = 1\nlangauge = "ru"\n', 1, "no setting 'x'", "settings:"),
        ('claim = "local"\nlangauge = "ru"\n', 2, "no setting 'langauge'", "'language'"),
        ('[tracker]\nname = "a"\nproyect = "b"\n', 3, "'tracker.proyect'", "'tracker.project'"),
        ("run_budget = 3\n", 1, "'run_budget'", "'run.budget'"),
        ('language = "de"\n', 1, '\'language\' must be "en" or "ru"', None),
        ("language = []\n", 1, "'language' must be", None),
        ("\ntracker = 3\n", 2, "'tracker' must be a text", None),
        ('tracker = ""\n', 1, "'tracker' must be a text", None),
        ('run.budget = "1 MB"\n', 1, "a whole number", None),
        ("run.budget = true\n", 1, "a whole number", None),
        ("run.budget = -1\n", 1, "a whole number", None),
        ("\nlegacy = [1]\n", 2, "a list of texts", None),
        ('[roots]\n"s3://x" = "/mnt"\n', 1, "of one person", "config.toml"),
        ('requires = ">=0.1, what"\n', 1, "no version requirement", ">="),
        ('new_key = 1\nrequires = ">=99"\n', 2, "requires labbook >=99", "install another labbook"),
        ("language = ru\n", 1, "not valid TOML", "quotes"),
        ('language = "ru\n', 1, "not valid TOML", None),
        ("a = " + "[" * 5000, None, "nested", None),
        ("a = " + "9" * 5000, None, "not valid TOML", None),
        ("a = '" + "x" * 1_000_001 + "'", None, "too large", None),
    ],
)
def test_broken_settings_say_where(
    root: Path, text: str, line: int | None, sentence: str, hint: str | None
) -> None:
    error = failure(root, text)
    assert error.path == "labbook.toml"
    assert error.line == line
    assert sentence in error.sentence
    assert hint is None or hint in (error.hint or "")


def test_a_person_may_not_set_what_is_the_journals(root: Path, home: Path) -> None:
    write(root / "labbook.toml", "")
    write(home / ".config/labbook/config.toml", 'claim = "local"\n')
    with pytest.raises(JournalError, match="of the journal") as caught:
        find_journal(root)
    assert str(caught.value.path).endswith("config.toml")
    assert caught.value.line == 1


def test_files_that_are_not_text(root: Path) -> None:
    (root / "labbook.toml").write_bytes(b'language = "\xff"\n')
    with pytest.raises(JournalError, match="UTF-8"):
        find_journal(root)


def test_variables_are_read_as_toml_where_they_are_not_texts(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root / "labbook.toml", "")
    monkeypatch.setenv("LABBOOK_ROOTS", '{"s3://x" = "/mnt/x"}')
    monkeypatch.setenv("LABBOOK_LEGACY", '["old/*.md"]')
    monkeypatch.setenv("LABBOOK_RUN_BUDGET", "12")
    monkeypatch.setenv("LABBOOK_TRACKER_PROJECT", "= 3")
    found = find_journal(root).settings
    assert found.roots == {"s3://x": "/mnt/x"}
    assert found.legacy == ("old/*.md",)
    assert found.run_budget == 12
    assert found.tracker_project == "= 3"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LABBOOK_RUN_BUDGET", "many"),
        ("LABBOOK_RUN_BUDGET", "1\nlanguage = 3"),
        ("LABBOOK_LEGACY", "old/*.md"),
        ("LABBOOK_LANGUAGE", "de"),
    ],
)
def test_broken_variables(
    root: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    write(root / "labbook.toml", "")
    monkeypatch.setenv(variable, value)
    with pytest.raises(JournalError, match=variable):
        find_journal(root)


def test_a_broken_option_is_wrong_usage(root: Path) -> None:
    write(root / "labbook.toml", "")
    with pytest.raises(UsageError, match="--language"):
        find_journal(root, options={"language": "de"})


def test_unknown_variables_are_a_warning(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root / "labbook.toml", "")
    for name in ("RUN", "OUTPUT", "PROJECT", "COMMIT", "CONFIG_DIGEST", "DATA_CALLS", "TEST_ALL"):
        monkeypatch.setenv(f"LABBOOK_{name}", "x")
    assert find_journal(root).problems == ()
    monkeypatch.setenv("LABBOOK_LANGAUGE", "ru")
    (problem,) = find_journal(root).problems
    assert "LABBOOK_LANGAUGE" in problem.message
    assert "language" in (problem.hint or "")
    assert problem.severity == "warning"


def test_the_shipped_schema_is_the_declared_one() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == settings_schema(), (
        "write settings_schema() into labbook/schemas/settings.schema.json"
    )


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_commented_file_tells_every_setting_of_a_journal(root: Path, language: Any) -> None:
    text = settings_toml(language, {"language": language}, {"tracker_project": 'a "b"'})
    set_all = "\n".join(
        line.removeprefix("# ") if " = " in line and "`" not in line else line
        for line in text.splitlines()
    )
    jsonschema.validate(tomllib.loads(text), settings_schema())
    jsonschema.validate(tomllib.loads(set_all), settings_schema())
    write(root / "labbook.toml", set_all)
    journal = find_journal(root)
    assert journal.settings.tracker_project == 'a "b"'
    unset = {name for name, origin in journal.origins.items() if origin == "default"}
    assert unset == {"roots"}


def test_the_reference_names_every_setting() -> None:
    reference = settings_reference()
    for field in fields(Settings):
        assert f"| {field.metadata['description']} |" in reference
        in_environment = field.metadata["scope"] != "target"
        assert (f"`LABBOOK_{field.name.upper()}`" in reference) == in_environment


def test_what_the_target_branch_decides_is_no_variable(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(root / "labbook.toml", '[review]\nrequired_from = "2d"\nallow_self = false\n')
    monkeypatch.setenv("LABBOOK_REVIEW_ALLOW_SELF", "true")
    journal = find_journal(root)
    assert not journal.settings.review_allow_self
    assert journal.settings.review_required_from == "2d"
    (problem,) = journal.problems
    assert "LABBOOK_REVIEW_ALLOW_SELF" in problem.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[review]\nallow_self = "yes"', "true or false"),
        ("[review]\nallow_self = 1", "true or false"),
        ('[quota]\nresearch = "8"', "a table of whole numbers"),
        ("[quota]\nresearch = true", "a table of whole numbers"),
        ('[review]\nrequired_from = "a day"', "a duration such as 90m"),
        ("[review]\nrequired_from = 1", "a duration such as 90m"),
        ("[allow]\nsection-empty = 3", "a table of texts"),
    ],
)
def test_a_value_of_another_type_is_named(root: Path, text: str, said: str) -> None:
    assert said in failure(root, text).sentence


@given(st.one_of(st.text(), st.lists(st.text()), st.dictionaries(st.text(), st.text())))
def test_toml_values_read_back(value: Any) -> None:
    assert tomllib.loads(f"value = {toml_value(value)}")["value"] == value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=st.text(alphabet="atrckernmli[]{}.=\"'\n #0", max_size=60))
def test_any_text_is_settings_or_an_error_with_a_place(root: Path, text: str) -> None:
    write(root / "labbook.toml", text)
    try:
        find_journal(root)
    except JournalError as error:
        assert error.path == "labbook.toml"  # noqa: PT017
