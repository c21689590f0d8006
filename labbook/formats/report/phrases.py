"""Sentences that labbook writes into run records, in the language of a report.

A record is the same in every journal, so its sentences are English; a report shows those that
are known here in its own language, and all others as they are.
"""

import re

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
    # what is missing
    (r"uncommitted changes", r"незакоммиченные изменения"),
    (r"machine monitoring \((\d+) series\)", r"мониторинг машины (рядов: \1)"),
    (r"points of (.+)", r"точки \1"),
    (r"series of (.+)", r"ряды \1"),
    (r"file of artifact (.+)", r"файл артефакта \1"),
    (r"error analysis of (.+)", r"разбор ошибок из \1"),
    (r"artifact (.+)", r"артефакт \1"),
    (r"picture (.+)", r"изображение \1"),
    (r"sample (.+)", r"пример \1"),
    (r"samples (.+) and (\d+) more", r"примеры \1 и ещё \2"),
    (r"samples (.+)", r"примеры \1"),
    (r"plot (.+)", r"график \1"),
    (r"plots (.+) and (\d+) more", r"графики \1 и ещё \2"),
    (r"plots (.+)", r"графики \1"),
    (r"(\d+) earlier plots", r"более ранние графики (\1)"),
    (r"(\d+) more", r"ещё \1"),
    (r"the run's tag on its own commit", r"тег запуска на его собственном коммите"),
    (r"steps as the program counted them", r"шаги, как их считала программа"),
    (r"agreement on the state", r"согласие о состоянии"),
    (r"agreement on (.+)", r"согласие о \1"),
    (r"the launcher's word on the state", r"слово лаунчера о состоянии"),
    (r"the run in one task", r"запуск в одной задаче"),
    (r"the run's task", r"задача запуска"),
    (r"the end of (.+)", r"конец \1"),
    (r"final values of task (.+)", r"итоговые значения задачи \1"),
    (r"(\d+) earlier samples", r"более ранние примеры (\1)"),
    (r"(\d+) (?:lines|events) of (.+)", r"строки \2 (\1)"),
    (r"(\d+) points of (.+)", r"точки \2 (\1)"),
    (r"(\d+) plots of (.+)", r"графики \2 (\1)"),
    (r"(\d+) samples of (.+)", r"примеры \2 (\1)"),
    # and why
    (r"a local run has no image", r"у локального запуска нет образа"),
    (
        r"neither the run's tag nor the tracker names it",
        r"его не называют ни тег запуска, ни трекер",
    ),
    (
        r"the run's commit has no config.yaml; the tracker's texts stand for them",
        r"в коммите запуска нет config.yaml; взяты тексты трекера",
    ),
    (
        r"the tracker says (\w+), the launcher (\w+); the launcher's word stands",
        r"по трекеру {1}, по лаунчеру {2}; верно слово лаунчера",
    ),
    (r"the tracker says (.+), result\.json (.+)", r"в трекере \1, в result.json \2"),
    (r"(.+); the tracker's stands", r"{1}; верно слово трекера"),
    (r"it can't be asked from here", r"отсюда его не спросить"),
    (r"the run's folder has no room", r"в папке запуска нет места"),
    (
        r"left out of the series: it belongs to the summary of resources",
        r"не входит в ряды: это часть сводки ресурсов",
    ),
    (
        r"thinned to at most (\d+) points each; extremes are kept, summaries are exact",
        r"прорежены, не больше \1 точек в ряде; крайние значения сохранены, сводки точны",
    ),
    (r"left with the tracker: (.+)", r"остался в трекере: {1}"),
    (r"what is no number", r"всё, что не число"),
    (
        r"of sensitive data numbers only are kept",
        r"от чувствительных данных остаются только числа",
    ),
    (r"marks of sensitive data", r"пометки чувствительных данных"),
    (r"(.+); all counts as marked", r"{1}; всё считается помеченным"),
    (r"launch\.yaml has errors", r"в launch.yaml есть ошибки"),
    (r"launch\.yaml of the run's commit has errors", r"в launch.yaml коммита запуска есть ошибки"),
    (r"the run's commit is not here", r"коммита запуска здесь нет"),
    (
        r"too much is missing for each to be named",
        r"не хватает слишком многого, чтобы назвать каждое",
    ),
    (
        r"no config of the run is known; the tracker's texts stand for them",
        r"конфиг запуска неизвестен; взяты тексты трекера",
    ),
    (r"no config of the run is known", r"конфиг запуска неизвестен"),
    (
        r"its task was continued at (\S+), and the SDK may have shifted them from there on",
        r"задачу продолжили в \1, и с этого места SDK мог их сдвинуть",
    ),
    (r"of each plot the last one is kept", r"из каждого графика остаётся последний"),
    (r"above (\d+) samples of a run", r"больше \1 примеров у запуска"),
    (r"not drawn: (.+)", r"не нарисовано: {1}"),
    (r"plotly's (\w+)", r"вид plotly \1"),
    (r"no finite value", r"ни одного конечного значения"),
    (r"no data", r"нет данных"),
    (r"several panels or axes", r"несколько панелей или осей"),
    (r"an unknown kind of plot", r"неизвестный вид графика"),
    (r"more than a million values", r"больше миллиона значений"),
    (r"more than (\d+) MiB of JSON", r"больше \1 МиБ JSON"),
    (r"too much to draw in (\d+) KB", r"слишком много для \1 КБ"),
    (r"not valid JSON", r"не JSON"),
    (r"not a figure of plotly", r"не график plotly"),
    (r"the file has changed since it was noted", r"файл изменился с тех пор, как был записан"),
    (r"the file (.+)", r"файл {1}"),
    (r"(folder|zip): (.+); (folder|zip): (.+)", r"\1: {2}; \3: {4}"),
    (r"(folder|zip): (.+)", r"\1: {2}"),
    (r"is missing", r"отсутствует"),
    (r"is broken", r"повреждён"),
    (r"is empty", r"пуст"),
    (r"is no JSON", r"не JSON"),
    (r"is no regular file", r"не обычный файл"),
    (r"leads out of its folder", r"ведёт за пределы своей папки"),
    (r"is larger than (\d+) KiB", r"больше \1 КиБ"),
    (r"they are longer than (\d+) MiB", r"они длиннее \1 МиБ"),
    (r"they are malformed", r"они испорчены"),
    (r"of each series the last one is kept", r"из каждого ряда остаётся последний"),
    (r"(.+) of the session's (folder|zip)", r"\1 сессии (\2)"),
    (r"part of (.+) in the session's (folder|zip)", r"часть \1 в сессии (\2)"),
    (r"(.+) of the session", r"\1 сессии"),
    (r"(.+); the (folder|zip)'s was taken", r"{1}; взято из \2"),
    (r"less than elsewhere", r"меньше, чем в другой копии"),
    (r"it has changed since it was noted", r"изменился с тех пор, как был записан"),
    (
        r"its task is '(.+)', and another session names the run",
        r"её задача — '\1', а запуск называет другая сессия",
    ),
    (r"(.+), so the run is taken for (\w+)", r"{1}; вывод о запуске: {2}"),
    (
        r"its session was closed and its log doesn't end in a traceback",
        r"сессия закрыта, и лог кончается не на traceback",
    ),
    (r"its log ends in a (traceback|KeyboardInterrupt)", r"лог кончается на \1"),
    (r"it has no zip: it was never closed", r"у сессии нет zip: её никто не закрыл"),
    (r"its zip is broken: it was never closed", r"zip сессии повреждён: её никто не закрыл"),
    (r"whoever imported it said that it is (\w+)", r"сказано при импорте: {1}"),
    (
        r"its session was never closed: the process was killed, or goes on",
        r"сессию никто не закрыл: процесс убит или ещё идёт",
    ),
    (r"interrupted", r"прерван"),
    (
        r"(.+); the tag is on (\w+), the journal's when it was imported",
        r"{1}; тег стоит на \2, коммите журнала при импорте",
    ),
    (r"its commit (\w+) is not in this repository", r"его коммита \1 нет в этом репозитории"),
    (r"it names no commit", r"коммит не назван"),
    (
        r"the run was not started from launch\.yaml; what is sensitive there is so here",
        r"запущен не по launch.yaml; что чувствительно там, чувствительно и здесь",
    ),
    (r"it is a clone of (.+)", r"это копия \1"),
    (
        r"the server counts them and doesn't give them",
        r"сервер их считает, но не отдаёт",
    ),
    (r"launched", r"запущен"),
    (r"queued", r"в очереди"),
    (r"running", r"идёт"),
    (r"finished", r"завершён"),
    (r"failed", r"упал"),
    (r"stopped", r"остановлен"),
    (r"lost", r"потерян"),
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
