"""Floats with an exponent as they come back from the library.

HyperPyYAML writes the resolved config as text and reads that again. On the way ruamel.yaml
keeps a float's layout, and cuts the digits of a mantissa where it should round them: a float
of 14 digits or more may come back with a different last digit. Every run sees that value.
"""

import math
from dataclasses import replace

from labbook.formats.config.failure import ConfigFailure
from labbook.formats.config.nodes import Scalar


def written_scalar(node: Scalar) -> Scalar:
    """The scalar as it is after the library wrote and read it.

    Raises ConfigFailure for the few floats that the library can't write.
    """
    if node.exponent is None or not isinstance(node.value, float) or math.isinf(node.value):
        return node
    try:
        text = written_back(node.exponent)
        return replace(node, value=float(text.replace("_", "")), exponent=text)
    except (ValueError, IndexError) as error:
        message = f"the library can't write {node.raw}"
        raise ConfigFailure("config-bad-scalar", message) from error


def written_back(text: str) -> str:
    """The text that ruamel.yaml's `represent_scalar_float` writes for the float `text`.

    `text` is a finite float with an exponent as YAML 1.2 spells it.
    """
    value = float(text.replace("_", ""))
    letter = "e" if "e" in text else "E"
    mantissa, exponent = text.split(letter)
    sign = text[0] if text[0] in "+-" else ""
    width = len(mantissa) - len(sign)
    point = mantissa.find(".")

    head, power = _cut(value, width, point, sign)
    whole, decimals = head.split(".")
    missing = width - (1 if point >= 0 else 0) - len(whole) - len(decimals)
    decimals += "0" * max(0, missing)
    if sign and value > 0:
        whole = "+" + whole
    if point < 0:
        digits, power = _without_point(whole, decimals, power, width + (1 if sign else 0))
    elif point == 0:
        digits, power = whole + decimals + ".", power - len(decimals)
    else:
        digits, power = _with_point(whole, decimals, power, (_leading_zeros(mantissa), point))
    plus = "+" if exponent[0] in "+-" else ""
    return f"{digits}{letter}{power:{plus}0{len(exponent)}d}"


def _cut(value: float, width: int, point: int, sign: str) -> tuple[str, int]:
    digits, power = f"{value:{width}.{width + (1 if sign else 0)}e}".split("e")
    length = width if point > 0 else width + 1
    return digits[: length + (1 if value < 0 else 0)], int(power)


def _without_point(whole: str, decimals: str, power: int, width: int) -> tuple[str, int]:
    if decimals == "0":
        decimals = ""
    power -= len(decimals)
    while len(whole) + len(decimals) < width:
        decimals += "0"
        power -= 1
    return whole + decimals, power


def _with_point(whole: str, decimals: str, power: int, layout: tuple[int, int]) -> tuple[str, int]:
    zeros, point = layout
    if zeros > 0:
        decimals = ("0" * (zeros - 1) + whole + decimals)[:-zeros]
        whole = "0"
        power += zeros
    while len(whole) < point:
        whole += decimals[0]
        decimals = decimals[1:]
        power -= 1
    return f"{whole}.{decimals}", power


def _leading_zeros(mantissa: str) -> int:
    stripped = mantissa.lstrip("0.")
    return mantissa[: len(mantissa) - len(stripped)].count("0")
