"""The words of a manifest's commands: overrides that match nothing, a config that isn't there."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from labbook.formats.config.model import Config
from labbook.formats.launch.override_text import override_text
from labbook.formats.lint.entry import entry_point
from labbook.formats.lint.launching import TOP, Places
from labbook.formats.nearest import did_you_mean
from labbook.formats.shortened import shorten
from labbook.model.manifest import Manifest
from labbook.model.problem import Problem, Severity

MAX_NESTED = 20
"""Mappings among a command's overrides that the config is read with, each on its own."""


@dataclass(frozen=True)
class Program:
    """What runs: `entry` is the word that names it, `options` are its own, `keys` those of the
    config, and `resolve` reads the config with an override."""

    entry: str
    options: Collection[str]
    keys: Sequence[str]
    resolve: Callable[[str], Config]


@dataclass(frozen=True)
class _Option:
    """`--key text` or `--key=text`; `index` is that of its word."""

    index: int
    key: str
    text: str


def check_command(
    manifest: Manifest, program: Program, places: Places, name: str
) -> Iterator[Problem]:
    """`manifest-unknown-override`: `--lrr 0.1` in a command where the config has only `lr`, or
    `--loader '{batch_sise: 1}'` where the loader has no such item."""
    for field, words in _commands(manifest):
        for option, message, hint in _wrong(list(_options(words, program.entry)), program):
            place = places.get((field, option.index), TOP)
            yield Problem(
                name,
                place.line,
                "manifest-unknown-override",
                Severity.WARNING,
                message,
                hint,
                place.column,
            )


def check_config_file(
    manifest: Manifest, is_file: Callable[[str], bool], places: Places, name: str
) -> Iterator[Problem]:
    """`manifest-no-config`: the config that stands behind a script isn't there."""
    for field, words in _commands(manifest):
        entry = entry_point(words)
        index = words.index(entry) + 1 if entry else len(words)
        if index < len(words) and words[index].endswith((".yaml", ".yml")):
            word, place = words[index], places.get((field, index), TOP)
            if not is_file(word):
                yield Problem(
                    name,
                    place.line,
                    "manifest-no-config",
                    Severity.WARNING,
                    f"there is no file {shorten(word)} in the experiment's folder",
                    "a command runs in the experiment's folder, whose config is config.yaml",
                    place.column,
                )


def _commands(manifest: Manifest) -> Iterator[tuple[str, Sequence[str]]]:
    yield "command", manifest.command
    yield "smoke", manifest.smoke or ()


def _options(words: Sequence[str], entry: str) -> Iterator[_Option]:
    first = words.index(entry) + 1 if entry in words else len(words)
    for index, word in enumerate(words[first:], first):
        key, equals, text = word.removeprefix("--").partition("=")
        if word.startswith("--") and key:
            follows = words[index + 1] if index + 1 < len(words) else ""
            yield _Option(index, key, text if equals else follows)


def _wrong(
    options: Sequence[_Option], program: Program
) -> Iterator[tuple[_Option, str, str | None]]:
    """The options that override nothing, each with a message and a hint."""
    nested = [o for o in options if o.key in program.keys and o.text.startswith("{")]
    for option in nested[:MAX_NESTED]:
        for problem in program.resolve(override_text({option.key: option.text})).problems:
            if problem.code == "config-unknown-override":
                yield option, problem.message, problem.hint
    for option in options:
        # As argparse takes them, options can be abbreviated.
        own = any(name.startswith(option.key) for name in program.options)
        if not own and option.key not in program.keys:
            message = f"--{shorten(option.key)} overrides no key of the config"
            yield option, message, did_you_mean(option.key, program.keys)
