"""Text in, values or text out; no I/O."""
