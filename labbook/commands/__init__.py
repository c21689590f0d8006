"""One verb a file: plain arguments in, a value out."""
