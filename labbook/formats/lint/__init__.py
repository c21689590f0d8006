"""Plain lints: what can be told of a config and a manifest from their text and from source code."""
