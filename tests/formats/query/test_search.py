import pytest

from labbook.errors import UsageError
from labbook.formats.query.match import Document, Field
from labbook.formats.query.parse import Filter, Term, parse_query
from labbook.formats.query.rank import search
from labbook.formats.query.snippet import snippet
from tests.growth import LINEAR, growth


def document(name: str, text: str, *, title: str = "", **more: object) -> Document:
    fields = (Field(title, 5.0), Field(text, 1.0, f"{name}.md"))
    return Document(name, f"{name}.md", title or name, fields, **more)


TELEPHONE = document(
    "telephone",
    "intro\n  Частоты ошибок на телефонном канале: 8 kHz\nhoping for test/error_rate 0.001",
    title="Telephone",
    tags=("telephony", "base line"),
    verdict="refuted",
)
NOISE = document(
    "noise", "Частота ошибка. Noise at 18 kHz, error without rate. Ёлка", title="Robust"
)


def found(query: str, *documents: Document) -> list[str]:
    return [one.document.name for one in search(parse_query(query), documents or BOTH)]


BOTH = (TELEPHONE, NOISE)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("телефонный", ["telephone"]),
        ("ошибка частоты", ["noise", "telephone"]),
        ('"частота ошибок"', ["noise", "telephone"]),
        ('"error rate"', ["telephone"]),
        ("error_rate", ["telephone"]),
        ("error rate", ["telephone", "noise"]),
        ("8kHz", ["telephone"]),
        ("0.001", ["telephone"]),
        ("0.01", []),
        ("елки", ["noise"]),
        ("ЁЛКА", ["noise"]),
        ("hope", ["telephone"]),
        ("ошибка -noise", ["telephone"]),
        ('-"error rate"', ["noise"]),
        ("telephone nonsense", []),
        ("tag:telephony", ["telephone"]),
        ('tag:"Base Line"', ["telephone"]),
        ("-tag:telephony", ["noise"]),
        ("tag:tele", []),
        ("verdict:refuted ошибка", ["telephone"]),
        ("verdict:none", ["noise"]),
        ("telephon", ["telephone"]),
    ],
)
def test_what_a_query_finds(query, names):
    assert sorted(found(query)) == sorted(names)


def test_a_word_in_the_title_counts_more():
    titled = document("a-titled", "words " * 50, title="Augmentation")
    mentioned = document("z-mentioned", "words " * 49 + "augmentation")
    assert found("augmentation", mentioned, titled) == ["a-titled", "z-mentioned"]


def test_a_rare_word_counts_more_than_a_common_one():
    documents = [document(f"d{n}", "model") for n in range(9)]
    both = document("both", "model model quantization")
    other = document("other", "quantization model")
    assert found("model quantization", *documents, both, other)[0] in {"both", "other"}


def test_documents_of_equal_score_come_newest_first():
    documents = [document(f"2026-01-0{n}-x", "same") for n in (1, 3, 2)]
    assert found("same", *documents) == ["2026-01-03-x", "2026-01-02-x", "2026-01-01-x"]


def snippet_of(query: str, one: Document):
    parsed = parse_query(query)
    return snippet(parsed, search(parsed, [one])[0])


def test_the_snippet_is_the_line_with_most_of_the_words():
    line = snippet_of("error 0.001", TELEPHONE)
    assert (line.path, line.line) == ("telephone.md", 3)
    assert [line.text[a:b] for a, b in line.marks] == ["error", "0", "001"]
    line = snippet_of("ошибка", TELEPHONE)
    assert line.text.startswith("Частоты")
    assert [line.text[a:b] for a, b in line.marks] == ["ошибок"]


def test_the_snippet_of_an_endless_line_is_the_part_that_matters():
    line = snippet_of("needle", document("a", "hay " * 5000 + "needle" + " hay" * 5000))
    assert "needle" in line.text
    assert len(line.text) <= 160


def test_what_matches_in_no_file_has_no_snippet():
    assert snippet_of("tag:telephony", TELEPHONE) is None


@pytest.mark.parametrize("query", ["", "   ", '""', "-", "…", "x" * 1001])
def test_a_query_without_a_word_is_refused(query):
    with pytest.raises(UsageError):
        parse_query(query)


def test_how_a_query_is_read():
    query = parse_query('Word -"two words" tag:x -verdict:refuted lr:0.1 "open')
    assert query.terms == (
        Term(("word",)),
        Term(("two", "words"), unwanted=True),
        Term(("lr", "0", "1")),
        Term(("open",)),
    )
    assert query.filters == (Filter("tag", "x"), Filter("verdict", "refuted", unwanted=True))


@pytest.mark.parametrize("unit", ["a", "ab ", "\x00", "a_"])
def test_the_time_grows_with_a_hostile_text_not_with_its_square(unit):
    query = parse_query('"ab ab ab ac" aaaa "a a a b"')
    assert growth(lambda text: search(query, [document("x", text)]), unit, 400_000) < LINEAR
