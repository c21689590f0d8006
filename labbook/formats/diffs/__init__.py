"""A difference for a terminal, for a merge request, for a program."""
