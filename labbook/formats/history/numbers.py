"""A number against the numbers that were used."""

from statistics import median

from labbook.formats.history.band import Band, band_of
from labbook.formats.history.peers import MIN_RUNS, Peers, Remark, fate, shown
from labbook.model.problem import Severity


def remark_on_number(key: str, value: float, peers: Peers) -> Remark | None:
    """What is unusual about a number, None where nothing is.

    Zero stands apart where all others have one sign, for it mostly switches something off.
    """
    used = peers.values
    nonzero = tuple(use for use in peers.uses if use.value)
    if not nonzero:
        return _first(key, value, peers) if value else None
    if min(used) < 0 < max(used):
        return _far(key, value, peers)
    if value == 0 and 0 in used:
        return None
    if value == 0 or (value > 0) != (nonzero[0].value > 0):
        return _other_sign(key, value, peers)
    return _far(key, value, Peers(nonzero, peers.said)) if len(nonzero) >= MIN_RUNS else None


def _other_sign(key: str, value: float, peers: Peers) -> Remark:
    sign = "positive" if max(peers.values) > 0 else "negative"
    used = f"0 or {sign}" if 0 in peers.values else sign
    typical = shown(median(peers.values))
    said = f"was {used} in all {peers.runs} (median {typical}, {peers.extent})"
    return Remark(Severity.WARNING, f"{key} is {shown(value)} and {said}", peers.most)


def _first(key: str, value: float, peers: Peers) -> Remark | None:
    """Remark on something that is switched on and never was."""
    if peers.experiments == 1:
        return None
    said = f"{key} is {shown(value)} and was 0 in all {peers.runs} ({peers.extent})"
    return Remark(Severity.HINT, said, "0 mostly switches something off: is it meant to be on?")


def _far(key: str, value: float, peers: Peers) -> Remark | None:
    sound = [use.value for use in peers.uses if not use.run.diverged]
    band = band_of(peers.values, sound)
    if value in band:
        return None
    well = [use for use in peers.uses if use.run.well and band.reaches(use.value, value)]
    if len(well) >= MIN_RUNS:
        return None
    inside = [number for number in sound if number in band] or [median(peers.values)]
    last = max(inside, key=lambda number: band.outwards(number, value))
    where = f"{'above' if value > last else 'below'} {shown(last)}"
    reached = band.outwards(last, value)
    beyond = [use for use in peers.uses if band.outwards(use.value, value) > reached]
    said = [
        f"{key} {shown(value)} {_compared(value, band, peers)}",
        fate(beyond, where) if beyond else f"none went {where}",
    ]
    return Remark(Severity.HINT if well else Severity.WARNING, "; ".join(said), peers.most)


def _compared(value: float, band: Band, peers: Peers) -> str:
    typical = median(peers.values)
    if band.logarithmic:
        times = shown(value / typical)
        return f"is {times} × the median of {peers.runs} ({shown(typical)}, {peers.extent})"
    used = f"{shown(min(peers.values))} to {shown(max(peers.values))}, {peers.extent}"
    return f"is far from the median of {peers.runs} ({shown(typical)}, {used})"
