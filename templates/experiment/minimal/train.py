"""A small experiment in plain Python: `python train.py config.yaml [--key value]`.

Logistic regression of two noisy clouds of points, so that there is something to see. Put your own
training in the place of `train`: what labbook needs is what `run` is told.
"""

import math
import random
import sys
from array import array
from pathlib import Path

import tracking
import yaml


def load_config(file, *overrides):
    """The config's values, with those of the command line (`--lr 0.1` or `--lr=0.1`) in them."""
    config = yaml.safe_load(Path(file).read_text(encoding="utf-8"))
    words = [part for override in overrides for part in override.split("=", 1)]
    for option, value in zip(words[::2], words[1::2], strict=True):
        key = option.removeprefix("--")
        if key not in config:
            sys.exit(f"{file} has no parameter '{key}'")
        config[key] = yaml.safe_load(value)
    return {key: as_number(value) for key, value in config.items()}


def as_number(value):
    """PyYAML takes `1e-4` for a text."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def make_points(rng, count, noise):
    """Points [x, y] with their class, 0 or 1; the classes' centres are 2 apart."""
    classes = [rng.randrange(2) for _ in range(count)]
    return [([rng.gauss(2 * c - 1, noise), rng.gauss(0, noise)], c) for c in classes]


def score(weights, point):
    """The log-odds of class 1."""
    return weights[0] + weights[1] * point[0] + weights[2] * point[1]


def evaluate(weights, points):
    """Cross-entropy, and the share of wrong classes in percent."""
    margins = [score(weights, point) * (1 if c else -1) for point, c in points]
    loss = sum(max(0, -m) + math.log1p(math.exp(-abs(m))) for m in margins) / len(points)
    return loss, 100 * sum(not m > 0 for m in margins) / len(points)


def train(config, run):
    rng = random.Random(config["seed"])
    splits = ("train", "valid", "test")
    data = {split: make_points(rng, config["examples"], config["noise"]) for split in splits}
    weights = array("d", [0, 0, 0])
    for epoch in range(1, config["epochs"] + 1):
        rng.shuffle(data["train"])
        for point, c in data["train"]:
            probability = (1 + math.tanh(score(weights, point) / 2)) / 2
            step = config["lr"] * (c - probability)
            for i, value in enumerate([1, *point]):
                weights[i] += step * value
        for split in ("train", "valid"):
            loss, error_rate = evaluate(weights, data[split])
            run.log(f"{split}/loss", loss, step=epoch)
            run.log(f"{split}/error_rate", error_rate, step=epoch)
        print(
            f"epoch {epoch}  valid/loss {loss:.4g}  valid/error_rate {error_rate:.2f}", flush=True
        )
    run.log("test/error_rate", evaluate(weights, data["test"])[1])
    run.add_weights({"weights": weights})


if __name__ == "__main__":
    with tracking.Run(config=sys.argv[1]) as this_run:
        values = load_config(*sys.argv[1:])
        this_run.describe(values, seed=values["seed"])
        train(values, this_run)
