"""The launch manifest."""
