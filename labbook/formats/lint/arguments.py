"""Arguments in a config against what the class or function takes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from labbook.formats.config.keys import first_part
from labbook.formats.config.model import Config, Leaf
from labbook.formats.lint.linking import Missing
from labbook.formats.lint.signature import Signature
from labbook.formats.nearest import did_you_mean
from labbook.formats.shortened import shorten
from labbook.model.problem import Problem, Severity

FindSignature = Callable[[str], Signature | Missing | None]

_TAGS = ("!new:", "!name:", "!apply:")
_SHOWN = 8


@dataclass(frozen=True)
class _Call:
    """An object or a call in a config; `given` is the first leaf of each argument, by its name
    or, for one without a name, by its number."""

    leaf: Leaf
    tag: str
    target: str
    given: dict[str, Leaf]


def check_arguments(config: Config, signature: FindSignature) -> Iterator[Problem]:
    """`config-unknown-argument`, `config-missing-argument`, `config-unknown-class`."""
    for leaves in (config.leaves, config.hidden):
        for call in _calls(leaves):
            known = signature(call.target)
            if isinstance(known, Missing):
                yield _unknown_class(call, known)
            elif known is not None:
                yield from _unknown(call, known) or _missing(call, known)


def _calls(leaves: Sequence[Leaf]) -> Iterator[_Call]:
    """What stands inside of an object follows it, its keys beginning with the object's."""
    open_calls: list[_Call] = []
    for leaf in leaves:
        while open_calls and not leaf.key.startswith(open_calls[-1].leaf.key + "."):
            yield open_calls.pop()
        for call in open_calls:
            rest = leaf.key[len(call.leaf.key) + 1 :]
            call.given.setdefault(first_part(rest), leaf)
        tag, colon, target = str(leaf.value).partition(":")
        # What comes through a reference is looked at where it is written.
        if leaf.symbolic and tag + colon in _TAGS and leaf.raw.startswith(tag):
            open_calls.append(_Call(leaf, tag, target, {}))
    yield from reversed(open_calls)


def _unknown(call: _Call, known: Signature) -> list[Problem]:
    found = []
    names, places = known.names, known.places
    for name, leaf in call.given.items():
        if name.isdecimal():
            if not known.any_place and name == str(len(places)):
                what = f"takes {len(places)} arguments without a name at most"
                found.append(_problem(leaf, call, what, places))
        elif not known.any_name and name not in names:
            found.append(_problem(leaf, call, f"takes no '{shorten(name)}'", names, name))
    return found


def _problem(
    leaf: Leaf, call: _Call, what: str, names: Sequence[str], wrong: str | None = None
) -> Problem:
    message = f"{shorten(call.target)} {what}"
    hint = did_you_mean(wrong, names) if wrong else None
    if hint is None:
        more = ", …" if len(names) > _SHOWN else ""
        hint = f"it takes {', '.join(names[:_SHOWN])}{more}" if names else "it takes none"
    warning = Severity.WARNING
    return Problem(
        leaf.path, leaf.line, "config-unknown-argument", warning, message, hint, leaf.column
    )


def _missing(call: _Call, known: Signature) -> Iterator[Problem]:
    """Of an object that is made; `!name:` may get the rest when it is called."""
    placed = {name for place, name in enumerate(known.places) if str(place) in call.given}
    wanted = [p.name for p in known.parameters if p.required and p.name not in placed]
    lacking = [name for name in wanted if name not in call.given]
    if call.tag == "!new" and lacking:
        said = ", ".join(f"'{name}'" for name in lacking[:_SHOWN])
        yield Problem(
            call.leaf.path,
            call.leaf.line,
            "config-missing-argument",
            Severity.WARNING,
            f"{shorten(call.target)} needs {said}",
            "without it the object can't be made",
            call.leaf.column,
        )


def _unknown_class(call: _Call, missing: Missing) -> Problem:
    where = f"{shorten(missing.module)} has no" if missing.module else "there is no module"
    return Problem(
        call.leaf.path,
        call.leaf.line,
        "config-unknown-class",
        Severity.WARNING,
        f"{where} '{shorten(missing.name)}'",
        f"did you mean {missing.near}?"
        if missing.near
        else "what is installed here may be another version",
        call.leaf.column,
    )
