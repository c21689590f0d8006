"""Which names code says, and where the config gets out of sight."""

import pytest

from labbook.formats.lint.config_use import config_use

RECIPE = '''
"""A recipe: dropout is in this text only."""
import sys
import speechbrain as sb
from hyperpyyaml import load_hyperpyyaml
from speechbrain.utils.distributed import run_on_main

class ASR(sb.Brain):
    def compute_forward(self, batch, stage):
        if hasattr(self.hparams, "augmentation") and getattr(self.hparams, "augment", False):
            batch = self.hparams.augmentation(batch)
        return self.modules.encoder(self.hparams.features(batch))

def dataio_prepare(hparams):
    folder = hparams["data_folder"]
    if hparams.get("sorting", None) is not None and "limit" in hparams:
        return folder

if __name__ == "__main__":
    hparams_file, run_opts, overrides = sb.parse_arguments(sys.argv[1:])
    with open(hparams_file) as fin:
        hparams = load_hyperpyyaml(fin, overrides)
    sb.create_experiment_directory(hparams["output_folder"], hparams_file, overrides)
    run_on_main(hparams["prepare"], kwargs={"data_folder": hparams["data_folder"]})
    data = dataio_prepare(hparams)
    brain = ASR(hparams["modules"], hparams["opt"], hparams, run_opts, hparams["checkpointer"])
    brain.fit(brain.hparams.epoch_counter, data, train_loader_kwargs=hparams["train_loader"])
'''


def test_a_recipe_as_speechbrain_writes_them_is_followed() -> None:
    use = config_use([RECIPE])
    assert use is not None
    assert use.is_in_sight
    assert {"augmentation", "augment", "features", "sorting", "limit", "prepare"} <= use.names
    assert "dropout" not in use.names


@pytest.mark.parametrize(
    "code",
    [
        "hparams['a']",
        "hparams.a",
        "values = read_config(f)\nvalues['a']",
        "def load():\n    return load_hyperpyyaml(f), 1\nv, n = load()\nv['a']",
        "def train(all_of_it):\n    all_of_it['a']\ntrain(hparams)",
        "def train(x, *, settings):\n    settings['a']\ntrain(1, settings=config)",
        "class A:\n    def __init__(self, o):\n        self.o = o\n        self.o['a']\nA(cfg)",
        "class A:\n    def run(self, o): return o['a']\nA().run(cfg)",
        "run.describe(hparams)\nhparams['a']",
        "load_hyperpyyaml(f)['a']",
        "if config is None: pass\nconfig['a']",
        "open(config)\nconfig['a']",
    ],
)
def test_config_in_sight(code: str) -> None:
    use = config_use([code])
    assert use is not None
    assert use.is_in_sight


@pytest.mark.parametrize(
    "code",
    [
        "",
        "print('nothing is read')",
        "Model(**hparams)",
        "hparams['a']\nhparams[name]",
        "hparams['a']\nhparams[f'{split}_lr']",
        "hparams['a']\nhparams.get(name)",
        "hparams['a']\ngetattr(hparams, name)",
        "hparams['a']\nname in hparams",
        "hparams['a']\nvars(hparams)",
        "hparams['a']\nfor key in hparams: pass",
        "hparams['a']\n[key for key, value in hparams.items()]",
        "hparams['a']\nlocals().update(hparams)",
        "hparams['a']\ndict(hparams)",
        "hparams['a']\nlibrary.train(hparams)",
        "hparams['a']\nlibrary.train(config=hparams)",
        "hparams['a']\npartial(train, hparams)",
        "hparams['a']\nthings = [hparams]",
        "hparams['a']\nthings['all'] = hparams",
        "hparams['a']\nx = hparams or {}",
        "hparams['a']\nmerged = {**hparams}",
        "hparams['a']\nhparams()",
        "hparams['a']\nlambda: hparams",
        "values = load_hyperpyyaml(f)\nvalues['a']\nModel(**values)",
        "def train(o):\n    Model(**o)\ntrain(hparams)\nhparams['a']",
        "def f(o):\n    g(o)\ndef g(p):\n    vars(p)\nf(hparams)\nhparams['a']",
        "def train(*o): pass\ntrain(hparams)\nhparams['a']",
        "def train(**o): pass\ntrain(o=hparams)\nhparams['a']",
        "def train(o): pass\ntrain(*files, hparams)\nhparams['a']",
        "class A(library.Model): pass\nA(hparams)\nhparams['a']",
        "class A(A): pass\nA(hparams)\nhparams['a']",
        "class A(B):\n    def __init__(self, o):\n        super().__init__(o)\nA(cfg)\ncfg.a",
    ],
)  # fmt: skip
def test_config_out_of_sight(code: str) -> None:
    use = config_use([code])
    assert use is not None
    assert not use.is_in_sight


def test_files_are_looked_at_together() -> None:
    use = config_use(
        ["from lib import train\ntrain(hparams)\nhparams['a']", "def train(o): vars(o)"]
    )
    assert use is not None
    assert not use.is_in_sight


def test_a_file_that_is_no_python_leaves_nothing_to_say() -> None:
    assert config_use(["hparams['a']", "print 'two'"]) is None
