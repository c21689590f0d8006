"""The words that labbook writes into figures, in English and Russian."""

from labbook.model.settings import Language

_METRICS = {
    "step": "шаг",
    "step {step}": "шаг {step}",
    "run {run}": "запуск {run}",
    "baseline": "базовый",
    "mean of {count}": "среднее {count}",
    "lower is better": "чем ниже, тем лучше",
    "higher is better": "чем выше, тем лучше",
    "thin: {count} runs": "тонкие: запуски ({count})",
    "dots: at the selected steps, mean {value}": "точки: на выбранных шагах, среднее {value}",
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
_PLOTS = {
    "plot": "график",
    "points": "точки",
    "bars": "столбцы",
    "area": "область",
    "and {count} more": "и ещё {count}",
    # what is not drawn as it was reported
    "{drawn} of {count} traces drawn": "нарисовано рядов: {drawn} из {count}",
    "{drawn} of {count} points drawn": "нарисовано точек: {drawn} из {count}",
    "{lost} of {count} points have no place on log axes": (
        "точек без места на логарифмических осях: {lost} из {count}"
    ),
    "{lost} of {count} points have no place on the axes": (
        "точек без места на осях: {lost} из {count}"
    ),
    "first {drawn} of {count} categories": "первые {drawn} из {count} категорий",
    "first {drawn} of {count} rows": "первые {drawn} из {count} строк",
    "first {drawn} of {count} columns": "первые {drawn} из {count} столбцов",
    "each bar: mean of {size}": "каждый столбец: среднее {size}",
    "{height} × {width} values, each cell: mean of {down} × {across}": (
        "значений {height} × {width}, каждая клетка: среднее {down} × {across}"
    ),
    "surface seen from above": "поверхность, вид сверху",
    "without the marks' sizes": "без размеров точек",
    "without the marks' colours": "без цветов точек",
    "without shaded areas": "без закрашенных областей",
    "without error bars": "без погрешностей",
    "without some error bars": "без части погрешностей",
    "without horizontal error bars": "без горизонтальных погрешностей",
    "without annotations": "без аннотаций",
    "smooth lines drawn straight": "плавные линии нарисованы прямыми",
    # histograms
    "bins {width} wide": "ширина столбцов {width}",
    "bins {width} wide (Freedman–Diaconis)": "ширина столбцов {width} (Фридман — Диаконис)",
    "bins {width} wide (Sturges)": "ширина столбцов {width} (Стёрджес)",
    "{count} values outside of the bins": "значений вне столбцов: {count}",
    "count": "количество",
    "percent": "проценты",
    "probability": "вероятность",
    "density": "плотность",
    "probability density": "плотность вероятности",
    # in words
    "{name}: {count} bars": "{name}: {count} шт.",
    "{name}: {count} bars up to {top}": "{name}: {count} шт., до {top}",
    "{name}: {count} points": "{name}: {count} шт.",
    "{name}: {count} points from {low} to {high}": "{name}: {count} шт., от {low} до {high}",
    "{axis} axis (linear): {title}": "ось {axis}: {title}",
    "{axis} axis (log): {title}": "ось {axis} (логарифм): {title}",
    "{axis} axis (date): {title}": "ось {axis} (даты): {title}",
    "{axis} axis (category): {title}": "ось {axis} (категории): {title}",
    "untitled": "без названия",
    "matrix of {height} rows and {width} columns": "матрица: строк {height}, столбцов {width}",
    "values from {low} to {high}": "значения от {low} до {high}",
    "columns: {title}": "столбцы: {title}",
    "rows: {title}": "строки: {title}",
    "table of {height} rows and {width} columns: {names}": (
        "таблица: строк {height}, столбцов {width}: {names}"
    ),
}
_RUSSIAN = _METRICS | _PLOTS


def say(language: Language, text: str, **parts: object) -> str:
    """A text of a figure with its parts put in.

    >>> say("ru", "run {run}", run=3)
    'запуск 3'
    """
    return (_RUSSIAN[text] if language == "ru" else text).format(**parts)
