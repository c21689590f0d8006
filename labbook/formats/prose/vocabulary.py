"""The words of English and Russian reports that say what a number is."""

import re
from typing import Literal

Direction = Literal["down", "up", "better", "worse"]


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


DIRECTIONS: dict[Direction, re.Pattern[str]] = {
    "down": _words(
        r"f[ae]lls?|falling|fallen|dropp?(?:s|ed|ing)?|decreas(?:e[sd]?|ing)",
        r"reduc(?:e[sd]?|ing|tions?)|declin(?:e[sd]?|ing)|lower(?:s|ed|ing)?|shr[iau]nk(?:s|ing)?",
        r"cuts?|cutting|less|fewer|smaller|down|below",
        r"(?:с|по)ни(?:з|ж)\w*|пада\w+|упа(?:л|в)\w*|паден\w+|уменьш\w+|сокра[тщ]\w+",
        r"опус(?:т|к)\w+|просе[лд]\w*|ниже|меньше",
    ),
    "up": _words(
        r"r[io]ses?|rising|risen|increas(?:e[sd]?|ing)|gr[eo]ws?|growing|grown|climb(?:s|ed|ing)?",
        r"rais(?:e[sd]?|ing)|higher|more|larger|greater|up|above",
        r"вырос\w*|вырас\w+|раст(?:ёт|ет|ут)|рос(?:т|ла|ло)?|возрос\w*|возраст\w+|повыс\w+|повыш\w+",
        r"увелич\w+|подн(?:я|им)\w+|прирост\w*|прибав\w+|выше|больше",
    ),
    "better": _words(
        r"improv(?:e[sd]?|ing|ements?)|better|gain(?:s|ed|ing)?|outperform(?:s|ed|ing)?|w[io]n(?:s)?",
        r"улучш\w+|лучше|выигр\w+",
    ),
    "worse": _words(
        r"worsen(?:s|ed|ing)?|wors(?:e|t)|degrad(?:e[sd]?|ing|ation)|deteriorat\w+|los(?:e[sd]?|ing|t)",
        r"regress(?:es|ed|ion)?|ухудш\w+|хуже|проигр\w+|потеря(?:л\w*|ем)|теря\w+",
    ),
}
CHANGE_NOUN = _words(
    r"reductions?|improvements?|gains?|drops?|falls?|decreases?|increases?|rise|differences?",
    r"change|loss|gap|снижени\w+|улучшени\w+|падени\w+|рост\w*|прирост\w*|выигрыш\w*|уменьшени\w+",
    r"увеличени\w+|ухудшени\w+|разниц\w+|разрыв\w*|сокращени\w+",
)
COMPARED_AFTER = re.compile(
    r"\s*,?\s*(?:(?:relative(?:ly)?|absolute(?:ly)?|относительн\w+|абсолютн\w+)\s*,?\s*)?(?:is\s+)?"
    r"(?P<word>lower|higher|better|worse|less|more|fewer|below|above|relative\s+improvement"
    r"|(?:relative\s+|absolute\s+)?(?:improvement|reduction|drop|increase|decrease|gain)"
    r"|ниже|выше|лучше|хуже|меньше|больше)(?!\w)",
    re.IGNORECASE,
)
RELATIVE = _words(r"relative(?:ly)?|rel\.|относительн\w*|относительно|отн\.")
ABSOLUTE = _words(r"absolute(?:ly)?|abs\.|абсолютн\w*|абс\.")
POINTS = re.compile(
    r"\s*-?(?:%\s*)?(?:percent(?:age)?[ -]points?|points?|pp\.?|p\.\s?p\.|ppts?|pts?\.?"
    r"|п\.\s?п\.|пп\.?|процентн\w+\s+пункт\w*|пункт\w*)(?!\w)",
    re.IGNORECASE,
)
PERCENT = re.compile(r"\s?(?:%|per\s?cent(?!\w|age)|процент(?:а|ов)?(?!\w))", re.IGNORECASE)
SPREAD_BEFORE = re.compile(
    r"(?:±|\+/-|\+-)\s*\Z"
    r"|(?:standard\s+deviations?|std\.?(?:\s?dev\.?)?|стандартн\w+\s+отклонени\w+|СКО)"
    r"[^\d.;:()]{0,60}[:=]?\s*\Z",
    re.IGNORECASE,
)
APPROXIMATE = re.compile(
    r"(?:[~≈∼]|(?<!\w)(?:about|around|roughly|approximately|nearly|almost|some|circa|ca\.|approx\."
    r"|примерно|около|порядка|почти|приблизительно|где-то))\s*\Z",
    re.IGNORECASE,
)
BOUND = re.compile(
    r"(?:[<>≤≥]=?|(?<!\w)(?:up\s+to|at\s+(?:least|most)|(?:less|more|fewer|better|worse|lower|higher)"
    r"\s+than|under|below|above|over|beyond|within|не\s+(?:более|менее|больше|меньше|ниже|выше)"
    r"|(?:более|менее|больше|меньше|ниже|выше|хуже|лучше)(?:\s+чем)?|свыше|в\s+пределах|под|над))"
    r"\s*\Z",
    re.IGNORECASE,
)
BASELINE = _words(r"(?:the\s+)?baselines?(?:['’]s)?", r"базов\w+", r"бейзлайн\w*")
FROM = re.compile(r"(?<!\w)(?:from|с|со)\s+(?:the\s+baseline['’]s\s+)?\Z", re.IGNORECASE)
TO = re.compile(r"\s*,?\s*(?:down\s+|up\s+)?(?:to|до)\s+(?:only\s+|всего\s+)?", re.IGNORECASE)
OF_BASELINE = re.compile(
    r"(?<!\w)(?:baseline(?:['’]s)?(?:\s+(?:of|at|has|had|is|was))?"
    r"|(?:у\s+)?базов\w+(?:\s+(?:запуск\w*|модел\w+))?)\s*[:—–-]?\s*\Z",
    re.IGNORECASE,
)
BASELINE_AFTER = re.compile(r"\s*(?:of|for|у|от)?\s*(?:the\s+)?(?:baseline|базов)", re.IGNORECASE)
BEST = _words(r"best|лучш\w+|наилучш\w+")
ONE_OF_THEM = _words(
    r"best|worst|first|second|third|last|lowest|highest|single|one",
    r"лучш\w+|наилучш\w+|худш\w+|перв\w+|втор\w+|трет\w+|последн\w+|од(?:ин|на|но)",
)
RUN = re.compile(
    r"(?<!\w)(?P<kind>runs?|seeds?|запуск\w*|прогон\w*|сид\w*|seed\s*=)\s*[№#=]?\s*(?P<number>\d{1,9})",
    re.IGNORECASE,
)
UNMEASURED_BEFORE = re.compile(
    r"(?:(?<!\w)(?:version|ver\.?|v\.?|release|python|pytorch|torch\w*|cuda|cudnn|numpy|speechbrain"
    r"|clearml|sdk|driver|ubuntu|section|sec\.|chapter|fig(?:ure|\.)?|table|tab\.|eq(?:uation|\.)?"
    r"|appendix|page|p\.|line|layer|level|top|learning\s+rate|lr|confidence|interval"
    r"|dropout|momentum|weight\s+decay|temperature|threshold|quantile|percentile|alpha|beta|gamma"
    r"|lambda|p-value|probability|budget|вероятност\w+(?:\s+\w+)?|интервал\w*|верси\w+|раздел\w*|глав\w+|рис(?:ун\w+|\.)?|табл(?:иц\w+|\.)?|формул\w+"
    r"|приложени\w+|стр\.|строк\w+|сло[йея]\w*"
    r"|скорост\w+\s+обучения|темп\w*\s+обучения|порог\w*|температур\w*|вер\.|п\.)\s*(?:of|is|was|to|=|:|№)?"
    r"|[§№#@/\\])\s*\Z",
    re.IGNORECASE,
)
UNMEASURED_AFTER = re.compile(
    r"\s*-?\s*(?:of\s+(?:the\s+)?(?:data|time|recordings|training|frames|parameters|memory|cases)"
    r"|confidence|CI(?!\w)|dropout|faster|slower|cheaper|quicker|longer|shorter"
    r"|quantiles?|percentiles?|utili[sz]ation|load|usage|sparsity|overlap|subset|split|noise"
    r"|silence|coverage|masking|тишин\w+|покрыти\w+"
    r"|доверительн\w+|быстрее|медленнее|дешевле|дольше|короче|загрузк\w+|квантил\w+"
    r"|процентил\w+|перекрыти\w+|данных|выборк\w+|времени)",
    re.IGNORECASE,
)
PART_AFTER = re.compile(r"\s*(?:of|от|из)(?!\w)", re.IGNORECASE)
OTHER_UNIT = re.compile(
    r"[ \u00a0\u202f-]?(?:[kKMGTмкМГ]?(?:Hz|Гц|Вт|бит|байт|bit)|[KMGTКМГТ]i?[BБ]|dB|дБ|°|[kKMB]"
    r"|ms|мс|s|sec\w*|с|сек\w*|min\w*|мин\w*|h|hours?|ч|час\w*|days?|дн\w+|сут\w+|weeks?|недел\w+"
    r"|x|×|times|раза?|epochs?|эпох\w*|steps?|шаг\w*|GPUs?|V|W|A|m|mm|cm|km|€|\$|руб\w*|млн|тыс"
    r"|million|billion|thousand|[MМ](?:П)?|pages?|words?|слов\w*)(?!\w)",
)
FOREIGN = _words(
    r"times?|memory|RAM|VRAM|GPUs?|CPUs?|latency|throughput|speed(?:[ -]?up)?|size",
    r"parameters|params|FLOPs?|RTF|cost|price|duration|length|insertions?|deletions?|substitutions?",
    r"confusions?|utili[sz]ation",
    r"utterances?|hours|data|dataset|corpus|recordings|disk|traffic|load|share",
    r"fraction|noise|volume",
    r"врем(?:я|ени)|памят\w+|скорост\w+|задержк\w+|размер\w*|параметр\w*|вставк\w+|вставок|удалени\w+",
    r"замен\w*|загрузк\w+|данны\w+|часов|дол[яюи](?!\s+ошибок)|объ[её]м\w*|длин\w+|стоимост\w+|шума?",
    r"faster|slower|быстрее|медленнее",
)
HYPOTHETICAL = _words(
    r"would|could|should|might|may|if|targets?|goals?|expect\w*|hop(?:e[sd]?|ing)|predict\w*|need(?:s|ed)?",
    r"must|require\w*|thresholds?|plan(?:s|ned)?|aim(?:s|ed)?|promis\w+|want(?:s|ed)?|assum\w+",
    r"бы|если|цел[ьи]\w*|целев\w+|ожида\w+|предсказ\w+|прогноз\w*|нужно|надо|треб\w+|порог\w*|план\w*",
    r"хоте\w+|должн\w+|допус\w+|гипотез\w+",
)
ELSEWHERE = _words(
    r"papers?|published|literature|state[ -]of[ -]the[ -]art|SOTA|reported\s+(?:by|in)",
    r"authors?|article",
    r"previous(?:ly)?|earlier|предыдущ\w+|(?:first|last)\s+(?:year|month|week|quarter)",
    r"(?:an)?other\s+(?:experiment|model|team|system|lab|report|corpus|corpora|group)s?",
    r"prior|leaderboard|human",
    r"chance|random|vendors?|competitors?|production|teacher|official|benchmark|et\s+al",
    r"стать[яеию]\w*|литератур\w+|опубликован\w+|раньше|ранее|прежн\w+|прошл\w+|случайн\w+",
    r"друг\w+\s+(?:модел|эксперимент|команд|систем|отч[её]т|запуск|прогон|групп|лаборатор)\w*",
    r"соседн\w+|конкурент\w+|продакшен\w*|учител\w+|вендор\w*|автор\w*",
)
CONDITION = re.compile(
    r"(?<!\w)(?:with(?!\s+(?:it|that)\b)|without|when|where|unless|когда|где|after|before|for|using|by(?!\s+[~\d])|once|except"
    r"|excluding|further|additional|ensembl\w+|quanti[sz]\w+|если|без|после|для|при|у(?!\s+(?:нас|базов))"
    r"|по(?!\s+сравнению)|кроме|ещё|с(?!\s+(?:\d|базов))|дополнительн\w+|квантиз\w+|ансамбл\w+)(?!\w)",
    re.IGNORECASE,
)
"""What makes a sentence speak of something else than the result as it is."""
PLACE = re.compile(
    r"(?<!\w)(?:on|in|over|на|в|во)\s+(?P<where>(?!\d)[\w-]+(?:\s+(?!\d)[\w-]+){0,2})",
    re.IGNORECASE,
)
USUAL_PLACE = re.compile(
    r"test|valid|dev(?!\w)|train|seeds?|runs?|average|mean|speech|total|all|fact|baseline"
    r"|тест|валид|обуч|сред|речи|сид|запуск|итоге|целом|базов",
    re.IGNORECASE,
)
RESULT = _words(
    r"we|our|results?|reach\w*|achiev\w+|comes?\s+to|test\s+set|errs?|мы|наш\w*|результат\w*|достиг\w*",
    r"получ\w+|ошибается|на\s+тесте",
)
IN_PART = _words(
    r"on\s+(?:male|female|short|long)\s+\w+|per\s+(?:word|speaker|class|command|channel)|among",
    r"speakers?|class(?:es)?|subset|commands?|accents?|dictor\w*|each|some\s+of|half\s+of|errors",
    r"both|together|combined|pooled|median|вместе|медиан\w*|оба|обе|обоих",
    r"диктор\w*|класс\w*|подмножеств\w*|команд\w*|акцент\w*|кажд\w+|среди|половин\w+|сред[ьи]",
)
IN_TIME = _words(
    r"during|while\s+training|(?:by|after|from|until|since)\s+(?:epoch|step)s?|between|early|midway",
    r"(?:after|by|at|in)\s+(?:the\s+)?(?:first|second|third|\d+)\s*\w*\s+(?:epochs?|steps?|iterations?)",
    r"(?:в\s+ходе|за\s+время|к|после|до|на|между|за)\s+(?:\d+\s*-?\w*\s+)?(?:эпох\w+|шаг\w+|обучени\w+)",
    r"между",
)
COMPARED = re.compile(
    r"(?<!\w)(?:than|compared\s+(?:to|with)|relative\s+to(?!\s+\d)|against|versus|vs\.?|чем|по\s+сравнению\s+со?"
    r"|относительно|против)(?=\s+\w)(?P<what>(?:\s+[\w'’-]+){1,4})",
    re.IGNORECASE,
)
FACTOR = re.compile(
    r"(?<!\w)(?:(?P<half>halv(?:e[sd]?|ing)|(?:cut|reduced|fell|dropped)\s+(?:in|by)\s+half|by\s+half)"
    r"|(?P<double>doubl(?:e[sd]?|ing))|(?P<treble>tripl(?:e[sd]?|ing))"
    r"|(?P<twice>twice\s+(?:as|the)|вдвое|в\s+два\s+раза)|(?P<thrice>втрое|в\s+три\s+раза)"
    r"|(?:by\s+a\s+factor\s+of\s+|в\s+)(?P<factor>\d{1,4}(?:[.,]\d{1,3})?)(?!\w)(?!\s*%)(?:\s+раза?(?!\w))?)",
    re.IGNORECASE,
)
ALIASES: dict[str, str] = {
    "error_rate": r"error[ -]rates?|(?:доля|долю|доли|частот\w+|уров\w+)\s+ошибок|ошибк[аиу]",
    "wer": r"WER|word[ -]error[ -]rates?",
    "cer": r"CER|character[ -]error[ -]rates?",
    "accuracy": r"accurac(?:y|ies)|acc|точност\w+",
    "acc": r"accurac(?:y|ies)|acc|точност\w+",
    "loss": r"loss(?:es)?|лосс\w*|(?:функци\w+\s+)?потер[ьяи]",
    "f1": r"F1(?:[ -](?:score|мер\w+))?|F-мер\w+",
    "precision": r"precision|точност\w+",
    "recall": r"recall|полнот\w+",
    "eer": r"EER|equal[ -]error[ -]rates?",
    "bleu": r"BLEU",
    "perplexity": r"perplexity|PPL|перплекси\w+",
    "ppl": r"perplexity|PPL|перплекси\w+",
}
"""What people call a metric whose name ends so."""
NO_RATES = frozenset({"loss", "bleu", "perplexity", "ppl"})
"""Those of them that nobody gives in percent."""
