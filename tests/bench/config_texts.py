"""Configs to measure with: small as a template's and large as a recipe of a toolkit."""

import random

_HEAD = """\
# {title}: everything that decides what a run is.
seed: {seed}
__set_seed: !apply:tests.formats.config.harmless.thing [!ref <seed>]

output_folder: !ref results/{title}/<seed>
save_folder: !ref <output_folder>/save
train_log: !ref <output_folder>/train_log.txt

data_folder: /data/{title}  # where the corpus was unpacked
train_csv: !ref <data_folder>/train.csv
valid_csv: !ref <data_folder>/valid.csv
test_csv:
  - !ref <data_folder>/test-clean.csv
  - !ref <data_folder>/test-other.csv

####################### Training #######################
number_of_epochs: {epochs}
batch_size: {batch}
lr: {lr}
lr_adapt: !ref <lr> / 10
weight_decay: 1.e-4
betas: (0.9, 0.98)
steps: !ref <number_of_epochs> * 1000 // <batch_size>
sample_rate: 16000
n_mels: 80
train_loader:
  batch_size: !ref <batch_size>
  shuffle: true
  num_workers: 4
features: !new:tests.formats.config.harmless.Thing
  sample_rate: !ref <sample_rate>
  n_mels: !ref <n_mels>
"""

_LAYER = """
# Layer {n}: what it takes is what the one before gives.
layer_{n}_size: !ref <n_mels> * {factor}
layer_{n}_dropout: 0.{n:02d}
layer_{n}: !new:tests.formats.config.harmless.Thing
  input_shape: [null, null, !ref <layer_{n}_size>]
  activation: !name:tests.formats.config.harmless.thing
    negative_slope: 0.01
  kernel: (3, 3)
  channels: [{n}, 64, 128]
  dropout: !ref <layer_{n}_dropout>  # the same everywhere
  name: layer {n} of {title}
  options: {{bias: true, groups: 1, padding: same}}
"""

_FOOT = """
optimizer: !name:tests.formats.config.harmless.thing
  lr: !ref <lr>
  betas: !ref <betas>
  weight_decay: !ref <weight_decay>
logger: !new:tests.formats.config.harmless.Thing
  save_file: !ref <train_log>
"""


def config_texts(count: int) -> list[str]:
    """`count` configs of 40 to 400 leaves, the same on every machine."""
    chance = random.Random(1986)
    return [_config_text(chance, number) for number in range(count)]


def _config_text(chance: random.Random, number: int) -> str:
    title = f"model-{number}"
    layers = range(chance.choice([1, 3, 5, 8, 12, 20]))
    head = _HEAD.format(
        title=title,
        seed=chance.randrange(10_000),
        epochs=chance.randrange(10, 100),
        batch=chance.choice([8, 16, 32]),
        lr=chance.choice(["0.001", "1e-4", "3.0e-05", "0.00025"]),
    )
    body = [_LAYER.format(n=n, factor=chance.randrange(1, 9), title=title) for n in layers]
    modules = "\nmodules:\n" + "".join(f"  layer_{n}: !ref <layer_{n}>\n" for n in layers)
    return head + "".join(body) + modules + _FOOT
