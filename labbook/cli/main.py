"""The `labbook` program: its commands, imported when called, and the one error boundary."""

import errno
import io
import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from labbook import __version__
from labbook.cli.output import say, tell
from labbook.errors import LabbookError, OutsideError, UsageError

COMMANDS = (
    "init",
    "new",
    "launch",
    "status",
    "logs",
    "stop",
    "fill",
    "bind",
    "import",
    "list",
    "show",
    "check",
    "config",
    "diff",
    "approve",
    "close",
    "search",
    "build",
    "serve",
    "doctor",
)
"""In the order of an experiment's life. `labbook.cli.<name>` holds the function `command`."""

MODULES = {"import": "import_run"}
"""Modules of commands that are called after a word of Python."""

BUG = 70
INTERRUPTED = 130
MACHINE = frozenset({
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EMFILE,
})  # fmt: skip
"""What a disk or its owner declines, wherever that happens, is no bug of ours."""


class Commands(TyperGroup):
    """The group of all commands; a command's module is imported when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in COMMANDS:
            return _command(cmd_name)
        if ctx.resilient_parsing:
            return None
        from difflib import get_close_matches

        near = get_close_matches(cmd_name, COMMANDS, 1)
        hint = f"did you mean '{near[0]}'?" if near else "labbook --help lists the commands"
        raise UsageError(f"there is no command '{cmd_name}'", hint=hint)


def _command(name: str) -> Any:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(name)(import_module(f"labbook.cli.{MODULES.get(name, name)}").command)
    return typer.main.get_command(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"labbook {__version__}")
        raise typer.Exit


def _labbook(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """A lab journal for machine-learning experiments that lives in git."""


def program() -> Any:
    """The whole command line as a click command."""
    app = typer.Typer(cls=Commands, rich_markup_mode=None, no_args_is_help=True)
    app.callback()(_labbook)
    return typer.main.get_command(app)


def main() -> None:
    """Run the program and end the process with the documented exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # What the terminal has no character for is no reason to show nothing.
            stream.reconfigure(errors="backslashreplace")
    try:
        _run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _run() -> None:
    try:
        try:
            program()(prog_name="labbook")
        finally:
            _flush()
    except LabbookError as error:
        tell(error)
        sys.exit(error.exit_code)
    except Exception as bug:
        if isinstance(bug, OSError) and bug.errno in MACHINE:
            tell(OutsideError(bug.strerror or "the system declined", path=bug.filename))
            sys.exit(OutsideError.exit_code)
        say(f"labbook has a bug: {type(bug).__name__}: {bug}")
        say(f"hint: please report it and attach {_write_bug_log()}")
        sys.exit(BUG)


def _flush() -> None:
    """Write out what was printed: at the interpreter's end a failure would be a traceback.

    Raises OutsideError where that can't be written; the end of a pipe is an end, no failure.
    """
    try:
        print(end="", flush=True)  # noqa: T201
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.EPIPE:
            sys.exit(1)
        sentence = f"the output can't be written: {error.strerror}"
        raise OutsideError(sentence) from None


def _write_bug_log() -> str:
    import platform
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w",
        prefix="labbook-",
        suffix=".log",
        delete=False,
        encoding="utf-8",
        errors="backslashreplace",
    ) as log:
        log.write(f"labbook {__version__}, Python {platform.python_version()}, ")
        log.write(f"{platform.platform()}\n{' '.join(sys.argv)}\n\n{traceback.format_exc()}")
    return log.name
