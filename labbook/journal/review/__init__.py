"""Who has approved which state of an experiment, and whether that holds."""
