"""Sixty-four sites in a word: masks, layers and runs of directed percolation."""
