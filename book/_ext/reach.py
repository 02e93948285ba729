"""Which files of the library a piece of code can reach: followed from name to name, without running anything.

A package is only the way to what lies in it: `crit.couplings` reaches the file that defines `couplings`, however many
``__init__.py`` hand the name on, and not the other names that they hand on. A file is reached whole, with every name
that it takes from other files. What cannot be followed reaches more, never less: a package that is used as a value
reaches all that lies in it, code that looks names up by strings reaches everything, and a module that does something
when it is imported, beyond giving names to values, is reached by all who import the library. One thing is taken on
trust: a call that computes such a value, or a decorator, changes nothing in other modules.
"""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

LIBRARY = "crit"
BY_STRING = {"__import__", "compile", "eval", "exec", "globals"}
BY_STRING_IN = "importlib", "pkgutil", "runpy", "sys.modules"
ABOUT_OTHERS = "importlib.metadata", "importlib.resources"
NAMING = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Pass)


class Code:
    """The names in a piece of code.

    Parameters
    ----------
    text : str
        Python.
    package : str
        Dotted name of the package that relative imports start from.

    Attributes
    ----------
    taken : dict of str to set of str
        Name → what imports bind it to, as ``module:name``, or ``module:`` for a module.
    own : set of str
        Names bound in any other way.
    uses : set of str
        All that is used of what is imported, as ``module:name.name``.
    acts : bool
        Whether it does more, at its top level, than to give names to values.
    by_string : bool
        Whether it may use something whose name does not stand in it.
    """

    def __init__(self, text, package=""):
        tree = ast.parse(text)
        chains = _Chains()
        chains.visit(tree)
        self.own = chains.own
        self.taken, stars = _imported(tree, package)
        self.uses = {target + rest for name, rest in chains.used for target in self.taken.get(name, ())} | stars
        self.acts = not all(map(_only_names, tree.body))
        called = {name for name, _ in chains.used}
        self.by_string = not BY_STRING.isdisjoint(called) or self.asks(BY_STRING_IN, but=ABOUT_OTHERS)

    def asks(self, places, but=()):
        """Tell whether it uses anything that has one of these dotted names or lies below it."""
        return any(_lies_in(use, places) and not _lies_in(use, but) for use in self.uses)


def _lies_in(use, places):
    module, _, names = use.partition(":")
    return f"{module}.{names.lstrip('.')}.".startswith(tuple(f"{place}." for place in places))


def _imported(tree, package):
    taken, stars = defaultdict(set), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                taken[alias.asname or top].add(f"{alias.name if alias.asname else top}:")
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, package)
            stars |= {f"{base}:" for alias in node.names if alias.name == "*"}
            for alias in node.names:
                taken[alias.asname or alias.name].add(f"{base}:{alias.name}")
    return taken, stars


def _absolute(node, package):
    parts = package.split(".")
    above = parts[: len(parts) - node.level + 1] if node.level else []
    return ".".join([*above, *filter(None, [node.module])])


def _only_names(node):
    """Tell whether a statement at the top of a module does no more than to give names to values."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.If):
        return all(map(_only_names, [*node.body, *node.orelse]))
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return all(isinstance(name, ast.Name) for target in targets for name in getattr(target, "elts", [target]))
    return isinstance(node, NAMING)


class _Chains(ast.NodeVisitor):
    """Collects each `a.b.c` as ("a", ".b.c"), and the names that are bound without an import."""

    def __init__(self):
        self.used, self.own = set(), set()

    def visit_Attribute(self, node):
        rest = ""
        while isinstance(node, ast.Attribute):
            rest = f".{node.attr}{rest}"
            node = node.value
        if isinstance(node, ast.Name):
            self.used.add((node.id, rest))
        else:
            self.visit(node)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            self.used.add((node.id, ""))
        else:
            self.own.add(node.id)

    def visit_FunctionDef(self, node):
        self.own.add(node.name)
        self.generic_visit(node)

    visit_AsyncFunctionDef = visit_ClassDef = visit_FunctionDef


class Reach:
    """What code can reach in the library.

    Parameters
    ----------
    root : path
        The folder that the library lies in.

    Attributes
    ----------
    files : set of Path
        Files that have been reached.
    ways : set of str
        Every re-export that led there, as ``crit.couplings = crit.theory.couplings:couplings``: with another one, the
        same name in the same files may mean something else.
    """

    def __init__(self, root):
        self.root, self.files, self.ways, self._seen = Path(root), set(), set(), set()

    def follow(self, text):
        """Add what a piece of code reaches; return this object."""
        try:
            code = _read(text)
        except SyntaxError:  # magic commands of a notebook
            return self.everything()
        if code.asks([LIBRARY]):
            for module in self._below(LIBRARY):
                if self._code(module).acts:
                    self._module(module)
        return self._uses(code)

    def everything(self):
        """Add the whole library; return this object."""
        for module in self._below(LIBRARY):
            self._module(module)
        return self

    def kernels(self):
        """Add every file that speaks of compiled code, and what it reaches; return this object."""
        for module in self._below(LIBRARY):
            if re.search("njit|numba", self._file(module).read_text(encoding="utf-8")):
                self._module(module)
        return self

    def _uses(self, code):
        if code.by_string:
            self.everything()
        for use in code.uses:
            self._use(use)
        return self

    def _module(self, module):
        """Add a file and what it uses."""
        file = self._file(module)
        if file not in self.files:
            self.files.add(file)
            self._uses(self._code(module))

    def _value(self, module):
        """Add all that can be had from a module or a package that is passed on as a value."""
        for below in self._below(module):
            self._module(below)
            for target in set().union(*self._code(below).taken.values()):
                self._use(target)

    def _use(self, use):
        """Add what ``module:name.name`` stands for."""
        module, _, chain = use.partition(":")
        if use in self._seen or module.split(".")[0] != LIBRARY or not self._file(module):
            return
        self._seen.add(use)
        names = list(filter(None, chain.split(".")))
        for place, name in enumerate(names, 1):
            code, below = self._code(module), f"{module}.{name}"
            targets = code.taken.get(name, set()) - {f"{module}:{name}"}
            for target in targets:
                self.ways.add(f"{below} = {target}")
                self._use(".".join([target, *names[place:]]))
            # An import from below has loaded that module before it binds the name.
            loaded = any(target.startswith((f"{below}:", f"{below}.")) for target in targets)
            inside = self._file(below) and not loaded
            if name in code.own or not self._is_package(module):
                self._module(module)
            elif not targets and not inside:
                self._value(module)
            if not inside:
                return
            module = below
        self._value(module)

    def _file(self, module):
        stem = self.root.joinpath(*module.split("."))
        return next(filter(Path.is_file, (stem / "__init__.py", stem.with_suffix(".py"))), None)

    def _is_package(self, module):
        return self._file(module).name == "__init__.py"

    def _below(self, module):
        """Return a module and, if it is a package, all modules in it."""
        file = self._file(module)
        files = file.parent.rglob("*.py") if self._is_package(module) else [file]
        names = (file.relative_to(self.root).with_suffix("").parts for file in files)
        return sorted({".".join(parts[:-1] if parts[-1] == "__init__" else parts) for parts in names})

    def _code(self, module):
        package = module if self._is_package(module) else module.rpartition(".")[0]
        return _read(self._file(module).read_text(encoding="utf-8"), package)


_read = cache(Code)
