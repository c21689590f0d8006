"""Series as SVG, thinned."""
