"""Reading and comparing 1,000 configs, as a ratio to `yaml.safe_load` on the same texts.

Processor time, medians of alternating rounds over all texts; memory is the peak that Python
allocated while the results of 100 were kept. A config is compared with itself at another
learning rate and batch size, on which other values depend. PyYAML reads with every tag
neutralised and resolves nothing; the library itself comes last, on fewer texts, since it
changes PyYAML's state.
"""

import time
import tracemalloc
from collections.abc import Callable
from statistics import median
from typing import Any

import ruamel.yaml
import yaml
from hyperpyyaml import load_hyperpyyaml

from labbook.formats.config import read_config
from labbook.formats.config.diff import diff_configs
from tests.bench.config_texts import config_texts

COUNT = 1000
ROUNDS = 3
LIBRARY_COUNT = 50
REFERENCE = "yaml.safe_load"
LIMIT = 3

Read = Callable[[str], Any]


class Safe(yaml.SafeLoader):
    """PyYAML's own safe loader, but for tags."""


class CSafe(yaml.CSafeLoader):
    """The same over libyaml."""


def main() -> None:
    ignore_tags()
    texts = config_texts(COUNT)
    configs = [read_config(text, name="config.yaml") for text in texts]
    leaves = [len(config.leaves) for config in configs]
    assert not any(config.problems for config in configs)
    readers: dict[str, Read] = {
        "reading": lambda text: read_config(text, name="config.yaml"),
        REFERENCE: lambda text: yaml.load(text, Safe),
        "the same with libyaml": lambda text: yaml.load(text, CSafe),
    }
    changed = {
        text: read_config(text, name="config.yaml", overrides={"lr": 0.5, "batch_size": 64})
        for text in texts
    }
    before = dict(zip(texts, configs, strict=True))
    readers["comparing two"] = lambda text: diff_configs(before[text], changed[text])
    each = {name: time_ / COUNT for name, time_ in seconds(readers, texts, ROUNDS).items()}
    kept = {name: peak(read, texts[:100]) for name, read in readers.items()}
    library = seconds({"load_hyperpyyaml": load}, texts[:LIBRARY_COUNT], 1)["load_hyperpyyaml"]

    print(
        f"reading and comparing {COUNT} configs of {min(leaves)}-{max(leaves)} leaves, "
        f"medians of {ROUNDS} alternating rounds; {REFERENCE} {each[REFERENCE] * 1e3:.1f} ms each"
    )
    for name, time_ in each.items():
        wanted = f"  (at most {LIMIT})" if name == "reading" else ""
        line = f"  {name:24}{time_ * 1e3:6.1f} ms{time_ / each[REFERENCE]:7.2f} ×"
        print(f"{line}   memory{kept[name] / kept[REFERENCE]:6.2f} ×{wanted}")
    ratio = library / LIBRARY_COUNT / each[REFERENCE]
    print(f"  {'load_hyperpyyaml':24}{library / LIBRARY_COUNT * 1e3:6.1f} ms{ratio:7.2f} ×")


def ignore_tags() -> None:
    def construct(loader: Any, _suffix: str, node: yaml.Node) -> Any:
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        return loader.construct_scalar(node)

    for loader in (Safe, CSafe):
        loader.add_multi_constructor("!", construct)


def seconds(readers: dict[str, Read], texts: list[str], rounds: int) -> dict[str, float]:
    """Median processor time over all texts, by reader."""
    taken: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(rounds):
        for name, read in readers.items():
            start = time.process_time()
            for text in texts:
                read(text)
            taken[name].append(time.process_time() - start)
    return {name: median(times) for name, times in taken.items()}


def peak(read: Read, texts: list[str]) -> int:
    """Bytes at most while the texts are read and every result is kept."""
    tracemalloc.start()
    kept = [read(text) for text in texts]
    bytes_ = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(kept) == len(texts)
    return bytes_


RESOLVERS = list(ruamel.yaml.resolver.implicit_resolvers)


def load(text: str) -> Any:
    """The library's own reading; what it adds to ruamel.yaml with every call is taken back."""
    ruamel.yaml.resolver.implicit_resolvers[:] = RESOLVERS
    return load_hyperpyyaml(text)


if __name__ == "__main__":
    main()
