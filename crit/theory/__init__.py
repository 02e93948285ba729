"""Symbols, formulas, numbers: no randomness and no simulation."""
