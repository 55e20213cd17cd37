"""Start page: what is here, as of when, how good."""
