"""What the digest of a review depends on."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.config.reader import read_config
from labbook.formats.launch.manifest import read_manifest
from labbook.formats.review.digest import file_fingerprint, review_digest

CONFIG = "lr: 0.002\nhalf: !ref <lr> / 2\n"
MANIFEST = "command: [python, train.py]\nduration: 2d\n"
TEXTS = {"./train.py": "1\n", "recipes/a.py": "2\n"}
FILES = {name: file_fingerprint(text.encode()) for name, text in TEXTS.items()}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def digest(
    config: str = CONFIG, manifest: str = MANIFEST, files: dict[str, str] | None = None
) -> str:
    read, _ = read_manifest(manifest, name="launch.yaml")
    assert read is not None
    found = FILES if files is None else files
    return review_digest(read_config(config, name="config.yaml"), read, found)


def test_it_is_the_documented_one() -> None:
    """An approval that was given once must hold with later versions too."""
    values = '[["lr",0.002],["half",0.001]]'
    manifest = (
        '{"code.commit":null,"code.repository":null,"command":["python","train.py"],'
        '"deadline":345600,"duration":172800,"image":null,"nodes":1,"outputs":null,'
        '"priority":null,"queue":null,"smoke":null}'
    )
    files = ",".join(f'["{name}","sha256:{sha256(text)}"]' for name, text in TEXTS.items())
    covered = f'{{"config":"sha256:{sha256(values)}","files":[{files}],"manifest":{manifest}}}'
    assert digest() == f"sha256:{sha256(covered)}"


def test_the_order_of_files_does_not_matter() -> None:
    assert digest(files=dict(reversed(FILES.items()))) == digest()


def test_a_file_counts_by_name_and_content() -> None:
    one, other = FILES.values()
    changed = [
        {"./train.py": one},
        {"./train.py": one, "recipes/b.py": other},
        {"./train.py": other, "recipes/a.py": one},
        {**FILES, "c.py": one},
    ]
    assert len({digest(files=files) for files in changed} | {digest()}) == 5


def test_config_and_manifest_count_by_what_they_mean() -> None:
    assert digest(config="# why\nlr:   2.0e-3\n\nhalf: !ref <lr> / 2\n") == digest()
    assert digest(manifest="duration: 48h\ncommand:\n  - python\n  - train.py\n") == digest()
    assert digest(manifest="".join(reversed(MANIFEST.splitlines(True)))) == digest()
    assert digest(config=CONFIG.replace("2", "3")) != digest()
    assert digest(config="".join(reversed(CONFIG.splitlines(True)))) != digest()
    assert digest(manifest=MANIFEST + "nodes: 2\n") != digest()


@given(st.binary().filter(lambda content: b"\0" not in content))
def test_line_ends_of_text_do_not_count_and_all_else_does(content: bytes) -> None:
    plain = content.replace(b"\r\n", b"\n")
    assert file_fingerprint(content) == file_fingerprint(plain)
    assert file_fingerprint(plain.replace(b"\n", b"\r\n")) == file_fingerprint(plain)
    assert file_fingerprint(content + b" ") != file_fingerprint(content)


def test_each_byte_of_a_binary_file_counts() -> None:
    assert file_fingerprint(b"\0\r\n") != file_fingerprint(b"\0\n")


def test_it_counts_whether_a_file_is_executable() -> None:
    plain = file_fingerprint(b"#!/bin/sh\n")
    assert file_fingerprint(b"#!/bin/sh\n", executable=True) == f"executable:{plain}"
