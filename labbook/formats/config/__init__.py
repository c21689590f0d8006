"""HyperPyYAML, read without executing anything."""

from labbook.formats.config.digest import config_digest
from labbook.formats.config.model import Config, Leaf
from labbook.formats.config.reader import read_config

__all__ = ["Config", "Leaf", "config_digest", "read_config"]
