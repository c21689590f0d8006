"""What a journal is about: frozen dataclasses without I/O."""
