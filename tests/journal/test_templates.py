import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from labbook.errors import JournalError, ProblemsFound, UsageError
from labbook.journal.rendering import to_json
from labbook.journal.templates import Templates, target_name, templates

CONTEXT = {
    "title": "T",
    "authors": ["A"],
    "hypothesis": None,
    "baseline": None,
    "language": "en",
    "id": "2026-11-23-x",
}


def tree(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tree(
        tmp_path / "shipped",
        {
            "experiment/base/template.toml": "[front_matter]\nselect = 'loss'\nmetrics = []\n",
            "experiment/base/report.md.j2": "# {{ title }}\n",
            "experiment/base/report.ru.md.j2": "# Отчёт {{ title }}\n",
            "experiment/base/tracking.py": "base\n",
            "experiment/base/data/list.csv": "a,b\r\n{{ raw }}\n",
            "experiment/kind/template.toml": 'extends = "base"\ndescription = "a kind"\n'
            "[front_matter]\nselect = 'error'\n",
            "experiment/kind/config.yaml": "lr: 1\n",
            "experiment/kind/train.py.j2": "# {{ front_matter.select }}\n",
        },
    )


def rendered(source: Templates, kind: str, language: str = "en") -> dict[str, bytes]:
    chosen = source.kind(kind)
    context = {**CONTEXT, "front_matter": chosen.front_matter}
    return {
        file.target: source.render(file, context)
        for file in source.experiment_files(chosen, language)
    }


def test_a_kind_stands_over_what_it_extends(shipped: Path) -> None:
    source = Templates((shipped,))
    assert [kind.name for kind in source.kinds()] == ["kind"]
    assert source.kind("kind").front_matter == {"select": "error", "metrics": []}
    assert rendered(source, "kind") == {
        "config.yaml": b"lr: 1\n",
        "data/list.csv": b"a,b\r\n{{ raw }}\n",
        "report.md": b"# T\n",
        "tracking.py": b"base\n",
        "train.py": b"# error\n",
    }


def test_the_language_is_chosen(shipped: Path) -> None:
    files = rendered(Templates((shipped,)), "kind", "ru")
    assert files["report.md"].decode() == "# Отчёт T\n"
    assert "report.ru.md" not in files


def test_a_journal_overrides_file_by_file(shipped: Path, tmp_path: Path) -> None:
    own = tree(
        tmp_path / "own",
        {
            "experiment/base/report.md.j2": "own {% include 'experiment/base/part.j2' %}",
            "experiment/base/part.j2": "part of {{ title }}\n",
            "experiment/kind/train.py": "not rendered {{ x }}\n",
            "experiment/mine/template.toml": 'extends = "kind"\ndescription = "mine"\n',
        },
    )
    source = Templates((own, shipped))
    files = rendered(source, "kind")
    assert files["report.md"] == b"own part of T\n"
    assert files["train.py"] == b"not rendered {{ x }}\n"
    assert files["tracking.py"] == b"base\n"
    assert [kind.name for kind in source.kinds()] == ["kind", "mine"]
    assert rendered(source, "mine")["config.yaml"] == b"lr: 1\n"


@pytest.mark.parametrize(
    ("content", "line", "sentence"),
    [
        ("a\n{{ title", 2, "broken"),
        ("a\n{% nonsense %}", 2, "broken"),
        ("a\nb\n{{ missing }}", 3, "'missing' is undefined"),
        ("a\n{{ title.missing.more }}", 2, "fails"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
        ("\n{{ title.__class__.__mro__ }}", 2, "unsafe"),
        ("\n{{ front_matter.update(x=1) }}", 2, "unsafe"),
        ("{% for i in range(10 ** 9) %}{% endfor %}", 1, "fails"),
        ("{% include 'nowhere' %}", 1, "nowhere"),
        ("{% include '../../../secret' %}", 1, "secret"),
        (b"\xff\xfe", None, "UTF-8"),
        ("{{ [" * 3000, None, ""),
    ],
)
def test_a_broken_template_says_where(
    shipped: Path, tmp_path: Path, content: str | bytes, line: int | None, sentence: str
) -> None:
    tree(tmp_path, {"secret": "secret content"})
    tree(shipped, {"experiment/base/report.md.j2": content})
    with pytest.raises(ProblemsFound) as caught:
        rendered(Templates((shipped,)), "kind")
    assert sentence in caught.value.sentence
    assert str(caught.value.path) == "shipped/experiment/base/report.md.j2"
    assert line is None or caught.value.line == line


def test_an_included_template_is_the_one_blamed(shipped: Path) -> None:
    tree(
        shipped,
        {
            "experiment/base/report.md.j2": "\n\n{% include 'experiment/base/part.j2' %}",
            "experiment/base/part.j2": "\n{{ oops }}",
        },
    )
    with pytest.raises(ProblemsFound) as caught:
        rendered(Templates((shipped,)), "kind")
    assert (caught.value.path, caught.value.line) == ("shipped/experiment/base/part.j2", 2)


@pytest.mark.parametrize(
    ("description", "line", "sentence"),
    [
        ('extends = "kind"\ndescription = "x"\n', 1, "circle"),
        ('description = "x"\nextends = "gone"\n', None, "extends 'gone'"),
        ('extends = "../base"\n', None, "isn't there"),
        ('description = "x"\nfront_mater = 1\n', 2, "unknown key 'front_mater'"),
        ("\nextends = 1\n", 2, "must be a text"),
        ("front_matter = 1\n", 1, "must be a table"),
        ("description = x\n", 1, "TOML"),
    ],
)
def test_a_broken_description_says_where(
    shipped: Path, description: str, line: int | None, sentence: str
) -> None:
    tree(shipped, {"experiment/kind/template.toml": description})
    with pytest.raises((ProblemsFound, JournalError)) as caught:
        Templates((shipped,)).kind("kind")
    assert sentence in caught.value.sentence
    assert caught.value.line == line


def test_a_longer_circle_is_found(shipped: Path) -> None:
    tree(shipped, {"experiment/base/template.toml": 'extends = "kind"\n'})
    with pytest.raises(ProblemsFound, match="kind > base > kind"):
        Templates((shipped,)).kind("kind")


@pytest.mark.parametrize("name", ["gone", "../base", "", "a/b"])
def test_an_unknown_kind_lists_the_known(shipped: Path, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        Templates((shipped,)).kind(name)
    assert caught.value.hint == "templates: kind"


@pytest.mark.parametrize("kind", templates().kinds(), ids=lambda kind: kind.name)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_shipped_kind_renders(kind: object, language: str) -> None:
    files = rendered(templates(), kind.name, language)  # type: ignore[attr-defined]
    assert {"report.md", "config.yaml", "launch.yaml", "train.py", "tracking.py"} <= set(files)
    assert not any(name.endswith(".j2") or name == "template.toml" for name in files)


def test_without_own_templates_the_shipped_ones_are_left(tmp_path: Path) -> None:
    (root,) = templates(tmp_path / "templates").roots
    assert templates(root).roots == (root,)


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("report.md", ("report.md", None)),
        ("a/report.ru.md.j2", ("a/report.md", "ru")),
        ("report.de.md", ("report.de.md", None)),
        (".gitignore.j2", (".gitignore", None)),
        ("ru.md", ("ru.md", None)),
        ("a.en.b/c.md", ("a.en.b/c.md", None)),
    ],
)
def test_target_names(name: str, target: tuple[str, str | None]) -> None:
    assert target_name(name) == target


@given(st.one_of(st.text(), st.dictionaries(st.text(), st.text())))
def test_json_in_a_template_is_yaml_too(value: object) -> None:
    text = to_json(value)
    assert "\n" not in text
    assert json.loads(text) == value
    assert yaml.safe_load(f"key: {text}") == {"key": value}
