"""How much a config may ask for. Real ones stay one to two orders of magnitude below."""

MAX_TEXT = 1_048_576
"""Characters of one file."""

MAX_DEPTH = 100
"""Levels of nesting, steps of a chain of references."""

MAX_NODES = 50_000
"""Values, aliases and copies counted as often as they are used."""

MAX_LEAVES = 20_000

MAX_EFFORT = 300_000
"""Characters of all texts that references make, of included files, and what costs as much."""

MAX_LEAF_TEXT = 4_194_304
"""Characters of all leaves."""

MAX_STRING = 65_536
"""Characters of a text that references put together."""

MAX_ARITHMETIC = 10_000
"""Characters of a text that may be arithmetic."""

MAX_INTEGER_BITS = 14_284
"""The library itself fails to write an integer of more than 4300 digits."""

MAX_INCLUDES = 10
"""Files that include each other."""

MAX_PROBLEMS = 200
