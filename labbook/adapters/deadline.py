"""A call that ends in time, whatever it waits for."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, call: Callable[[], T]) -> T:
    """What the call gives. Raises TimeoutError; the call's thread then ends when it likes.

    A socket's own time-out begins anew with each byte, and there is none for looking up a name.
    """
    ended: SimpleQueue[T | BaseException] = SimpleQueue()

    def run() -> None:
        try:
            ended.put(call())
        except BaseException as error:
            ended.put(error)

    Thread(target=run, daemon=True).start()
    try:
        result = ended.get(timeout=max(seconds, 0))
    except Empty:
        raise TimeoutError from None
    if isinstance(result, BaseException):
        raise result
    return result
