"""A git-native lab journal for machine-learning experiments."""

__version__ = "0.1.0"
