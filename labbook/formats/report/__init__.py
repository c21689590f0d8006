"""Reports: front matter, machine-owned regions, bound numbers, results as Markdown."""
