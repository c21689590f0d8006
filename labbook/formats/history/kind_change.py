"""A value of another sort than all that were used."""

from typing import Any

from labbook.formats.history.kinds import Kind
from labbook.formats.history.peers import Peers, Remark, shown
from labbook.model.problem import Severity


def remark_on_kind(key: str, value: Any, peers: Peers) -> Remark | None:
    """What is to be said of a value of a sort that none of the runs used.

    `false` is of any sort, since it stands for nothing in many configs.
    """
    kinds = {use.kind for use in peers.uses}
    if len(kinds) > 1 or Kind.ENDLESS in kinds or value is False or set(peers.values) == {False}:
        return None
    [kind] = kinds
    described = f"the text {shown(value)}" if isinstance(value, str) else shown(value)
    said = f"{key} is {described} and was {kind} in all {peers.runs} ({peers.extent})"
    return Remark(Severity.WARNING, said, peers.most)
