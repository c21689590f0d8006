"""Which value follows which."""

from labbook.formats.config import read_config
from labbook.formats.config.causes import MAX_CAUSES, find_causes

NAME = "config.yaml"


def test_causes_are_found_however_a_reference_names_them() -> None:
    text = """\
a: {b: {c: 1, d: [2, 3]}}
e: !ref <a[b][c]> + 1
f: !ref <a[b]>
g: !ref text <e> and <f[c]>
h: !copy <a>
"""
    causes = find_causes(read_config(text, name=NAME))
    assert causes == {
        "e": {"a.b.c"},
        "f.c": {"a.b.c"},
        "f.d.0": {"a.b.d.0"},
        "f.d.1": {"a.b.d.1"},
        "g": {"e", "f.c", "a.b.c"},
        "h.b.c": {"a.b.c"},
        "h.b.d.0": {"a.b.d.0"},
        "h.b.d.1": {"a.b.d.1"},
    }


def test_of_many_causes_there_are_the_first() -> None:
    keys = [f"k{n}" for n in range(300)]
    text = "".join(f"{key}: 1\n" for key in keys)
    all_of_them = "".join(f"<{key}>" for key in keys)
    causes = find_causes(read_config(f"{text}x: !ref {all_of_them}\ny: !ref <x>\n", name=NAME))
    assert causes["x"] == set(keys[:MAX_CAUSES])
    assert causes["y"] == {"x", *keys[: MAX_CAUSES - 1]}


def test_a_circle_is_followed_once() -> None:
    config = read_config("a: !ref <b>\nb: !ref <a>\nc: !ref <a>\n", name=NAME)
    assert config.problems
    assert all(key not in followed for key, followed in find_causes(config).items())
