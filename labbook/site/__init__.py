"""The MkDocs plugin and its pages."""
