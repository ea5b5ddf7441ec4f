"""Lianhu (联户): every question climbs the grid until somebody answers it."""

__version__ = "0.1.0"
