"""Sphinx extension: the ``api`` directive, every public name of a package, each with the chapters that use it.

    .. api:: crit.measure.scaling

What a package hands on in its ``__all__`` is public. A name that `crit` itself hands on stands under that address.
"""

import contextlib
import functools
import importlib
import inspect
import json
import pkgutil
import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList
from sphinx.util.nodes import nested_parse_with_titles
from sphinx_codeautolink import extension
from sphinx_codeautolink.extension.block import CodeBlockAnalyser, CodeExample, Name, SourceTransform
from sphinx_codeautolink.extension.cache import DataCache

import crit
import derived
import gathered
import reread

REPOSITORY = "https://github.com/critical-networks/crit"


@functools.cache
def packages():
    """Return the names of all packages that hand names on, `crit` first."""
    found = [module.name for module in pkgutil.walk_packages(crit.__path__, "crit.") if module.ispkg]
    return ["crit", *(name for name in found if getattr(importlib.import_module(name), "__all__", ()))]


def names(package):
    """Return {address: object} of the functions and classes whose home a package is."""
    return {_address(thing): thing for thing in _handed_on(package).values() if _home(thing) == package}


@functools.cache
def _handed_on(package):
    module = importlib.import_module(package)
    things = {f"{package}.{name}": getattr(module, name) for name in module.__all__}
    return {name: thing for name, thing in things.items() if callable(thing) and hasattr(thing, "__name__")}


def _home(thing):
    """Return the package, of those that hand a thing on, that stands highest below `crit`; or `crit` itself."""
    doors = [package for package in packages() if any(thing is other for other in _handed_on(package).values())]
    return min(doors, key=lambda package: (package == "crit", package.count("."), package))


def _address(thing):
    name = thing.__name__
    return f"crit.{name}" if getattr(crit, name, None) is thing else f"{_home(thing)}.{name}"


def members(cls):
    """Return the methods of a class, and the properties that its docstring does not list, in order."""
    listed = set(re.findall(r"^ *(\w+)(?:, \w+)* : ", cls.__doc__ or "", re.M))
    own = {name: thing for name, thing in vars(cls).items() if not name.startswith("_")}
    properties = [name for name, thing in own.items() if isinstance(thing, property) and name not in listed]
    return [name for name, thing in own.items() if inspect.isfunction(thing) or name in properties]


class Api(Directive):
    """The directive: one entry of autodoc for each name, and a line that says who uses it."""

    required_arguments = 1

    def run(self):
        """Return the entries."""
        lines = [line for address, thing in names(self.arguments[0]).items() for line in _entry(address, thing)]
        section = nodes.section(document=self.state.document)
        nested_parse_with_titles(self.state, StringList(lines, source=self.arguments[0]), section)
        return section.children


def _entry(address, thing):
    if inspect.isclass(thing):
        listed = members(thing)
        yield f".. autoclass:: {address}"
        if listed:
            yield f"   :members: {', '.join(listed)}"
    else:
        yield f".. autofunction:: {address}"
    yield from ("", f".. used:: {address}", "")


def used(app, docname, address):
    """Return lines with the section that derives what stands at `address`, and the first of each page that calls it."""
    users = [(page, sections[address]) for page, sections in examples(app.env).items() if address in sections]
    lines = [("Derived in ", derived.places(app.env, address), "derived-in"), ("Used in ", users, "used-in")]
    return [_line(app, docname, *line) for line in lines if line[1]]


def _line(app, docname, words, places, kind):
    line = nodes.paragraph("", words, classes=[kind])
    for page, anchor in places:
        line += [gathered.link(app, docname, page, app.env.titles[page].astext(), anchor), nodes.Text(", ")]
    line[-1] = nodes.Text(".")
    return line


@functools.lru_cache(maxsize=1)
def examples(env):
    """Return {page: {address: section of the first example that calls it}}, the pages in reading order."""
    transforms = getattr(env, "sphinx_codeautolink_transforms", {})
    return {page: _first(transforms.get(page, ())) for page in env.collect_relations()}


def _first(transforms):
    calls = [(name.resolved_location, each.example.ref_id) for each in transforms for name in each.names]
    return dict(reversed(calls))


def aliases():
    """Return {other address: first address} for every way to write a public name."""
    found = {}
    for package in packages():
        for name, thing in _handed_on(package).items():
            defined = f"{thing.__module__}.{thing.__qualname__}"
            found |= {other: _address(thing) for other in (name, defined) if other != _address(thing)}
    return found


def know_aliases(app, config):
    """Link code to the first address, however a chapter has imported a name."""
    config.codeautolink_inventory_map = aliases()
    config.linkcode_resolve = source


def source(domain, info):
    """Return the address of the file and line where a name of the reference is defined, if it has one."""
    with contextlib.suppress(AttributeError, ImportError, OSError, TypeError, ValueError):
        thing = inspect.unwrap(pkgutil.resolve_name(f"{info['module']}.{info['fullname']}"))
        file = Path(inspect.getsourcefile(thing)).relative_to(Path(crit.__file__).parents[1])
        return f"{REPOSITORY}/blob/main/{file}#L{inspect.getsourcelines(thing)[1]}"


def pass_sections_without_titles():
    """Exercises are sections without a title, of which the analyser of code blocks knows nothing."""
    for name in ("visit_section", "depart_section"):
        setattr(CodeBlockAnalyser, name, _if_titled(getattr(CodeBlockAnalyser, name)))


def _if_titled(method):
    def visit(self, node):
        if any(isinstance(child, nodes.title) for child in node.children):
            method(self, node)

    return visit


def link_in_code_alone():
    """Links are set in a parsed page, and most of a page is none of their business: formulas, tables, pictures."""
    link = extension.link_html

    def link_html(document, html, *arguments, **keywords):
        return reread.in_code(lambda code: link(document, code, *arguments, **keywords), html)

    extension.link_html = link_html


def recall_links(app):
    """Take in what was found in pages of Markdown that are not read anew: the library looks for other pages only."""
    kept = Path(app.doctreedir, DataCache.cache_filename)
    found = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for page, transforms in found.items():
        if Path(app.srcdir, f"{page}.md").exists():
            app.env.sphinx_codeautolink_transforms[page] = [_recalled(**transform) for transform in transforms]


def _recalled(example, names, **rest):
    names = [Name(**name) for name in names]
    return SourceTransform(example=CodeExample(**example), names=names, **rest)


def setup(app):
    """Connect to Sphinx."""
    pass_sections_without_titles()
    link_in_code_alone()
    app.setup_extension("sphinx.ext.linkcode")
    app.setup_extension("sphinx_codeautolink")
    gathered.add(app, "used", used)
    app.add_directive("api", Api)
    app.connect("config-inited", know_aliases)
    app.connect("builder-inited", recall_links, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
