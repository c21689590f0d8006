"""The states that `labbook list` tells apart."""

from labbook.commands.list import ALIVE, ENDED
from labbook.model.run import RunState


def test_every_state_of_a_run_is_alive_or_has_ended() -> None:
    assert {state for state in RunState if state.ended} == ENDED
    assert {state for state in RunState if not state.ended} == set(ALIVE)
