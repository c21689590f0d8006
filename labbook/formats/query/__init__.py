"""The query language of `labbook search`."""
