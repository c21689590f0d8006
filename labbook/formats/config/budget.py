"""How much work a config may ask for."""

from labbook.formats.config.failure import Exhausted
from labbook.formats.config.limits import MAX_EFFORT


class Budget:
    """What one reading may still cost, in characters of text that is made or read on the way.

    Once something was too dear, all that follows is: a config that asks for too much is
    refused at once, whatever it consists of.
    """

    def __init__(self) -> None:
        self._left = MAX_EFFORT

    def spend(self, effort: int) -> None:
        """Raises Exhausted where that is more than what is left."""
        self._left -= effort
        if self._left < 0:
            self._left = -1
            message = "references, copies and includes ask for more than any config needs"
            raise Exhausted("config-too-large", message)

    def afford(self, effort: int) -> bool:
        """Spend it where there is as much; for what can be left out."""
        enough = self._left >= effort
        self._left -= effort if enough else 0
        return enough
