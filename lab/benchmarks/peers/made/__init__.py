"""The coursework's MADE in other libraries."""
