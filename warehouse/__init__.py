"""Deliveries of municipalities, one DuckDB file per build, releases; knows nothing of models or pages."""
