"""The words that labbook writes into reports, in English and Russian."""

from collections.abc import Mapping
from types import MappingProxyType

from labbook.model.settings import Language

_WORDS: dict[str, tuple[str, str]] = {
    "run": ("Run", "Запуск"),
    "runs": ("Runs", "Запуски"),
    "no-runs": ("No run has a record yet.", "Ни у одного запуска ещё нет записи."),
    "why": ("Why", "Зачем"),
    "as-above": ("as above", "то же"),
    "overrides": ("Changed", "Изменено"),
    "state": ("State", "Состояние"),
    "metric": ("Metric", "Метрика"),
    "goal": ("Goal", "Цель"),
    "value": ("Value", "Значение"),
    "result": ("Result", "Результат"),
    "baseline": ("Baseline", "Базовый"),
    "difference": ("Difference", "Разница"),
    "parameter": ("Parameter", "Параметр"),
    "here": ("Here", "Здесь"),
    "better": ("better", "лучше"),
    "worse": ("worse", "хуже"),
    "nothing-measured": ("No metric was reported.", "Ни одной метрики не записано."),
    "equal": ("equal", "без разницы"),
    "within-noise": ("within noise", "в пределах шума"),
    "noise-unknown": ("noise unknown", "шум неизвестен"),
    "points": ("pp", "п. п."),
    "count-launched": ("{n} launched", "запущено: {n}"),
    "count-queued": ("{n} queued", "в очереди: {n}"),
    "count-running": ("{n} running", "идёт: {n}"),
    "count-finished": ("{n} finished", "завершено: {n}"),
    "count-failed": ("{n} failed", "упало: {n}"),
    "count-stopped": ("{n} stopped", "остановлено: {n}"),
    "count-lost": ("{n} lost", "потеряно: {n}"),
    "launched": ("launched", "запущен"),
    "queued": ("queued", "в очереди"),
    "running": ("running", "идёт"),
    "finished": ("finished", "завершён"),
    "failed": ("failed", "упал"),
    "stopped": ("stopped", "остановлен"),
    "lost": ("lost", "потерян"),
    "not-measured": ("not measured", "не измерено"),
    "diverged": ("diverged", "разошлось"),
    "diverged-at": ("diverged at step {step}", "разошлось на шаге {step}"),
    "not-selected": ("no value at the selected step", "нет значения на выбранном шаге"),
    "non-finite": (
        "{metric} of run {run} has {count} values that are not finite, the first at step {step}.",
        "У {metric} запуска {run} нечисловых значений: {count}, первое на шаге {step}.",
    ),
    "non-finite-once": (
        "{metric} of run {run} has one value that is not finite, at step {step}.",
        "У {metric} запуска {run} одно нечисловое значение, на шаге {step}.",
    ),
    "at-best": ("at the best step of {metric}", "на лучшем шаге {metric}"),
    "at-last": ("at the last step", "на последнем шаге"),
    "read-as-here": (
        "Its values are read as those of the runs here, {ours}; its own report reads them "
        "{theirs}.",
        "Его значения взяты, как и здесь, {ours}; в его собственном отчёте — {theirs}.",
    ),
    "read-apart": (
        "**Not like with like: the runs here are read {ours}, those of the baseline {theirs}.**",
        "**Сравнивается разное: здесь значения взяты {ours}, у базового — {theirs}.**",
    ),
    "compared-with": ("Compared with {baseline}.", "Сравнение с {baseline}."),
    "baseline-empty": (
        "The baseline {baseline} has no result to compare with: {reason}.",
        "У базового {baseline} нет результата для сравнения: {reason}.",
    ),
    "baseline-undecided": (
        "its finished runs differ in more than their seed",
        "у его завершённых запусков различается не только seed",
    ),
    "baseline-absent": (
        "it names runs as its result that have no record",
        "результатом в нём названы запуски, у которых нет записи",
    ),
    "baseline-unfinished": ("none of its runs has finished", "ни один его запуск не завершён"),
    "mean-of": (
        "Mean ± sample standard deviation over the runs that differ in their seed only.",
        "Среднее ± выборочное стандартное отклонение по запускам, где различается только seed.",
    ),
    "mean-of-named": (
        "Mean ± sample standard deviation over the runs that `result:` names, which differ in more "
        "than their seed: {parameters}.",
        "Среднее ± выборочное стандартное отклонение по запускам из `result:`, где различается "
        "не только seed: {parameters}.",
    ),
    "repeated": (
        "The same seed and parameters: {runs}.",
        "Одинаковы и seed, и параметры: {runs}.",
    ),
    "selected-by": (
        "Values at the best step of {metric}:",
        "Значения на лучшем шаге {metric}:",
    ),
    "none-selected": (
        "No step is selected: no run of the result has a best one of {metric}.",
        "Шаг не выбран: ни у одного запуска результата нет лучшего шага {metric}.",
    ),
    "select-absent": (
        "No step is selected: no run of the result measured {metric}. These are the last values.",
        "Шаг не выбран: ни один запуск результата не измерял {metric}. Это последние значения.",
    ),
    "step": ("step {step}", "шаг {step}"),
    "selected-by-test": (
        "**It is a metric of the test itself, so the test has chosen its own best value.**",
        "**Это метрика самого теста: тест сам выбрал себе лучшее значение.**",
    ),
    "noise-note": (
        "“Within noise” means that the difference is less than two standard errors of it.",
        "«В пределах шума» значит, что разница меньше двух её стандартных ошибок.",
    ),
    "worst": ("The worst samples ({count})", "Худшие примеры ({count})"),
    "typical": ("Typical samples ({count})", "Типичные примеры ({count})"),
    "plots": ("Plots ({count})", "Графики ({count})"),
    "pictures": ("Pictures ({count})", "Изображения ({count})"),
    "sounds": ("Sounds ({count})", "Звуки ({count})"),
    "more-media": ("{count} more lie in the runs' folders.", "Ещё {count} — в папках запусков."),
    "errors-in": ("Errors in {artifact}", "Ошибки в {artifact}"),
    "worst-utterances": (
        "The utterances with the most errors (errors / words of the reference):",
        "Фразы, в которых больше всего ошибок (ошибок / слов в эталоне):",
    ),
    "worst-of-runs": (
        "The utterances with the most errors (errors / words of the reference), as the run has "
        "them that made the most; in brackets the runs among whose worst they are:",
        "Фразы, в которых больше всего ошибок (ошибок / слов в эталоне), из запуска, где их "
        "больше всего; в скобках запуски, где фраза среди худших:",
    ),
    "expected": ("Reference", "Эталон"),
    "got": ("Hypothesis", "Гипотеза"),
    "count": ("Count", "Сколько раз"),
    "nothing": ("nothing", "ничего"),
    "confusions": ("What was taken for what most often:", "Что чаще всего принималось за что:"),
    "confusions-summed": (
        "What was taken for what most often, summed over the commonest ones of each run:",
        "Что чаще всего принималось за что, сумма самых частых по запускам:",
    ),
    "no-errors": ("No errors.", "Ошибок нет."),
    "more": ("and {count} more", "и ещё {count}"),
    "other-metrics": ("Other metrics ({count})", "Другие метрики ({count})"),
    "and-more": ("{count} more are in the run records.", "Ещё {count} — в записях запусков."),
    "not-result": ("not the result", "не результат"),
    "not-named": ("`result:` doesn't name it", "не назван в `result:`"),
    "other-parameters": ("other parameters, {parameters}", "другие параметры, {parameters}"),
    "all-runs": ("All runs ({count})", "Все запуски ({count})"),
    "against": (
        "Against the baseline {baseline}: {changes}",
        "По сравнению с базовым {baseline}: {changes}",
    ),
    "over-steps": ("{metric} over steps", "{metric} по шагам"),
    "held": ("The prediction held", "Предсказание сбылось"),
    "not-held": ("The prediction did not hold", "Предсказание не сбылось"),
    "untold": ("The prediction can't be judged yet", "О предсказании судить рано"),
    "predicted": ("predicted {prediction}", "предсказано {prediction}"),
    "units-differ": (
        "it is in another unit than the metric",
        "оно в других единицах, чем метрика",
    ),
    "undecided": (
        "The finished runs differ in more than their seed: say in the front matter which of them "
        "are the result, for example `result: [{runs}]`.",
        "У завершённых запусков различается не только seed: укажите в шапке отчёта, какие из них — "
        "результат, например `result: [{runs}]`.",
    ),
    "result-absent": (
        "The front matter names runs as the result that have no record.",
        "В шапке отчёта результатом названы запуски, у которых нет записи.",
    ),
    "end-of-log": ("The end of the log of run {run}:", "Конец лога запуска {run}:"),
    "all-parameters": ("All parameters ({count})", "Все параметры ({count})"),
    "same-parameters": (
        "No parameter differs from those of {baseline}.",
        "Параметры те же, что у {baseline}.",
    ),
    "no-parameters": (
        "The runs' parameters are not known.",
        "Параметры запусков неизвестны.",
    ),
    "baseline-no-parameters": (
        "The parameters of the baseline {baseline} are not known.",
        "Параметры базового {baseline} неизвестны.",
    ),
    "seeds": ("Seeds", "Seed"),
    "wall-time": ("Wall time", "Время"),
    "cpu-time": ("CPU time", "Процессорное время"),
    "peak-memory": ("Peak memory", "Пик памяти"),
    "total-wall": ("Wall time together: {time}", "Общее время: {time}"),
    "no-resources": (
        "What the runs used was not measured.",
        "Расход ресурсов не измерен.",
    ),
    "commit": ("Commit", "Коммит"),
    "repository": ("Repository", "Репозиторий"),
    "uncommitted": ("with uncommitted changes", "с незакоммиченными изменениями"),
    "entry-point": ("Entry point", "Точка входа"),
    "config-digest": ("Config digest", "Дайджест конфига"),
    "image": ("Image", "Образ"),
    "image-reported": ("Image that ran", "Запущенный образ"),
    "imported": ("unknown, the run was imported", "неизвестно, запуск импортирован"),
    "launcher": ("Launcher", "Где запущен"),
    "tracker": ("Tracker", "Трекер"),
    "task": ("Task", "Задача"),
    "host": ("Host", "Машина"),
    "python": ("Python", "Python"),
    "threads": ("Threads", "Потоки"),
    "seed": ("Seed", "Seed"),
    "review": ("Review", "Ревью"),
    "weights": ("Weights digest", "Дайджест весов"),
    "data": ("Data", "Данные"),
    "packages": ("Packages", "Пакеты"),
    "in-the-record": ("{count}, in the run record", "{count}, в записи запуска"),
    "packages-differ": ("Packages that differ ({count})", "Пакеты, которые отличаются ({count})"),
    "package": ("Package", "Пакет"),
    "version": ("Version", "Версия"),
    "artifacts": ("Artifacts ({count})", "Артефакты ({count})"),
    "artifact": ("Artifact", "Артефакт"),
    "size": ("Size", "Размер"),
    "model": ("model", "модель"),
    "place": ("Where", "Где"),
    "fetch": (
        "`labbook fill RUN --fetch ARTIFACT` downloads one.",
        "`labbook fill ЗАПУСК --fetch АРТЕФАКТ` скачивает один из них.",
    ),
    "missing": ("Missing", "Чего нет"),
    "in-run": ("run {runs}", "запуск {runs}"),
    "in-runs": ("runs {runs}", "запуски {runs}"),
    "byte-units": ("B KiB MiB GiB TiB", "Б КиБ МиБ ГиБ ТиБ"),
    "time-units": ("d h min s", "д ч мин с"),
    "unknown": ("unknown", "неизвестно"),
}


def words(language: Language) -> Mapping[str, str]:
    """The words of a language by what they mean."""
    index = 1 if language == "ru" else 0
    return MappingProxyType({key: pair[index] for key, pair in _WORDS.items()})
