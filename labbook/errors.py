"""Every error a user can meet: a sentence, a place, a hint and an exit code."""

from pathlib import Path


class LabbookError(Exception):
    """What went wrong in one sentence, where, and what to do about it.

    `path` and `line` say where; `hint` is one line that says what to do.
    """

    exit_code = 1

    def __init__(
        self,
        sentence: str,
        *,
        hint: str | None = None,
        path: Path | str | None = None,
        line: int | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint
        self.path = path
        self.line = line

    def __str__(self) -> str:
        if self.path is None:
            return self.sentence
        place = f"{self.path}:{self.line}" if self.line is not None else str(self.path)
        return f"{place}: {self.sentence}"


class ProblemsFound(LabbookError):
    """A file of the journal has problems, or the run that was followed failed."""

    exit_code = 1


class UsageError(LabbookError):
    """The command was called wrongly: an unknown name, an ambiguous reference."""

    exit_code = 2


class JournalError(LabbookError):
    """Not a journal, or its settings are broken."""

    exit_code = 3


class OutsideError(LabbookError):
    """A system outside of labbook failed or can't be reached."""

    exit_code = 4


class Refused(LabbookError):
    """labbook declines: not reviewed, uncommitted, would overwrite."""

    exit_code = 5
