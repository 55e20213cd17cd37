"""Documents and pictures of what the pages show: Gebietsprofil, Kita plan, PNG and SVG, without a browser."""
