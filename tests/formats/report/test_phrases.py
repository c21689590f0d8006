import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.adapters.local_outcome import Outcome
from labbook.formats.report.phrases import _RUSSIAN, in_language
from tests.formats.report.missing_texts import missing_texts


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("a local run has no image", "у локального запуска нет образа"),
        ("exit code 1: ValueError: bad lr", "код выхода 1: ValueError: bad lr"),
        (
            "killed by SIGKILL (out of memory is the usual cause)",
            "убит сигналом SIGKILL (обычно причина — нехватка памяти)",
        ),
        ("agreement on test/WER", "согласие о test/WER"),
        (
            "the tracker says running, the launcher failed; the launcher's word stands",
            "по трекеру идёт, по лаунчеру упал; верно слово лаунчера",
        ),
        (
            "folder: is missing; zip: is larger than 4096 KiB",
            "папка: отсутствует; zip: больше 4096 КиБ",
        ),
        ("less than elsewhere; the folder's was taken", "меньше, чем в другой копии; взято: папка"),
        ("artifact x in the folder and zip", "артефакт x (папка и zip)"),
        (
            "it has no zip: it was never closed, so the run is taken for lost",
            "у сессии нет zip: её никто не закрыл; вывод о запуске: потерян",
        ),
        (
            "part of task.json in the session's zip",
            "часть task.json в сессии (zip)",
        ),
        ("plots", "plots"),
        ("plots roc, det, pr and 12 more", "графики roc, det, pr и ещё 12"),
        ("not drawn: plotly's scatter3d", "не нарисовано: вид plotly scatter3d"),
        (r"agreement on \1 {1}", r"согласие о \1 {1}"),
        ("what nobody has ever said", "what nobody has ever said"),
    ],
)
def test_what_labbook_writes_is_said_in_russian(english: str, russian: str) -> None:
    assert in_language(english, "ru") == russian
    assert in_language(english, "en") == english


@pytest.mark.parametrize("code", [1, 126, 127, 137, -9, -15])
@pytest.mark.parametrize("oom", [True, False])
def test_every_reason_of_the_local_launcher_is_known(code: int, oom: bool) -> None:
    reason = Outcome.of(code, stopping=False, wished=False, oom_killed=oom).reason
    shown = in_language(reason or "", "ru")
    assert not re.search(r"[a-z]{3,}", shown.replace("SIGKILL", ""))


@pytest.mark.parametrize("part", ["zip: ", "not drawn: ", "can't be had: "])
def test_sentences_within_each_other_end_somewhere(part: str) -> None:
    shown = in_language(part * (1980 // len(part)) + "is empty", "ru")
    assert shown.endswith("is empty")


FIELD = re.compile(r"[a-z]+([._][a-z]+)+")
"""A field of the record, which is a name."""


@pytest.mark.parametrize(("place", "texts"), missing_texts().items())
def test_whatever_labbook_says_is_missing_is_known(place: str, texts: list[str]) -> None:
    assert any(in_language(text, "ru") != text or FIELD.fullmatch(text) for text in texts), place


def in_english(pattern: str, name: str) -> str:
    """A text of the pattern in which whatever can is the name."""
    text = re.sub(r"\(\.[+*]\)|\(\\S\+\)", lambda _: name, pattern)
    text = re.sub(r"\(\\[dw]\+\)", "41", text)
    text = re.sub(r"\((?:\?:)?([^()|\\]+)\|[^()]*\)", r"\1", text)
    return re.sub(r"\\(.)", r"\1", text)


names = st.text(st.sampled_from(r"\1{2}αβγ41.:;,_-*()|[]<>'"), min_size=1, max_size=12)


@given(pattern=st.sampled_from([english for english, _ in _RUSSIAN]), name=names)
def test_a_name_in_a_sentence_stays_as_it_is(pattern: str, name: str) -> None:
    name = f"«{name}»"
    english = in_english(pattern, name)
    shown = in_language(english, "ru")
    assert shown.count(name) == english.count(name)
    assert shown.count("41") == english.count("41")


@given(st.text(max_size=60) | st.from_regex(r"(not drawn: |zip: |artifact ){0,60}\d+"))
def test_no_figure_is_lost(text: str) -> None:
    shown = in_language(text, "ru")
    assert sorted(filter(str.isdigit, shown)) == sorted(filter(str.isdigit, text))
