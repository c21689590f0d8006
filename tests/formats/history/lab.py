"""Runs of a lab, and configs that are compared with them."""

from collections.abc import Iterable
from typing import Any

from labbook.formats.config import Config, read_config
from labbook.formats.history import History, PastRun, unusual
from labbook.model.problem import Problem
from labbook.model.run import RunState

ECAPA = "speechbrain.lobes.models.ECAPA_TDNN.ECAPA_TDNN"
ADAM = "torch.optim.Adam"
CLASSES = {"encoder": ECAPA, "optimizer": ADAM}
NAME = "experiments/2026-11-23-new/config.yaml"

CONFIG = f"""\
lr: 0.02
encoder: !new:{ECAPA}
  channels: 512
modules:
  encoder: !ref <encoder>
optimizer: !name:{ADAM}
  lr: !ref <lr>
"""


def past(
    values: Iterable[Any], *, key: str = "lr", experiments: int = 3, **fields: Any
) -> list[PastRun]:
    """A run for each value, in turn of one experiment and of another."""
    return [
        run({key: value}, experiment=f"2026-01-{place % experiments + 1:02}-old", **fields)
        for place, value in enumerate(values)
    ]


def run(parameters: dict[str, Any], **fields: Any) -> PastRun:
    given = {
        "experiment": "2026-01-01-old",
        "state": RunState.FINISHED,
        "classes": CLASSES,
        "parameters": parameters,
    }
    return PastRun(**{**given, **fields})


def config(text: str) -> Config:
    """A config without anything wrong in it."""
    found = read_config(text, name=NAME)
    assert found.problems == ()
    return found


def found(runs: Iterable[PastRun], text: str = CONFIG) -> dict[str, Problem]:
    return unusual(History(runs), config(text), experiment="2026-11-23-new")


def messages(runs: Iterable[PastRun], text: str = CONFIG) -> list[str]:
    return [problem.message for problem in found(runs, text).values()]


def with_value(value: object, key: str = "x") -> str:
    """A config of one plain value, beside a model."""
    return f"{key}: {value}\nmodel: !new:{ECAPA}\n"
