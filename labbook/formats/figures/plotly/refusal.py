"""Plots that labbook does not draw."""


class NotDrawn(Exception):
    """Why a plot isn't drawn, as one short phrase that is safe to show."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
