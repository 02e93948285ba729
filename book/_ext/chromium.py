"""Find a Chromium, or install one where that can be done without asking: for the browser tests and for printing."""

import os
import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find():
    """Return the path of a Chromium: what the variable ``CHROMIUM`` names, else one on the path, else None."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def obtain():
    """Return the path of a Chromium, installing Debian's when it is missing and we are root; None without."""
    if find() is None and shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium with apt-get", flush=True)
        subprocess.run(["apt-get", "update", "-qq"])
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    return find()
