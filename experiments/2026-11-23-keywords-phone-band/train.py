"""Trains and tests a classifier of utterances: `python train.py config.yaml [--key value]`.

What is trained, on which data and how is in the config; this file is the order of events.
"""

import json
import os
import re
import sys
from pathlib import Path

import torchaudio_standin  # noqa: F401

# isort: split
import speechbrain as sb
import torchaudio
import tracking
from hyperpyyaml import load_hyperpyyaml
from speechbrain.dataio.dataset import DynamicItemDataset, add_dynamic_item, set_output_keys
from speechbrain.utils.checkpoints import Checkpointer


class Classifier(sb.Brain):
    def compute_forward(self, batch, stage):
        """Log-probabilities of the classes, [batch, 1, class]."""
        batch = batch.to(self.device)
        signal, lengths = batch.signal
        if stage == sb.Stage.TRAIN:
            signal, lengths = self.hparams.augmentation(signal, lengths)
        features = self.modules.normalize(self.modules.features(signal), lengths)
        return self.modules.classifier(self.modules.encoder(features, lengths))

    def compute_objectives(self, predictions, batch, stage):
        target = batch.target.data
        if stage == sb.Stage.TRAIN:
            target = self.hparams.augmentation.replicate_labels(target)
        else:
            names = self.hparams.label_encoder.decode_torch
            guesses = predictions.squeeze(1).argmax(dim=-1)
            self.stats.append(batch.id, names(guesses), names(target.squeeze(1)))
        return self.hparams.loss(predictions, target)

    def on_stage_start(self, stage, epoch=None):  # noqa: ARG002
        self.stats = self.hparams.error_stats()

    def on_stage_end(self, stage, stage_loss, epoch=None):
        if stage == sb.Stage.TRAIN:
            self.train_loss = stage_loss
            return
        errors = {"loss": stage_loss, "error_rate": 100 * (1 - self.stats.summarize("accuracy"))}
        log = self.hparams.train_logger.log_stats
        if stage == sb.Stage.TEST:
            log({"split": self.split}, test_stats=errors)
            return
        lr, next_lr = self.hparams.schedule(epoch)
        log({"epoch": epoch, "lr": lr}, {"loss": self.train_loss}, errors)
        sb.nnet.schedulers.update_learning_rate(self.optimizer, next_lr)
        self.checkpointer.save_and_keep_only(
            meta={"error_rate": errors["error_rate"]}, min_keys=["error_rate"]
        )


def load_config(arguments, output):
    """The config's values, with the run's own folders and the command line's overrides in them.

    A data set `speech` of launch.yaml is the environment variable LABBOOK_DATA_SPEECH and
    replaces the value of the key `speech`.
    """
    file, run_options, overrides = sb.parse_arguments(arguments)
    text = Path(file).read_text(encoding="utf-8")
    keys, given = (set(re.findall(r"^(\w+):", yaml, re.MULTILINE)) for yaml in (text, overrides))
    places = {key: os.environ.get(f"LABBOOK_DATA_{key.upper()}") for key in keys}
    places["output_folder"] = str(output)
    own = [f"{k}: {json.dumps(place)}" for k, place in places.items() if place and k not in given]
    return load_hyperpyyaml(text, "\n".join([overrides, *own])), run_options


def load_data(hparams):
    """Train, valid and the test sets by name, with a signal and a target in each item."""
    folder = Path(hparams["speech"]).absolute()

    @sb.utils.data_pipeline.takes("wav")
    @sb.utils.data_pipeline.provides("signal")
    def read_signal(wav):
        signal, rate = sb.dataio.audio_io.load(folder / wav)
        return torchaudio.functional.resample(signal.mean(dim=0), rate, hparams["sample_rate"])

    @sb.utils.data_pipeline.takes("label")
    @sb.utils.data_pipeline.provides("target")
    def encode_label(label):
        return hparams["label_encoder"].encode_sequence_torch([label])

    def read_manifest(path):
        if not Path(path).is_file():
            sys.exit(f"there is no manifest {path}: `speech` in the config is your data's folder")
        read = (
            DynamicItemDataset.from_json if path.endswith(".json") else DynamicItemDataset.from_csv
        )
        return read(path, replacements={"data_root": str(folder)})

    train, valid = read_manifest(hparams["train"]), read_manifest(hparams["valid"])
    tests = {split: read_manifest(path) for split, path in hparams["tests"].items()}
    add_dynamic_item([train, valid, *tests.values()], read_signal)
    add_dynamic_item([train, valid, *tests.values()], encode_label)
    set_output_keys([train, valid, *tests.values()], ["id", "signal", "target"])
    return train, valid, tests


def learn_labels(hparams, train):
    """Number the labels in their alphabetic order, whatever the order of the manifest."""
    if len(train) < hparams["batch_size"]:
        sys.exit(f"{hparams['train']} has {len(train)} utterances, less than one batch")
    with train.output_keys_as(["label"]):
        labels = sorted({item["label"] for item in train})
    if len(labels) != hparams["classes"]:
        sys.exit(
            f"{hparams['train']} has {len(labels)} labels, but `classes` is {hparams['classes']}"
        )
    hparams["label_encoder"].update_from_iterable(labels)
    hparams["label_encoder"].expect_len(hparams["classes"])


def load_pretrained(hparams):
    """Start from the best weights that another run kept."""
    learned = {name: m for name, m in hparams["modules"].items() if name != "features"}
    other = Checkpointer(hparams["pretrained"], learned)
    if other.recover_if_possible(min_key="error_rate") is None:
        sys.exit(f"`pretrained`: there is no checkpoint in {hparams['pretrained']}")


def main(arguments, run):
    hparams, run_options = load_config(arguments, run.output)
    run.describe(hparams, seed=hparams["seed"])
    if hparams["prepare"]:
        hparams["prepare"](hparams["speech"])
    train, valid, tests = load_data(hparams)
    learn_labels(hparams, train)
    if hparams["pretrained"]:
        load_pretrained(hparams)

    brain = Classifier(
        hparams["modules"], hparams["optimizer"], hparams, run_options, hparams["checkpointer"]
    )
    # SpeechBrain changes the arguments of a loader, so each call gets a copy.
    loaders = hparams["train_loader"], hparams["eval_loader"]
    brain.fit(hparams["epoch_counter"], train, valid, False, *map(dict, loaders))
    for brain.split, test in tests.items():
        brain.evaluate(test, None, "error_rate", False, dict(hparams["eval_loader"]))
        errors = run.output / f"{brain.split}-errors.txt"
        with errors.open("w", encoding="utf-8") as file:
            brain.stats.write_stats(file)
        run.add_artifact(errors.stem, errors)
    run.add_weights(brain.modules.state_dict())


if __name__ == "__main__":
    with tracking.Run(config=sys.argv[1]) as this_run:
        main(sys.argv[1:], this_run)
