"""What somebody would put into a tracker to break out of a report."""

import json
from typing import Any

NAMES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!-- labbook:end results -->",
    "x\n<!-- labbook:begin results -->\n",
    "<!-- labbook:end summary 0123456789abcdef 0123456789abcdef -->",
    "12<!-- =test/error_rate -->",
    "../../../../escape",
    "/etc/passwd",
    "a|b`c`[x](javascript:alert(1))",
    "```\n# fence",
    "\x00nul",
    "\x1b]0;title\x07\x1b[2J\x1b[31mred",
    "\u202egnp.exe\u2066x",
    "\ud800lone",
    "__proto__",
    "CON",
    "<<<<<<< HEAD\n=======\n>>>>>>> x",
    "---\ntitle: forged\n---",
    "{{ config }} {% raw %}",
    "&lt;b&gt;&#x202e;",
    "M" * 10_000_000,
)
"""Names and texts of everything that has one; the last one is 10 MB."""
LOG = (*NAMES[:-1], "Traceback (most recent call last):", "ValueError: <b>")
DEEP = "[" * 100_000
PLOTS = (
    DEEP,
    '{"data": 1e400, "layout": {}}',
    json.dumps({
        "data": [
            {"type": "scatter", "name": name, "x": [1, 2], "y": [1, 2], "text": [name] * 2}
            for name in NAMES[:-1]
        ],
        "layout": {"title": {"text": NAMES[1]}, "xaxis": {"title": NAMES[0]}},
    }),
    json.dumps({
        "data": [{
            "type": "heatmap",
            "x": list(NAMES[:4]),
            "y": list(NAMES[:2]),
            "z": [[1, 2, 3, 4], [1, "1e400", None, 10**400]],
        }],
        "layout": {"title": NAMES[2]},
    }),
    json.dumps({
        "data": [{
            "type": "table",
            "header": {"values": list(NAMES[:4])},
            "cells": {"values": [[name] for name in NAMES[:4]]},
        }],
        "layout": {},
    }),
    json.dumps({"data": [{"type": "bar", "x": list(NAMES[:-1]), "y": [1] * 20}], "layout": None}),
    '{"data": [{"type": "__proto__", "__proto__": {"x": 1}}], "layout": {"images": [1, null]}}',
)  # fmt: skip
WER = "\n".join([
    "%WER 50.00 [ 1 / 2, 0 ins, 0 del, 1 sub ]",
    "%SER 100.00 [ 1 / 1 ]",
    "Scored 1 sentences, 0 not present in hyp.",
    "=" * 80,
    "ALIGNMENTS",
    "",
    "Format:",
    "<utterance-id>, WER DETAILS",
    "<eps> ; reference  ; on ; the ; first ;  line",
    "  I   ;     S      ; =  ;  =  ;   S   ;   D  ",
    " and  ; hypothesis ; on ; the ; third ; <eps>",
    "=" * 80,
    "<script>alert(1)</script>\u202e, %WER 50.00 [ 1 / 2, 0 ins, 0 del, 1 sub ]",
    "<!-- labbook:end results --> ; `a|b`",
    "            S                ;   =  ",
    "<img src=x onerror=alert(1)> ; `a|b`",
    "=" * 80,
    "",
])  # fmt: skip


def events(task: str = "t") -> list[dict[str, Any]]:
    """Scalars, plots, samples and console output, as ClearML's events."""
    found: list[dict[str, Any]] = []
    for number, name in enumerate(NAMES):
        event = {"task": task, "timestamp": 1_700_000_000_000 + number, "metric": name}
        variant = name[:1000]
        for step in range(3 if len(name) < 1000 else 1):
            scalar = {**event, "type": "training_stats_scalar", "variant": variant, "iter": step}
            found.append({**scalar, "value": step / 3})
        image = {"type": "training_debug_image", "iter": 1, "variant": variant, "key": variant}
        found.append({**event, **image, "url": f"file:///etc/passwd#{variant}"})
    for number, plot in enumerate(PLOTS):
        event = {"task": task, "timestamp": 1_700_000_001_000, "type": "plot", "iter": number}
        found.append({**event, "metric": NAMES[number], "variant": "x", "plot_str": plot})
    for number, line in enumerate(LOG):
        event = {"task": task, "timestamp": 1_700_000_002_000 + number, "type": "log"}
        found.append({**event, "msg": line, "iter": 0})
    return found


def task() -> dict[str, Any]:
    """What the tracker says of the task itself, without its id."""
    short = NAMES[:-1]
    return {
        "name": NAMES[0],
        "comment": NAMES[2],
        "status_reason": NAMES[16],
        "status_message": NAMES[11],
        "hyperparams": {
            "Args": {name: {"name": name, "value": f"{name}{other}"}
                     for name, other in zip(NAMES, reversed(short), strict=False)},
        },
        "script": {
            "repository": NAMES[1],
            "entry_point": NAMES[3],
            "version_num": NAMES[6],
            "diff": "".join(short),
            "requirements": {"pip": "\n".join(f"{name} == {name}" for name in short)},
        },
        "execution": {
            "artifacts": [
                {"key": name, "uri": f"https://files.lab/{name}", "hash": name, "content_size": 1}
                for name in NAMES
            ]
        },
    }  # fmt: skip


def result() -> str:
    """`result.json` as a hostile training writes it."""
    metrics = ", ".join(f"{json.dumps(name)}: 1e400" for name in NAMES[:-1])
    names = {name: name for name in NAMES[:-1]}
    rest = {
        "state": NAMES[0],
        "error": NAMES[3],
        "weights_digest": NAMES[2],
        "environment": {"python": NAMES[1], "host": NAMES[2], "packages": names, "seed": NAMES[0]},
        "artifacts": [{"name": name, "path": name} for name in NAMES[:-1]],
    }
    return f'{{"metrics": {{{metrics}}}, {json.dumps(rest)[1:]}'
