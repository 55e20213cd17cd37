"""One folder per dashboard; app.py finds them by itself."""
