"""Chapters run side by side, each in a kernel of its own, into the cache that MyST-NB takes executed notebooks from.

As many kernels run at once as there are processors, the longest chapter first; each is told its share of them.
"""

import asyncio
import json
import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from math import inf
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell
from sphinx_external_toc.parsing import parse_toc_yaml

import fingerprint

SECONDS_A_CELL = 300
PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
QUIET = ["--log-level=ERROR"]
THREADS = ("CRIT_THREADS", "NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""Variables that say how many threads a kernel may use."""

CORNERS = """
from crit.show import Explorer
explorers = [shown for shown in Out.values() if isinstance(shown, Explorer)]
for explorer in explorers:
    for corner in explorer.corners():
        explorer.draw(**corner).picture()
len(explorers)
"""
"""Runs after the last cell and stays in no notebook: every explorer, drawn at the corners of its controls."""


def contents(root):
    """Return the pages of the table of contents, such as ``book/intro``, in order."""
    return list(parse_toc_yaml(Path(root, "_toc.yml")))


def chapters(root):
    """Return the names of the pages that have code, in order."""
    return [name for name in contents(root) if is_myst_markdown_notebook(Path(root, f"{name}.md").read_text("utf-8"))]


class Chapter:
    """A page whose code is executed.

    Parameters
    ----------
    root : path
        The project's top folder.
    name : str
        Such as ``book/intro``.

    Attributes
    ----------
    notebook : nbformat.NotebookNode
    code : list of str
        The code cells.
    digest : str
        Of all that the results depend on.
    """

    def __init__(self, root, name):
        self.name, self.file = name, Path(root, f"{name}.md")
        self.notebook = read_myst_markdown_notebook(self.file.read_text("utf-8"), path=self.file, add_source_map=True)
        self.code = [cell.source for cell in self.notebook.cells if cell.cell_type == "code"]
        self.digest = fingerprint.execution(root, self.code)
        self._places = [f"line {line + 1}" for line in self.notebook.metadata.pop("source_map")]
        self._places.append("at the corners of its explorers")
        self._cell, self._client = 0, None

    def run(self, environment):
        """Execute the notebook in place, and after it the corners of its explorers.

        Returns
        -------
        dict
            ``digest``, ``seconds`` from the start of the kernel to the end of the chapter, number of ``explorers``
            and what was written to ``stderr``.
        """
        cells, starts = self.notebook.cells, [time.monotonic()]

        def note(cell, cell_index):
            self._cell = cell_index
            starts.append(time.monotonic())

        cells.append(new_code_cell(CORNERS))
        options = {"timeout": SECONDS_A_CELL, "record_timing": False, "on_cell_start": note, "extra_arguments": QUIET}
        folder = {"metadata": {"path": self.file.parent}}
        self._client = NotebookClient(self.notebook, resources=folder, **options)
        self._client.execute(env=environment)
        stderr = "".join(map(_stderr, cells))
        (explorers,) = [int(shown.data["text/plain"]) for shown in cells.pop().outputs if "data" in shown]
        return {"digest": self.digest, "seconds": starts[-1] - starts[0], "explorers": explorers, "stderr": stderr}

    def report(self, error):
        """Return where and how `run` crashed."""
        text = re.sub(r"\x1b\[[\d;]*m", "", str(error))
        return f"{self.name}.md, {self._places[self._cell]}: {type(error).__name__}\n{text}"

    def kill(self):
        """Kill the kernel if there is one."""
        manager = self._client and self._client.km
        if manager and manager.has_kernel:
            asyncio.run(manager.signal_kernel(signal.SIGKILL))


def _stderr(cell):
    return "".join(output.text for output in cell.get("outputs", []) if output.get("name") == "stderr")


class Executions:
    """What has been executed: a record of each chapter beside the cache of notebooks.

    Parameters
    ----------
    build : path
        The folder ``_build``.

    Attributes
    ----------
    records : dict
        Chapter → what `Chapter.run` returned.
    """

    def __init__(self, build):
        self.build = Path(build)
        self.file, self.cache = self.build / "executions.json", get_cache(self.build / ".jupyter_cache")
        self.records = json.loads(self.file.read_text()) if self.file.exists() else {}

    def holds(self, chapter):
        """Tell whether the chapter has been executed as it is now."""
        try:
            self.cache.match_cache_notebook(chapter.notebook)
        except KeyError:
            return False
        return self.records.get(chapter.name, {}).get("digest") == chapter.digest

    def keep(self, chapter, record):
        """Take in an executed chapter, and have its page made again."""
        bundle = CacheBundleIn(chapter.notebook, str(chapter.file), data={"execution_seconds": record["seconds"]})
        self.cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
        self.records[chapter.name] = record
        self.file.write_text(json.dumps(self.records, indent=1) + "\n")
        (self.build / ".doctrees" / f"{chapter.name}.doctree").unlink(missing_ok=True)

    def length(self, chapter):
        """Return what chapters are sorted by: the seconds that one took last; unknown ones first, by their code."""
        return self.records.get(chapter.name, {}).get("seconds", inf), sum(map(len, chapter.code))


def bring_up_to_date(root, environment):
    """Execute every chapter whose results may have changed.

    Parameters
    ----------
    root : path
        The project's top folder.
    environment : dict
        Environment variables of the kernels.

    Returns
    -------
    list of str
        A report of each chapter that crashed; the others have been executed all the same.
    """
    executions = Executions(Path(root, "_build"))
    stale = [chapter for chapter in (Chapter(root, name) for name in chapters(root)) if not executions.holds(chapter)]
    stale.sort(key=executions.length, reverse=True)
    kernels = min(PROCESSORS, len(stale)) or 1
    share = dict.fromkeys(THREADS, str(max(1, PROCESSORS // kernels)))
    with ThreadPoolExecutor(kernels) as pool:
        running = {pool.submit(chapter.run, environment | share): chapter for chapter in stale}
        try:
            return [report for future in as_completed(running) if (report := _end(executions, running[future], future))]
        except BaseException:  # above all Ctrl-C
            pool.shutdown(wait=False, cancel_futures=True)
            while not all(future.done() for future in running):
                for chapter in stale:
                    chapter.kill()
                time.sleep(0.1)
            raise


def _end(executions, chapter, future):
    """Keep a chapter that has run; return a report if it crashed."""
    error = future.exception()
    if error:
        print(f"CRASHED  {chapter.name}", flush=True)
        return chapter.report(error)
    executions.keep(chapter, future.result())
    print(f"{future.result()['seconds']:6.1f} s {chapter.name}", flush=True)
    return None
