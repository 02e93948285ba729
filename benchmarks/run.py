"""Run every benchmark, print one table and write ``_build/bench.json``.

    python benchmarks/run.py [names of subjects]

A subject is a file ``bench_<subject>.py`` whose ``main()`` returns a list of dicts with the keys name, ours, peer,
peer_value, ratio and unit. Ours and the peer are measured by turns in one run, and both are medians.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
HERE = Path(__file__).resolve().parent
COLUMNS = "{name:44} {ours:>11} {peer_value:>11} {ratio:>9} {unit:12} {peer}"

HEAD = COLUMNS.format(name="name", ours="ours", peer_value="peer", ratio="ratio", unit="unit", peer="against")


def subjects(names):
    """Return the benchmark files, those of the given names only when there are any.

    Raises
    ------
    ValueError
        If there is no benchmark of such a name.
    """
    files = {file.stem.removeprefix("bench_"): file for file in sorted(HERE.glob("bench_*.py"))}
    unknown = set(names) - set(files)
    if unknown:
        raise ValueError(f"names: got {', '.join(sorted(unknown))}; allowed: {', '.join(files)}")
    return [files[name] for name in names or files]


def measure(file):
    """Return the measurements of one benchmark file."""
    specification = importlib.util.spec_from_file_location(file.stem, file)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module.main()


def row(measurement):
    """Return a measurement as one line of the table."""
    numbers = {key: f"{measurement[key]:.4g}" for key in ("ours", "peer_value", "ratio")}
    return COLUMNS.format(**{**measurement, **numbers})


def main(names):
    """Run, print and write."""
    os.environ.update(ONE_THREAD)  # before any subject imports NumPy
    print(HEAD)
    measurements = []
    for file in subjects(names):
        for measurement in measure(file):
            measurements.append(measurement)
            print(row(measurement), flush=True)
    target = HERE.parent / "_build" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(measurements, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
