"""Which artifacts are read for single errors."""

from collections.abc import Callable, Mapping

from labbook.adapters.bounded_files import Unreadable
from labbook.adapters.error_texts import MOST_BYTES, MOST_FILES, error_texts
from labbook.model.run import Artifact, Missing
from labbook.model.tracked import ErrorText

WER = "%WER 100.00 [ 1 / 1, 0 ins, 0 del, 1 sub ]\n"


def holding(files: Mapping[str, bytes], asked: list[str]) -> Callable[[Artifact, int], bytes]:
    """What gives the files' content, and notes which are asked for."""

    def content(artifact: Artifact, most: int) -> bytes:
        asked.append(artifact.name)
        if artifact.name not in files:
            raise Unreadable("is missing")
        return files[artifact.name][: most + 1]

    return content


def test_texts_that_tell_of_errors_are_picked() -> None:
    artifacts = [
        Artifact("predictions", "https://files/x/predictions.csv"),
        Artifact("notes.txt", "file:///notes.txt"),
        Artifact("wer_test-clean", "https://files/x/wer_test%20clean.txt?sig=1"),
        Artifact("cer", "https://files/x/cer"),
        Artifact("model", "file:///stats/model.ckpt"),
    ]
    asked: list[str] = []
    files = {
        "wer_test-clean": WER.encode(),
        "cer": b"\xef\xbb\xbf" + WER.encode(),
        "notes.txt": b"hi",
    }
    texts, missing = error_texts(artifacts, holding(files, asked))
    assert asked == ["cer", "wer_test-clean", "notes.txt"]
    assert texts == [ErrorText("cer", WER), ErrorText("wer_test-clean", WER)]
    assert missing == []


def test_files_beyond_the_eighth_are_said() -> None:
    artifacts = [Artifact(f"wer_{n:02}.txt", f"file:///wer_{n:02}.txt") for n in range(MOST_FILES)]
    artifacts += [Artifact("xer_stats.txt", "file:///x"), Artifact("xer_wer.txt", "file:///y")]
    files = {artifact.name: WER.encode() for artifact in artifacts}
    texts, missing = error_texts([*artifacts, Artifact("notes.txt", "")], holding(files, []))
    assert len(texts) == MOST_FILES
    assert missing == [
        Missing("error analysis of xer_stats.txt, xer_wer.txt", "above 8 files of single errors")
    ]


def test_only_what_was_hoped_for_is_missed() -> None:
    artifacts = [
        Artifact("wer.txt", "file:///gone.txt"),
        Artifact("readme.txt", "file:///readme.txt"),
        Artifact("cer.txt", "file:///cer.txt", size=MOST_BYTES + 1),
        Artifact("per.txt", "file:///per.txt"),
    ]
    asked: list[str] = []
    files = {"per.txt": b"x" * (MOST_BYTES + 1)}
    texts, missing = error_texts(artifacts, holding(files, asked))
    assert texts == []
    assert missing == [
        Missing("error analysis of cer.txt", "the file is larger than 4096 KiB"),
        Missing("error analysis of per.txt", "the file is larger than 4096 KiB"),
        Missing("error analysis of wer.txt", "the file is missing"),
    ]
    assert "cer.txt" not in asked


def test_few_files_are_asked_for_and_hostile_names_do_no_harm() -> None:
    many = [Artifact(f"{n}.txt", "") for n in range(100)]
    hostile = [
        Artifact("error" * 100_000, "http://[::1"),
        Artifact("\0", "\0.txt"),
        Artifact("wer/" * 999, "a/../.txt"),
    ]
    asked: list[str] = []
    assert error_texts([*many, *hostile], holding({}, asked))[0] == []
    assert len(asked) <= MOST_FILES
