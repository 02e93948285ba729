"""Fetch what the pages load: KaTeX, the widget manager and thebe.

``python book/_ext/assets.py`` fills ``book/_assets/vendor/`` through npm and prints what it did. It always
exits with 0: without npm, or without the registry, the book can still be built, with the stock CDN addresses.
A build asks `available` which of the two it has and takes the Sphinx settings from `settings`.

What is fetched is named in ``package.json`` with exact versions, and checked against ``package-lock.json``
or, for the packages under ``vendored``, against the hash beside the name. Those two are unpacked alone,
without the dependencies that they declare: what a page needs is already bundled in them.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "book" / "_assets" / "vendor"
MODULES = ROOT / "node_modules"

FALLBACK = "so pages load the fonts of formulas and the widgets from public CDNs"

COPIED = [
    ("katex/dist/katex.min.css", "katex/katex.min.css"),
    ("katex/dist/fonts/*.woff2", "katex/fonts"),
    ("katex/dist/katex.min.js", "katex/katex.min.js"),
    ("katex/dist/contrib/auto-render.min.js", "katex/auto-render.min.js"),
    ("@jupyter-widgets/html-manager/dist/embed.js", "html-manager/embed.js"),
    ("@jupyter-widgets/html-manager/dist/*.woff2", "html-manager"),
    ("thebe/lib/*.js", "thebe"),
]
"""Pairs of a pattern under ``node_modules`` and where it goes under ``book/_assets/vendor``."""

EMBEDDED = [f"KaTeX_{family}-Regular.woff2" for family in ("Main", "AMS", "Caligraphic", "Size1", "Size2", "Size3")] + [
    "KaTeX_Math-Italic.woff2"
]
"""Fonts of the formulas of the book. They come within the style sheet: lines would break anew when they came later."""


def available():
    """Return whether ``book/_assets/vendor`` holds the assets that ``package.json`` names.

    Returns
    -------
    bool
        False also when the assets there belong to another version of ``package.json`` or of its lock.
    """
    stamp = VENDOR / "stamp"
    return stamp.is_file() and stamp.read_text() == fingerprint()


def settings():
    """Return the Sphinx settings that make pages use the fetched assets.

    Returns
    -------
    dict
        ``katex_css_path`` and ``nb_ipywidgets_js``, relative to ``_static``; empty when the assets are not
        there, which leaves the defaults of sphinxcontrib-katex and MyST-NB: addresses of public CDNs.
    """
    if not available():
        return {}
    return {
        "katex_css_path": "vendor/katex/katex.min.css",
        "nb_ipywidgets_js": {"vendor/html-manager/embed.js": {}},
    }


def fetch():
    """Bring `VENDOR` and ``node_modules`` up to date.

    Returns
    -------
    str
        One line saying what was done, or why pages will use CDN addresses.
    """
    if available() and complete():
        return "browser assets: up to date"
    npm = shutil.which("npm")
    if npm is None:
        return f"browser assets: no npm on this machine, {FALLBACK}"
    try:
        if not complete():
            install(npm)
    except (OSError, subprocess.CalledProcessError, ValueError) as problem:
        reason = getattr(problem, "stderr", None) or str(problem)
        return f"browser assets: npm failed, {FALLBACK}\n{reason.strip()}"
    copy()
    return f"browser assets: fetched into {VENDOR.relative_to(ROOT)}"


def fingerprint():
    """Return a hash of everything that decides the content of `VENDOR`, as a hexadecimal string."""
    files = [ROOT / "package.json", ROOT / "package-lock.json", Path(__file__)]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def manifest():
    """Return ``package.json`` as a dict."""
    return json.loads((ROOT / "package.json").read_text())


def complete():
    """Return whether ``node_modules`` holds all packages in their versions, those of the browser tests included."""
    wanted = manifest()
    vendored = dict(spec.rsplit("@", 1) for spec in wanted["vendored"])
    return all(_installed(name) == version for name, version in {**wanted["devDependencies"], **vendored}.items())


def _installed(name):
    """Return the version of a package in ``node_modules``, or None."""
    file = MODULES / name / "package.json"
    return json.loads(file.read_text())["version"] if file.is_file() else None


def install(npm):
    """Fill ``node_modules``: the locked packages, then the vendored ones."""
    call(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    for spec, integrity in manifest()["vendored"].items():
        unpack(npm, spec, integrity)


def call(*command):
    """Run a command in the root of the project and return its standard output."""
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def unpack(npm, spec, integrity):
    """Unpack the package ``name@version`` alone into ``node_modules``.

    Raises
    ------
    ValueError
        If the archive does not have the hash `integrity` (``sha512-`` and base64, as npm writes it).
    """
    target = MODULES / spec.rpartition("@")[0]
    with tempfile.TemporaryDirectory() as folder:
        call(npm, "pack", "--ignore-scripts", "--pack-destination", folder, spec)
        (archive,) = Path(folder).glob("*.tgz")
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if integrity != f"sha512-{digest}":
            raise ValueError(f"{spec} has the hash sha512-{digest}, expected {integrity}")
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        shutil.rmtree(target, ignore_errors=True)
        shutil.move(Path(folder) / "package", target)


def copy():
    """Fill `VENDOR` from ``node_modules`` with what `COPIED` names, and nothing else."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for pattern, place in COPIED:
        for file in MODULES.glob(pattern):
            target = VENDOR / place / file.name if "*" in pattern else VENDOR / place
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    embed_fonts(VENDOR / "katex/katex.min.css")
    (VENDOR / "stamp").write_text(fingerprint())


def embed_fonts(sheet):
    """Put the fonts `EMBEDDED` into the style sheet of formulas."""
    text = sheet.read_text()
    for name in EMBEDDED:
        font = base64.b64encode((sheet.parent / "fonts" / name).read_bytes()).decode()
        text = text.replace(f"url(fonts/{name})", f"url(data:font/woff2;base64,{font})")
    sheet.write_text(text)


if __name__ == "__main__":
    print(fetch())
    sys.exit(0)
