"""HyperPyYAML, read without executing anything."""
