"""Sentences that labbook writes into run records, in the language of a report.

A record is the same in every journal, so its sentences are English; a report shows those that
are known here in its own language, and all others as they are.
"""

import re

from labbook.formats.report.russian_lacks import LACKS
from labbook.model.settings import Language

_MOST = 2000
_DEEPEST = 8
"""How many sentences may stand within each other; what lies deeper stays as it is."""
_RUSSIAN: tuple[tuple[str, str], ...] = (
    # why a run didn't finish
    (r"exit code (\d+)", r"код выхода \1"),
    (r"exit code (\d+) \(command not found\)", r"код выхода \1 (команда не найдена)"),
    (
        r"exit code (\d+) \(command can't be executed\)",
        r"код выхода \1 (команду нельзя выполнить)",
    ),
    (
        r"exit code (\d+), a process of it was killed by SIGKILL",
        r"код выхода \1, её процесс убит сигналом SIGKILL",
    ),
    (r"killed by (SIG\w+|signal \d+)", r"убит сигналом \1"),
    (
        r"(.+) \(out of memory is the usual cause\)",
        r"{1} (обычно причина — нехватка памяти)",
    ),
    (
        r"(.+); the kernel's out-of-memory killer ran meanwhile",
        r"{1}; тем временем ядро убивало процессы из-за нехватки памяти",
    ),
    (r"command not found: (.+)", r"команда не найдена: \1"),
    (r"command can't be executed: (.+)", r"команду нельзя выполнить: \1"),
    (r"the command could not be started: (.+)", r"команду не удалось запустить: \1"),
    (r"stopped on request", r"остановлен по запросу"),
    (
        r"its supervisor was told to end \(SIGTERM\)",
        r"наблюдателю запуска велено завершиться (SIGTERM)",
    ),
    (
        r"its supervisor was killed or the machine went down; (.+)",
        r"наблюдатель запуска убит или машина выключилась; {1}",
    ),
    (r"last log line at (\S+)", r"последняя строка лога — \1"),
    (r"it logged nothing", r"лог пуст"),
    (r"waits until the run before it has ended", r"ждёт конца предыдущего запуска"),
    (r"it is about to start", r"вот-вот начнётся"),
    (r"launched", r"запущен"),
    (r"queued", r"в очереди"),
    (r"running", r"идёт"),
    (r"finished", r"завершён"),
    (r"failed", r"упал"),
    (r"stopped", r"остановлен"),
    (r"lost", r"потерян"),
    *LACKS,
)
_PATTERNS = tuple((re.compile(english), russian) for english, russian in _RUSSIAN)
_PART = re.compile(r"\\(?P<own>\d)|\{(?P<known>\d)\}")


def in_language(text: str, language: Language) -> str:
    """The sentence in the language, itself where it isn't known.

    What a sentence says of a run, names and numbers and a program's own words, stays as it is.
    """
    return _russian(text) if language == "ru" and len(text) <= _MOST else text


def _russian(text: str, depth: int = 0) -> str:
    """By the first pattern that the whole text is; `{1}` is a group that is a sentence itself."""
    if depth > _DEEPEST:
        return text
    for pattern, russian in _PATTERNS:
        if match := pattern.fullmatch(text):
            return _filled_in(russian, match, depth)
    head, between, rest = text.partition(": ")
    if between and (known := _russian(head, depth + 1)) != head:
        return f"{known}: {rest}"
    return text


def _filled_in(russian: str, match: re.Match[str], depth: int) -> str:
    def part(found: re.Match[str]) -> str:
        if found["own"]:
            return match[int(found["own"])]
        return _russian(match[int(found["known"])], depth + 1)

    return _PART.sub(part, russian)
