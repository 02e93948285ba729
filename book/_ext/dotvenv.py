"""The project's own Python: run a command where every pinned package is installed.

    python3 book/_ext/dotvenv.py requirements.txt -m jupyter lab

The interpreter that is asked is used as it stands when it has every pin already. Otherwise the command runs in
``.venv``, which is made and filled first. Only the standard library is used here: nothing is installed yet.
"""

import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OLDEST = (3, 11)


def pins(requirements):
    """Return {distribution: version} of a requirements file; the project itself (``-e .``) has version None.

    Parameters
    ----------
    requirements : path
        Lines of the form ``name==version``, ``-r other-file``, ``-e .``, comments and blank lines.
    """
    requirements = Path(requirements)
    found = {}
    for line in requirements.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found.update(pins(requirements.parent / line[3:].strip()))
        elif line.startswith("-e "):
            found["crit-dnn"] = None
        elif pin := re.fullmatch(r"([\w.-]+)==([\w.]+)", line.strip()):
            found[pin[1]] = pin[2]
    return found


def lacking(requirements):
    """Return the pinned distributions that this interpreter does not have at the pinned version."""
    return [name for name, version in pins(requirements).items() if not _has(name, version)]


def _has(name, version):
    try:
        return version in (None, metadata.version(name).partition("+")[0])  # 2.13.0+cpu is a build of 2.13.0
    except metadata.PackageNotFoundError:
        return False


def python(requirements):
    """Return the path of an interpreter with every pin of `requirements`, filling ``.venv`` when need be."""
    _demand_recent_python()
    if not lacking(requirements):
        return sys.executable
    own = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not own.exists():
        print("Making .venv", flush=True)
        _make_venv()
    if not _complete(own, requirements):
        print("Installing the pinned packages in .venv (950 MB; about two minutes the first time)", flush=True)
        subprocess.run([own, "-m", "pip", "install", "--disable-pip-version-check", "-r", requirements], cwd=ROOT)
        if not _complete(own, requirements):
            sys.exit("The pinned packages could not be installed in .venv: see above.")
    return str(own)


def _complete(interpreter, requirements):
    return subprocess.run([interpreter, __file__, "--check", requirements]).returncode == 0


def _demand_recent_python():
    if sys.version_info < OLDEST:
        sys.exit("Python {}.{} or newer is needed; this is {}.".format(*OLDEST, sys.version.split()[0]))


def _make_venv():
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", ROOT / ".venv"])
    if made.returncode:
        sys.exit("Python could not make .venv (see above). On Debian or Ubuntu: apt-get install python3-venv")


def run(requirements, *arguments):
    """Run ``python *arguments`` from the project's root with the pins of `requirements`; return its exit code."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    return subprocess.run([python(ROOT / requirements), *arguments], cwd=ROOT, env=environment).returncode


def main(arguments):
    """Carry out a command line; return its exit code."""
    if arguments[0] == "--check":
        return bool(lacking(arguments[1]))
    return run(*arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
