"""Sphinx extension: the list of references is ordered by author, without numbers, and says where each work is cited."""

from docutils import nodes

import gathered


def places(env, key):
    """Return [(page, anchor)] of the first citation of a work on each page, in the order of the book."""
    first = {}
    for citation in env.get_domain("cite").citation_refs:
        if key in {target.key for target in citation.targets}:
            first.setdefault(citation.docname, citation.citation_ref_id)
    return [(page, first[page]) for page in env.collect_relations() if page in first]


def add_places(app, doctree, docname):
    """Take the labels from the entries of a list of references, and end each with links to where it is cited."""
    works = {work.citation_id: work.key for work in app.env.get_domain("cite").citations}
    for entry in doctree.findall(nodes.citation):
        for key in [works[name] for name in entry["ids"] if name in works]:
            entry.remove(entry.next_node(nodes.label))
            entry += _line(app, docname, places(app.env, key))


def _line(app, docname, cited):
    line = nodes.paragraph("", "Cited in ", classes=["used-in"])
    for page, anchor in cited:
        line += [gathered.link(app, docname, page, app.env.titles[page].astext(), anchor), nodes.Text(", ")]
    line[-1] = nodes.Text(".")
    return line


def outdated(app, env, added, changed, removed):
    """Return the pages with lists of references: they are written anew where another page is read."""
    return (added | changed | removed) and [
        key.docname for key in env.get_domain("cite").bibliographies if key.docname in env.found_docs
    ]


def setup(app):
    """Connect to Sphinx."""
    app.connect("doctree-resolved", add_places)
    app.connect("env-get-outdated", outdated)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
