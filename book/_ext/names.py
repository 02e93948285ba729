"""Sphinx extension: a name of the package in the prose, such as ``crit.mean_map``, is a link to its entry.

A name that begins with ``crit.`` and does not exist is a warning with its place, and so stops the build. A bare name is
a link if it has one home and an underscore or a capital letter, so that it can be taken for nothing else.
"""

import functools
import pkgutil
import re

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

import api

logger = logging.getLogger(__name__)
NAME = re.compile(r"(crit(?:\.\w+)+|\w+)(?:\(.*\))?", re.S)
"""A name, perhaps called with arguments."""


@functools.cache
def addresses():
    """Return {way to write a public name: its address in the reference}; a bare name has one address or is absent."""
    known = {address for package in api.packages() for address in api.names(package)}
    ways = {address: address for address in known} | api.aliases()
    homes = {}
    for address in sorted(known):
        homes.setdefault(address.rpartition(".")[2], []).append(address)
    bare = {name: found[0] for name, found in homes.items() if len(found) == 1 and _stands_alone(name)}
    return ways | bare


def _stands_alone(name):
    return "_" in name or name[0].isupper()


def is_there(name):
    """Return whether a dotted name can be imported."""
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


class LinkNames(SphinxTransform):
    """Wrap literals that are names of the package in references."""

    default_priority = 400

    def apply(self, **keywords):
        """Look at every literal outside links, titles and entries of the reference."""
        for literal in list(self.document.findall(nodes.literal)):
            found = NAME.fullmatch(literal.astext())
            if found and literal.parent and not _is_link(literal):
                self.link(literal, found[1])

    def link(self, literal, name):
        """Put a reference in the place of a literal, or complain."""
        if address := addresses().get(name):
            target = {"refdomain": "py", "reftype": "obj", "reftarget": address, "refdoc": self.env.docname}
            literal.replace_self(pending_xref("", literal.deepcopy(), refexplicit=True, **target))
        elif name.startswith("crit.") and not is_there(name):
            logger.warning("%s: the package has no such name", name, location=literal)


def _is_link(node):
    links = nodes.reference, pending_xref, nodes.title, nodes.target
    while node.parent:
        node = node.parent
        if isinstance(node, links):
            return True
    return False


def setup(app):
    """Register the transform."""
    app.add_transform(LinkNames)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
