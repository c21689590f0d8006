"""Which key an SSH signature names."""

import base64
import subprocess
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.review.ssh_signature import HEAD, public_key


def test_the_key_that_signed(tmp_path: Path) -> None:
    key, text = tmp_path / "key", tmp_path / "text"
    text.write_text("approved\n")
    made = ["ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-C", "bob@laptop", "-f", str(key)]
    subprocess.run(made, check=True)
    sign = ["ssh-keygen", "-q", "-Y", "sign", "-n", "git", "-f", str(key), str(text)]
    subprocess.run(sign, check=True, capture_output=True)
    signature = text.with_name("text.sig").read_text()
    kind, content, _ = key.with_suffix(".pub").read_text().split()
    assert public_key(signature) == f"{kind} {content}"


@given(st.binary())
def test_any_other_content(content: bytes) -> None:
    armoured = base64.b64encode(b"SSHSIG" + content).decode()
    found = public_key(f"{HEAD}\n{armoured}\n")
    assert found is None or found.isprintable()


@given(st.text())
def test_what_is_no_signature_names_none(text: str) -> None:
    assert public_key(text) is None
