"""Handwritten digits, 8 × 8 pixels of 0 to 16: what networks learn in this book. A second, and scikit-learn.

    python book/data/digits.py

They are the test part of Alpaydin and Kaynak's digits of the UCI repository (CC BY 4.0), as scikit-learn 1.9 hands them
on; kept here so that the book needs no scikit-learn.
"""

from pathlib import Path

import numpy as np

from crit.storage import keep

KEPT = Path(__file__).resolve().parent / "digits.npz"

if __name__ == "__main__":
    from sklearn.datasets import load_digits

    digits = load_digits()
    keep(KEPT, pixels=digits.data.astype(np.uint8), digit=digits.target.astype(np.uint8))
