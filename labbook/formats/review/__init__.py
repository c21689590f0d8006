"""Reviews: the digest of what was reviewed, and the message of the tag that says so."""
