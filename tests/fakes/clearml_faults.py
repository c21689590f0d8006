"""What goes wrong with a server: each fault answers one request in the server's place."""

import itertools
import json
import threading
from collections.abc import Callable

from tests.fakes.http import Handler

Fault = Callable[[Handler, threading.Event], None]
"""Answers on a handler whose request is read; the event tells that the server stops."""


def page(status: int, text: str, kind: str = "text/html", **headers: str) -> Fault:
    """A complete answer that is not the server's own."""

    def answer(handler: Handler, stop: threading.Event) -> None:
        handler.answer(status, text.encode(), kind, headers)

    return answer


LOGIN_PAGE = page(200, "<html><title>Sign in</title><form action='/login'></form></html>")
MAINTENANCE = page(503, "<html><h1>503 Service Temporarily Unavailable</h1></html>")
NOT_JSON = page(200, '{"meta": {"result_code": 2', "application/json")
NO_ENVELOPE = page(200, "[1, 2]", "application/json")


def redirect(address: str) -> Fault:
    return page(302, "", Location=address)


def silent(handler: Handler, stop: threading.Event) -> None:
    """Read the request and never answer."""
    stop.wait()


def trickle(handler: Handler, stop: threading.Event) -> None:
    """An answer whose head comes a byte at a time, without an end."""
    while not stop.wait(0.05):
        handler.wfile.write(b"H")


def endless(handler: Handler, stop: threading.Event) -> None:
    """An answer that is made of names for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.close_connection = True
    handler.wfile.write(b'{"meta": {"result_code": 200}, "data": {"events": [{"metric": "')
    while not stop.is_set():
        handler.wfile.write(b"name" * (1 << 16))


def broken_chunks(handler: Handler, stop: threading.Event) -> None:
    """A chunked answer that breaks off within a chunk."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b'400\r\n{"meta": {"result_code": 200}, "data": {')
    handler.close_connection = True


def new_pages(most: int, key: str = "events", **event: object) -> Fault:
    """`most` pages of one event each, none of them like another, and each names a next one."""
    given = itertools.count()

    def answer(handler: Handler, stop: threading.Event) -> None:
        number = next(given)
        found = [{"metric": "m", "variant": f"v{number}", "iter": number, **event}]
        data = {key: found if number < most else [], "scroll_id": f"s{number}"}
        meta = {"result_code": 200, "result_msg": "OK"}
        page(200, json.dumps({"meta": meta, "data": data}), "application/json")(handler, stop)

    return answer
