"""Plots that a run reported as plotly's JSON, drawn as SVG without plotly and without a browser."""
