"""A value against those that were used: its sort, a text, a switch."""

import re
import unicodedata
from math import inf
from typing import Any

from labbook.formats.history.history import Kind
from labbook.formats.history.peers import Peers, Remark, shown
from labbook.formats.metrics import LARGEST
from labbook.formats.names import few
from labbook.model.problem import Severity

_SHOWN = 5
_LONGEST_NAME = 200
"""What is longer was not typed by hand, and takes long to be looked at character by character."""
_PATH = re.compile(r"[/\\]|\.\w{1,5}$")
_CYRILLIC_AND_GREEK = "авекмнорстухѕіјһԁԛԝɡαβεικνορτυχϲ"
_LATIN = "abekmhopctyxsijhdqwgabeikvoptyxc"
_TWINS = str.maketrans(_CYRILLIC_AND_GREEK, _LATIN)


def remark_on_kind(key: str, value: Any, peers: Peers) -> Remark | None:
    """What is to be said of a value of a sort that none of the runs used.

    `false` is of any sort, since it stands for nothing in many configs.
    """
    kinds = {use.kind for use in peers.uses}
    if len(kinds) > 1 or Kind.ENDLESS in kinds or value is False or set(peers.values) == {False}:
        return None
    [kind] = kinds
    described = f"the text {shown(value)}" if isinstance(value, str) else shown(value)
    beyond = isinstance(value, int | float) and LARGEST < abs(value) < inf
    was = "a smaller number" if beyond and kind is Kind.NUMBER else kind
    said = f"{key} is {described} and was {was} in all {peers.runs} ({peers.extent})"
    return Remark(Severity.WARNING, said, peers.most)


def remark_on_value(key: str, value: str | bool, peers: Peers) -> Remark | None:
    """Whether a value is new where others come from a short list that experiments share.

    Names and descriptions are mostly of one experiment alone; paths are no choice.
    """
    counts = peers.counts
    shared = 2 * len(counts) <= peers.experiments
    if not shared or value in peers.values or is_path(value):
        return None
    listed = few([f"{shown(used)} {count}" for used, count in counts], _SHOWN)
    said = f"{key} {shown(value)} was never used in {peers.runs} ({peers.extent})"
    return Remark(
        Severity.HINT,
        f"{said}: {listed}",
        "if it is meant, say why: nobody here knows yet how it works out",
    )


def remark_on_twin(key: str, value: str, peers: Peers) -> Remark | None:
    """Whether a text looks like one that was used, and is another to a program."""
    if len(value) > _LONGEST_NAME or value in peers.values or is_path(value):
        return None
    outline = _outline(value)
    names = (pair for pair in peers.counts if len(pair[0]) <= _LONGEST_NAME)
    for used, count in names:
        if count > 1 and outline == _outline(used):
            said = f"{key} {shown(value)} is not {shown(used)}, which {count} of {peers.runs} used"
            return Remark(
                Severity.WARNING,
                f"{said}: {_difference(value, used)}",
                f"write {shown(used)} if it is the one that is meant",
            )
    return None


def is_path(value: str | bool) -> bool:
    """Whether a value has the form of a path, an address or a file's name."""
    return isinstance(value, str) and _PATH.search(value) is not None


def _outline(text: str) -> str:
    """What a text looks like at a glance."""
    seen = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return "".join("".join(seen).casefold().translate(_TWINS).split())


def _difference(value: str, used: str) -> str:
    if "".join(value.split()) == "".join(used.split()):
        return "they differ in their spaces"
    if value.casefold() == used.casefold():
        return "they differ in upper and lower case"
    pairs = zip(value, used + " " * len(value), strict=False)
    place, character = next(
        (place, mine) for place, (mine, theirs) in enumerate(pairs, 1) if mine != theirs
    )
    name = unicodedata.name(character, "a character without a name")
    return f"its character {place} is {name} (U+{ord(character):04X})"
