"""`python -m labbook`."""

from labbook.cli import main

main()
