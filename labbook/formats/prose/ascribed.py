"""Whether a sentence itself says that a number is a value, so that they are equal by no chance."""

import re
from collections.abc import Iterator

from labbook.formats.prose import vocabulary as said
from labbook.formats.prose.account import Account, Told
from labbook.formats.prose.claims import Claim
from labbook.formats.prose.mentions import names_part
from labbook.formats.prose.values import Value
from labbook.formats.prose.written import Written, in_pair

_LINKING = re.compile(
    r"[\s,:=–—-]*(?:(?:is|was|are|of|to|at|now|only|then|still|and|it|the|baseline['’]s|from|has|had"
    r"|reach\w*|gets?|got|gives?|gave|stands?|stays?|remains?|comes?|came|equals?|results?|in|а|и|с|со"
    r"|goes|go|went|by|on|set|alone|achiev\w+|measur\w+|obtain\w*|получ\w+|измер\w+|около"
    r"|составля\w+|составил\w*|равн\w+|достиг\w*|получил\w*|стал\w*|остал\w*|до|теперь|всего|на|в|у"
    r"|тест\w*|test|valid\w*|валидац\w+)(?:\s+|\Z)|[:=]\s*"
    r"|\d[\d.,]*\s*(?:%|points?|п\.\s?п\.)?\s*(?:(?:relative|absolute)(?:ly)?\s*)?,?\s*"
    r"(?:±\s*|\+/-\s*|(?:to|до)\s+))*\Z",
    re.IGNORECASE,
)
_REACH = 60
_OURS = re.compile(r"(?<!\w)(?:we|our|results?|мы|нас|наш\w*|результат\w*)(?!\w)", re.IGNORECASE)
_ENDS = re.compile(
    r"\s*(?:[.,;:!?()|±]|\Z|(?:on|over|across|against|here|now|and|to|of\s+the\s+baseline"
    r"|на|по|против|до|и|у\s+базов\w+)(?!\w))",
    re.IGNORECASE,
)

_SMALL = re.compile(
    r"(?:the|our|its|this|that|and|but|so|which|while|whereas|then|with|mean|average|overall|total"
    r"|whole|final|resulting|metric|value|test|и|а|но|то|же|наша|наш\w*|эта|средн\w+|общ\w+|итогов\w+"
    r"|метрик\w+|значени\w+)\Z",
    re.IGNORECASE,
)
"""What may stand before a metric's name, and leave it that metric: no `frame error rate`."""
_WORD_BEFORE = re.compile(r"(?P<word>[^\W\d][\w-]*)\s+\Z")
_OF_IT = re.compile(r"(?<!\w)(?:of|for|an?)\s+(?:(?:the|our|its)\s+)?\Z", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\w)(?:in|since|в|с)\s+(?:19|20)\d\d(?!\d)", re.IGNORECASE)
_SPLITS = tuple(re.compile(p, re.IGNORECASE) for p in ("test|тест", "valid|валид", "train|обуч"))


def is_linked(written: Written, start: int, stop: int) -> bool:
    """Whether only small words and verbs stand between the number and what is there."""
    if stop <= written.at <= stop + _REACH:
        between = written.sentence.text[stop : written.at]
        for pattern in (*said.DIRECTIONS.values(), said.PLACE):
            between = pattern.sub(" ", between)
        return _LINKING.match(between) is not None
    return written.end <= start <= written.end + 1


def is_ascribed(value: Value, told: Told, account: Account, claim: Claim | None) -> bool:
    """Whether the words right beside a number say that it is this value of the result.

    `claim` is what the number claims to have changed, if it does. That of a step is never plain:
    the best may be a step's, a run's or a speaker's.
    """
    meant = told.named or account.values.promised
    if (
        value.metric not in meant
        or _is_apart(told, account)
        or is_of_another_split(value.metric, told)
    ):
        return False
    if value.kind in {"change", "share"}:
        return claim is not None and _is_claimed(value, told, claim)
    clause = told.written.clause
    run, how = value.expression.run, value.expression.how
    if how not in {"value", "std"} or said.ONE_OF_THEM.search(clause):
        return False
    if run == "baseline":
        return _is_the_baselines(value, told)
    if isinstance(run, int):
        return _linked_to(told.written, _runs(told.written, run))
    elsewhere = said.BASELINE.search(clause) or said.RUN.search(clause) or _begins_pair(told)
    return not elsewhere and (_by_name(value, told) or _linked_to(told.written, _ours(told)))


def _is_apart(told: Told, account: Account) -> bool:
    """Whether the sentence speaks of something else than what the runs reported."""
    return (
        told.supposed
        or told.foreign
        or told.sentence.says(said.IN_PART, said.IN_TIME, _YEAR)
        or _is_part(told.written.after)
        or account.is_conditional(told)
    )


def is_of_another_split(metric: str, told: Told) -> bool:
    """Whether the words around a number speak of one split, and the metric is of another."""
    title = metric.rpartition("/")[0]
    stretch = told.sentence.stretch(told.written.at)
    here = {split for split in _SPLITS if split.search(stretch)}
    own = {split for split in _SPLITS if split.search(title)}
    return bool(here and own and not here & own)


def _is_part(after: str) -> bool:
    return bool(said.PART_AFTER.match(after)) and not said.BASELINE_AFTER.match(after)


def _is_claimed(value: Value, told: Told, claim: Claim) -> bool:
    """Whether it is the change that the words say, plainly and the right way round."""
    if claim.change.metric != value.metric or claim.unclear or claim.wrong_way or not claim.fits:
        return False
    return _by_name(value, told) or told.sentence.says(said.BASELINE)


def _is_the_baselines(value: Value, told: Told) -> bool:
    written = told.written
    if in_pair(written):
        return False
    if (said.BASELINE.search(written.clause) or _begins_pair(told)) and _by_name(value, told):
        return True
    beside = said.OF_BASELINE.search(written.before) or said.BASELINE_AFTER.match(written.after)
    return bool(beside and _ENDS.match(written.after))


def _begins_pair(told: Told) -> bool:
    """Whether it is the first number of `from 14.0 to 12.3`."""
    written = told.written
    return bool(said.FROM.search(written.before) and said.TO.match(written.after))


def _by_name(value: Value, told: Told) -> bool:
    return any(
        value.metric in mention.metrics
        and is_linked(told.written, mention.start, mention.stop)
        and _is_whole(value.metric, told.sentence.text[: mention.start])
        for mention in told.mentions
    )


def _is_whole(metric: str, before: str) -> bool:
    """Whether no word before a metric's name makes it another one, or another's."""
    before = before[-_REACH:]
    word = _WORD_BEFORE.search(before)
    if word is None:
        return True
    if _OF_IT.search(before):
        return False
    moves = any(pattern.search(word["word"]) for pattern in said.DIRECTIONS.values())
    placed = any(place.end() >= word.end("word") for place in said.PLACE.finditer(before))
    return moves or placed or bool(_SMALL.match(word["word"])) or names_part(metric, word["word"])


def _runs(written: Written, number: int) -> Iterator[re.Match[str]]:
    found = said.RUN.finditer(written.sentence.text)
    return (match for match in found if int(match["number"]) == number)


def _ours(told: Told) -> Iterator[re.Match[str]]:
    return _OURS.finditer(told.sentence.text)


def _linked_to(written: Written, anchors: Iterator[re.Match[str]]) -> bool:
    """Whether the number belongs to one of what was found, and to nothing behind it."""
    if not _ENDS.match(written.after):
        return False
    return any(is_linked(written, *match.span()) for match in anchors)
