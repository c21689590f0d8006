"""The signatures of really imported classes, as JSON: run by test_signatures.py, in a process of
its own, with the names on standard input."""

import inspect
import json
import pydoc
import sys
import warnings
from typing import Any

KIND = inspect.Parameter


def signature(thing: Any) -> Any:
    """None for what is not there, and for modules and compiled classes, which tell none."""
    try:
        parameters = inspect.signature(thing).parameters.values()
    except (TypeError, ValueError):
        return None
    kinds = {parameter.kind for parameter in parameters}
    named = [p for p in parameters if p.kind not in {KIND.VAR_POSITIONAL, KIND.VAR_KEYWORD}]
    return {
        "parameters": [
            [
                parameter.name,
                parameter.default is KIND.empty,
                parameter.kind is not KIND.KEYWORD_ONLY,
                parameter.kind is not KIND.POSITIONAL_ONLY,
            ]
            for parameter in named
        ],
        "any_place": KIND.VAR_POSITIONAL in kinds,
        "any_name": KIND.VAR_KEYWORD in kinds,
    }


def main() -> None:
    warnings.simplefilter("ignore")
    sys.path.insert(0, sys.argv[1])
    import torchaudio_standin  # noqa: F401

    # As the library finds a class.
    found = {name: signature(pydoc.locate(name)) for name in json.load(sys.stdin)}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
