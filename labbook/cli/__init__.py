"""The command line: parse, call one command, print; and the one place where errors end."""

from labbook.cli.main import main

__all__ = ["main"]
