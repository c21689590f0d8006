"""The offline tracker keeps the contract on sessions of the real SDK."""

import pytest

from tests.adapters.tracker_contract import Reported, TrackerContract


class TestClosedSession(TrackerContract):
    @pytest.fixture
    def reported(self, closed: Reported) -> Reported:
        return closed

    def test_the_source_is_said(self, closed: Reported) -> None:
        assert closed.fetch().source == "clearml offline session (folder and zip)"


class TestKilledSession(TrackerContract):
    @pytest.fixture
    def reported(self, killed: Reported) -> Reported:
        return killed

    def test_the_source_is_said(self, killed: Reported) -> None:
        assert killed.fetch().source == "clearml offline session (folder)"


def test_no_form_of_a_password_gets_through(closed: Reported) -> None:
    assert "canary" not in repr(closed.fetch())


def test_only_pictures_that_were_overwritten_are_missing(closed: Reported) -> None:
    assert [lack.what for lack in closed.fetch().missing] == ["1 earlier samples"]
