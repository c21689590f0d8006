"""The words that labbook writes into the figures of metrics, in English and Russian."""

from labbook.model.settings import Language

_RUSSIAN = {
    "step": "шаг",
    "step {step}": "шаг {step}",
    "run {run}": "запуск {run}",
    "baseline": "базовый",
    "mean of {count}": "среднее {count}",
    "lower is better": "чем ниже, тем лучше",
    "higher is better": "чем выше, тем лучше",
    "thin: {count} runs": "тонкие: запуски ({count})",
    "shaded: {band}": "полоса: {band}",
    "± standard deviation": "± стандартное отклонение",
    "minimum to maximum": "от минимума до максимума",
    "{drawn} of {count} runs drawn": "нарисовано запусков: {drawn} из {count}",
    "line: mean of each {size} points": "линия: среднее по {size} точкам",
    ", faint: range": ", бледно: размах",
    "range of {curve}": "размах: {curve}",
    "{curve}: no finite value": "{curve}: ни одного конечного значения",
    "{curve}: {value} at step {step}": "{curve}: {value} на шаге {step}",
    "best {value} at {step}": "лучшее {value} на {step}",
    "{value} at step {step}": "{value} на шаге {step}",
    "no finite value to draw": "ни одного конечного значения",
    "metric": "метрика",
}


def say(language: Language, text: str, **parts: object) -> str:
    """A text of a figure with its parts put in.

    >>> say("ru", "run {run}", run=3)
    'запуск 3'
    """
    return (_RUSSIAN[text] if language == "ru" else text).format(**parts)
