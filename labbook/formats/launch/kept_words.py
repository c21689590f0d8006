"""What a person types is kept with the run for good."""

from collections.abc import Sequence

from labbook.errors import UsageError
from labbook.formats.secrets import without_secrets


def refuse_secrets(why: str | None, overrides: Sequence[str] = ()) -> None:
    """Raise UsageError where the words of a run, or its overrides, hold a credential.

    >>> refuse_secrets("does https://git.lab/x help?", ["lr=1e-4"])
    """
    typed = [("-m", why or ""), *((f"--set {text.partition('=')[0]}", text) for text in overrides)]
    for option, text in typed:
        if without_secrets(text) != text:
            raise UsageError(
                f"{option} holds a password, token or signed address, and is kept for good",
                hint="name an environment variable that holds it; the run's code reads that",
            )
