from labbook.formats.error_analysis.over_runs import WorstUtterance, over_runs
from labbook.model.error_analysis import Confusion, ErrorAnalysis, Utterance


def test_what_is_bad_in_every_run_comes_first_and_confusions_are_summed() -> None:
    once = Utterance("once", 9, 9, "a", "b")
    both = (Utterance("both", 2, 4, "x y", "x"), Utterance("both", 3, 4, "x y", ""))
    found = over_runs(
        {
            1: (ErrorAnalysis("wer.txt", (once, both[0]), (Confusion("a", "b", 3),)),),
            2: (
                ErrorAnalysis("cer.txt"),
                ErrorAnalysis(
                    "wer.txt", (both[1],), (Confusion("c", None, 4), Confusion("a", "b", 2))
                ),
            ),
        }
    )
    assert [one.artifact for one in found] == ["cer.txt", "wer.txt"]
    wer = found[1]
    assert wer.runs == (1, 2)
    assert wer.worst == (WorstUtterance(both[1], (1, 2)), WorstUtterance(once, (1,)))
    assert wer.confusions == (Confusion("a", "b", 5), Confusion("c", None, 4))
