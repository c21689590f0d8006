"""Signatures that are read from source against those of the imported classes and functions.

What recipes name: everything of SpeechBrain's and torch's modules below.
"""

import json
import subprocess
import sys
from pathlib import Path

from labbook.formats.lint.callables import Callables
from labbook.formats.lint.linking import Missing
from labbook.formats.lint.signature import Function, Signature
from labbook.formats.lint.source import Class
from labbook.journal.installed import Installed, python_folders

ROOT = Path(__file__).parents[2]
STANDIN = ROOT / "templates" / "experiment" / "speechbrain"
MODULES = (
    "speechbrain.augment.augmenter", "speechbrain.augment.freq_domain",
    "speechbrain.augment.time_domain", "speechbrain.core", "speechbrain.dataio.dataset",
    "speechbrain.dataio.encoder", "speechbrain.dataio.sampler", "speechbrain.decoders.scorer",
    "speechbrain.decoders.seq2seq", "speechbrain.lobes.features",
    "speechbrain.lobes.models.CRDNN", "speechbrain.lobes.models.ECAPA_TDNN",
    "speechbrain.lobes.models.Xvector", "speechbrain.lobes.models.convolution",
    "speechbrain.lobes.models.transformer.TransformerASR", "speechbrain.nnet.CNN",
    "speechbrain.nnet.RNN", "speechbrain.nnet.linear", "speechbrain.nnet.losses",
    "speechbrain.nnet.normalization", "speechbrain.nnet.schedulers",
    "speechbrain.processing.features", "speechbrain.utils.checkpoints",
    "speechbrain.utils.epoch_loop", "speechbrain.utils.metric_stats",
    "speechbrain.utils.parameter_transfer", "speechbrain.utils.seed",
    "speechbrain.utils.train_logger", "torch.nn.functional", "torch.nn.init",
    "torch.optim.lr_scheduler", "torch.utils.data.dataloader",
)  # fmt: skip
RE_EXPORTING = ("speechbrain.decoders", "torch.nn", "torch.optim", "torch.utils.data")
READ_AT_LEAST = 550
"""Of some 600: a reader that is never certain would be right as well."""


def names(installed: Installed) -> list[str]:
    found = []
    for name in (*MODULES, *RE_EXPORTING):
        module = installed.find_module(name)
        assert module is not None, f"{name} is not installed"
        exported = {
            inner
            for _, origin in module.names.stars
            if origin and (source := installed.find_module(origin))
            for inner in source.exported or ()
        }
        items = {n for n, (_, b) in module.names.bound.items() if isinstance(b, Class | Function)}
        listed = (module.exported or frozenset()) if name in RE_EXPORTING else frozenset()
        found += [f"{name}.{item}" for item in sorted(exported | items | listed)]
    return found


def as_json(signature: Signature) -> object:
    return {
        "parameters": [[p.name, p.required, p.by_place, p.by_name] for p in signature.parameters],
        "any_place": signature.any_place,
        "any_name": signature.any_name,
    }


def test_signatures_are_those_of_the_imported_classes() -> None:
    installed = Installed(python_folders([]))
    asked = names(installed)
    callables = Callables(installed.find_module)
    known = {name: callables.signature(name) for name in asked}
    child = subprocess.run(
        [sys.executable, Path(__file__).with_name("signatures_child.py"), STANDIN],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    real = json.loads(child.stdout)
    read = {name: as_json(s) for name, s in known.items() if isinstance(s, Signature)}
    wrong = {name: (s, real[name]) for name, s in read.items() if s != real[name]}
    missing = [name for name, s in known.items() if isinstance(s, Missing)]
    silent = len(asked) - len(read)
    said = f"{len(asked)} classes, {len(read)} signatures read, {silent} silent"
    print(f"{said}, {len(wrong)} mismatches")
    assert wrong == {}
    assert missing == []
    assert len(read) >= READ_AT_LEAST, said
