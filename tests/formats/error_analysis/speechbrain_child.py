"""SpeechBrain in a process of its own: a request a line as JSON, its file as JSON in reply.

Within the tests' process its modules, which load themselves when looked at, break others' tools.
"""

import io
import json
import sys

STANDIN, *_ = sys.argv[1:]
sys.path.insert(0, STANDIN)
import torchaudio_standin  # noqa: E402, F401
from speechbrain.dataio.wer import print_alignments, print_wer_summary  # noqa: E402
from speechbrain.utils.edit_distance import wer_details_by_utterance, wer_summary  # noqa: E402
from speechbrain.utils.metric_stats import ClassificationStats, ErrorRateStats  # noqa: E402


def error_rate(rows, **options):
    stats = ErrorRateStats(**options)
    ids, references, hypotheses = (list(column) for column in zip(*rows, strict=True))
    stats.append(ids, hypotheses, references)
    return written(stats)


def classification(targets, predictions, categories=None):
    stats = ClassificationStats()
    stats.append([str(place) for place in range(len(targets))], predictions, targets, categories)
    return written(stats)


def by_utterance(references, hypotheses, scoring_mode):
    details = wer_details_by_utterance(
        references, hypotheses, compute_alignments=True, scoring_mode=scoring_mode
    )
    file = io.StringIO()
    print_wer_summary(wer_summary(details), file)
    print_alignments(details, file)
    return file.getvalue()


def written(stats):
    file = io.StringIO()
    stats.write_stats(file)
    return file.getvalue()


for line in sys.stdin:
    kind, arguments, options = json.loads(line)
    known = {"error_rate": error_rate, "classification": classification}
    text = {**known, "by_utterance": by_utterance}[kind](*arguments, **options)
    print(json.dumps(text), flush=True)
