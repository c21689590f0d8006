"""Problems as texts: for a person, for GitLab, for GitHub."""
