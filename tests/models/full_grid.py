"""Collapsed chain against matrix networks on the full grid; run by hand, `python -m tests.models.full_grid`.

Prints one p-value for each activation, width, variable and layer; it takes about ten minutes.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

from tests.models.laws import CRITICAL, chain_against_matrices

WIDTHS = 16, 64, 256


def main(seed=1):
    """Print the table of p-values, and the smallest one."""
    smallest = 1.0
    with ThreadPoolExecutor(2) as executor:
        for width in WIDTHS:
            for name in CRITICAL:
                found = chain_against_matrices(name, width, seed=seed, executor=executor)
                smallest = min(smallest, *found.values())
                line = "  ".join(f"{variable}[{l}] {p:.3f}" for (variable, l), p in found.items())
                print(f"{name:7} N = {width:3}   {line}", flush=True)
    print(f"smallest of {6 * len(WIDTHS) * len(CRITICAL)}: {smallest:.4f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
