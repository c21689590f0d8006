"""Problems that a person allows, each with a reason: read from comments, and applied."""
