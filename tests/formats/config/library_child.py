"""Loads configs with the real HyperPyYAML, one JSON request a line, one answer a line.

A request names a config file and overrides; the answer holds the leaves of what was loaded,
or the error. It runs as a process of its own because the library changes global state of
PyYAML and ruamel.yaml; what it changes is put back between two configs, so that each is
loaded as a training's first one.
"""

import contextlib
import functools
import json
import os
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any

import harmless
import ruamel.yaml
from hyperpyyaml import load_hyperpyyaml

# The name under which configs and this process find the same class.
Thing = harmless.Thing
RESOLVERS = list(ruamel.yaml.resolver.implicit_resolvers)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    ruamel.yaml.resolver.implicit_resolvers[:] = RESOLVERS
    leaves: dict[str, list[Any]] = {}
    signal.setitimer(signal.ITIMER_REAL, 2)
    try:
        with Path(request["path"]).open(encoding="utf-8", newline="") as file:
            loaded = load_hyperpyyaml(file, request["overrides"])
        flatten(loaded, "", leaves, 0)
    except RecursionError:
        return {"error": "RecursionError"}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"[:300]}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return {"leaves": leaves}


def flatten(value: Any, key: str, leaves: dict[str, list[Any]], depth: int) -> None:
    if depth > 200:
        raise RecursionError
    if isinstance(value, functools.partial):
        value = Thing(*value.args, **value.keywords)
    if isinstance(value, Thing):
        leaves[key] = ["object", type(value).__name__]
        if value.args or value.kwargs:
            flatten(value.kwargs or list(value.args), key, leaves, depth + 1)
    elif isinstance(value, dict) and (value or not key):
        for name, item in value.items():
            flatten(item, joined(key, part(name)), leaves, depth + 1)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            flatten(item, joined(key, str(index)), leaves, depth + 1)
    elif value is None or isinstance(value, str | bool | int | float | list | dict):
        leaves[key] = [kind(value), repr(plain(value))]
    elif type(value) is date:
        leaves[key] = ["date", repr(value)]
    else:
        leaves[key] = ["object", type(value).__name__]


def kind(value: Any) -> str:
    for one in (bool, int, float, str, list, dict):
        if isinstance(value, one):
            return one.__name__
    return "NoneType"


def plain(value: Any) -> Any:
    for one in (bool, int, float, str):
        if isinstance(value, one):
            return one(value)
    return value


def part(key: Any) -> str:
    """A mapping's key; one that is no text stands in braces."""
    if not isinstance(key, str):
        return "{" + (json.dumps(key) if key is None or isinstance(key, bool) else str(key)) + "}"
    if key and not key.isdecimal() and not set(key) & set('."{'):
        return key
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def joined(key: str, part: str) -> str:
    return f"{key}.{part}" if key else part


def give_up(*_: object) -> None:
    raise TimeoutError


def main() -> None:
    signal.signal(signal.SIGALRM, give_up)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with contextlib.redirect_stdout(sys.stderr):
        for line in sys.stdin:
            answers.write(json.dumps(answer(json.loads(line))) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
