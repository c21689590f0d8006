"""Modules on the paths of an environment, as Python itself would find them, and what is none."""

import os
import sys
from pathlib import Path

import pytest

from labbook.formats.lint.callables import Callables
from labbook.formats.lint.linking import Missing
from labbook.formats.lint.signature import Signature
from labbook.formats.lint.source import Class, Module, unclear_module
from labbook.journal.installed import MAX_BYTES, MAX_TOTAL_BYTES, Installed, python_folders


def write(path: Path, text: str = "class C: pass\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def is_read(module: Module | None) -> bool:
    return module is not None and isinstance(module.names.get("C"), Class)


def test_modules_and_packages_are_found_in_order(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    write(first / "both.py", "class First: pass\n")
    write(second / "both.py", "class Second: pass\n")
    write(second / "pkg" / "__init__.py", "")
    write(second / "pkg" / "deep" / "__init__.py", "from .mod import C\n")
    write(second / "pkg" / "deep" / "mod.py")
    write(second / "pkg.py", "class Shadowed: pass\n")
    installed = Installed([tmp_path / "nowhere", first, second])
    both = installed.find_module("both")
    assert both is not None
    assert both.names.get("First")
    assert is_read(installed.find_module("pkg.deep.mod"))
    assert Callables(installed.find_module).signature("pkg.deep.C") is not None
    for name in ("pkg.nothing", "nothing", "both.C", "pkg.deep.mod.C", "", ".", "pkg.", "..pkg"):
        assert installed.find_module(name) is None


def test_a_folder_without_a_file_of_its_own_is_the_last_choice(tmp_path: Path) -> None:
    write(tmp_path / "a" / "lab" / "one.py")
    write(tmp_path / "b" / "lab" / "two.py")
    namespace = Installed([tmp_path / "a", tmp_path / "b"])
    assert is_read(namespace.find_module("lab.one"))
    assert is_read(namespace.find_module("lab.two"))
    assert namespace.find_module("lab") == unclear_module("lab")
    write(tmp_path / "c" / "lab.py")
    assert is_read(Installed([tmp_path / "a", tmp_path / "c"]).find_module("lab"))


@pytest.mark.parametrize(
    "name", ["m.so", "m.cpython-311-x86_64-linux-gnu.so", "m.abi3.so", "m.pyd"]
)
def test_a_compiled_module_is_there_and_unclear(tmp_path: Path, name: str) -> None:
    write(tmp_path / "m.py")
    write(tmp_path / name)
    assert Installed([tmp_path]).find_module("m") == unclear_module("m")


def test_what_can_not_be_read_is_unclear(tmp_path: Path) -> None:
    write(tmp_path / "long.py", "#" * (MAX_BYTES + 1))
    write(tmp_path / "broken.py", "class C:")
    (tmp_path / "bytes.py").write_bytes(b"class C: pass\n# \xff")
    (tmp_path / "null.py").write_bytes(b"class C: pass\n\0")
    os.mkfifo(tmp_path / "fifo.py")
    (tmp_path / "loop.py").symlink_to("loop.py")
    (tmp_path / "nowhere.py").symlink_to("/nowhere")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "device.py").symlink_to("/dev/zero")
    write(tmp_path / "only.pyc")
    installed = Installed([tmp_path])
    names = (
        "long",
        "broken",
        "bytes",
        "null",
        "fifo",
        "loop",
        "nowhere",
        "folder",
        "device",
        "only",
    )
    for name in names:
        assert installed.find_module(name) == unclear_module(name)


def test_links_that_lead_back_end(tmp_path: Path) -> None:
    write(tmp_path / "pkg" / "__init__.py")
    (tmp_path / "pkg" / "again").symlink_to(tmp_path / "pkg")
    (tmp_path / "loop").symlink_to("loop")
    installed = Installed([tmp_path])
    assert is_read(installed.find_module("pkg.again.again"))
    assert installed.find_module("loop") is None
    deep = ".".join(["pkg", *["again"] * 100, "C"])
    assert not isinstance(Callables(installed.find_module).signature(deep), Signature)


def test_not_more_is_read_than_a_config_needs(tmp_path: Path) -> None:
    text = "class C: pass\n#" + "x" * (MAX_BYTES - 100)
    count = MAX_TOTAL_BYTES // MAX_BYTES + 5
    for number in range(count):
        write(tmp_path / f"m{number}.py", text)
    installed = Installed([tmp_path])
    read = [is_read(installed.find_module(f"m{number}")) for number in range(count)]
    assert sum(read) < count - 3


def test_a_module_that_was_changed_is_read_again(tmp_path: Path) -> None:
    write(tmp_path / "m.py", "class Before: pass\n")
    assert not is_read(Installed([tmp_path]).find_module("m"))
    write(tmp_path / "m.py")
    os.utime(tmp_path / "m.py", (1, 1))
    assert is_read(Installed([tmp_path]).find_module("m"))


def test_nothing_is_imported_or_run(tmp_path: Path) -> None:
    write(
        tmp_path / "side" / "__init__.py", f"open({str(tmp_path / 'ran')!r}, 'w')\nclass C: pass\n"
    )
    write(tmp_path / "side" / "effect.py", "raise SystemExit\n")
    write(tmp_path / "path.pth", f"import os; os.mkdir({str(tmp_path / 'ran')!r})\n")
    before = set(sys.modules)
    installed = Installed([tmp_path])
    assert is_read(installed.find_module("side"))
    assert installed.find_module("side.effect") is not None
    assert not (tmp_path / "ran").exists()
    assert set(sys.modules) == before


def test_the_folders_are_those_of_a_run(tmp_path: Path) -> None:
    site = tmp_path / "venv/lib/python3.12/site-packages"
    site.mkdir(parents=True)
    folders = python_folders([tmp_path], {"VIRTUAL_ENV": str(tmp_path / "venv")})
    assert folders[0] == tmp_path
    assert folders[-1] == site
    assert {Path(entry) for entry in sys.path if entry} <= set(folders)
    assert site not in python_folders([], {})
    assert site not in python_folders([], {"VIRTUAL_ENV": str(tmp_path / "nowhere")})


def test_a_misspelt_module_is_missing_where_its_package_is_known(tmp_path: Path) -> None:
    write(tmp_path / "site" / "pkg" / "__init__.py", '"""Models."""\n')
    write(tmp_path / "site" / "pkg" / "encoder.py")
    write(tmp_path / "own" / "tracking.py")
    (tmp_path / "own" / "trackinx").mkdir()
    own = [tmp_path / "own"]
    installed = Installed([*own, tmp_path / "site"], own)
    signature = Callables(installed.find_module, installed.modules_in).signature
    assert signature("pkg.encodr.C") == Missing("pkg", "encodr", "encoder")
    assert signature("pkg.Models.C") is None
    assert signature("trackin.C") == Missing("", "trackin", "tracking")
    assert signature("pgk.encoder.C") is None
    assert signature("elsewhere.C") is None
