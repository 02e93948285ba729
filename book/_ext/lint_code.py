"""Rules on the code of a chapter: doors, claims, pictures, set-up."""

import ast
import importlib
import re

OPEN_FILES = ("crit.theory.symbols",)
"""Files that are a door by themselves."""
CLAIMS = "crit.claim", "crit.claims_against"
WIDEST = 4.8
"""Inches of a picture with one panel: on a phone its labels are still 11 pixels high."""
COLOUR = re.compile(r"#([0-9a-fA-F]{3}){1,2}|tab:\w+|C\d")


def doors(chapter):
    """Imports from `crit`, its rooms and wings, of names that they hand on."""
    for cell in chapter.cells:
        for node in cell.nodes:
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "crit":
                yield from ((cell.line_of(node), complaint) for complaint in _behind_a_door(node))
        if "ThreadPoolExecutor" in cell.source:
            yield cell.line, "a pool of threads; the package shares one by itself"


def _behind_a_door(node):
    module = importlib.import_module(node.module)
    if node.module in OPEN_FILES:
        return
    if not hasattr(module, "__path__"):
        yield f"`from {node.module} import …` names a file; import from `{node.module.rpartition('.')[0]}`"
        return
    for alias in node.names:
        if alias.name not in getattr(module, "__all__", ()) and not _is_module(f"{node.module}.{alias.name}"):
            yield f"`{node.module}` does not hand on `{alias.name}`"


def _is_module(name):
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def set_up(chapter):
    """Cells that are mostly imports are tagged `set-up`: the page leaves them to those who turn on its code."""
    for cell in chapter.cells:
        imports = [node for node in cell.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        if 2 * len(imports) >= max(len(cell.tree.body), 1) and not cell.is_set_up and not cell.is_left_out:
            yield cell.line, "a cell of imports without the tag `set-up`"


def keys(chapter):
    """Keys of claims: lower-case words first, which say what the claim is about."""
    for cell, node in _calls(chapter, CLAIMS):
        key = ast.unparse(node.args[0]) if node.args else ""
        if key.startswith(("'", "f'")) and not re.match(r"f?'[a-z-]+(/|'$)", key):
            yield cell.line_of(node), f"the key {key} does not begin with the chapter's subject"


def sentences(chapter):
    """Every claim has a sentence for people."""
    for cell, node in _calls(chapter, CLAIMS):
        if "sentence" not in {keyword.arg for keyword in node.keywords}:
            yield cell.line_of(node), f"`{ast.unparse(node)[:40]}…` has no sentence"


def chips(chapter):
    """Every claim is called in the text, by the role `claims` with the beginning of its key, or by `claim`."""
    called = re.findall(r"\{claims?\}`([^`]+)`", chapter.source)
    for cell, node in _calls(chapter, CLAIMS):
        key = re.match(r"f?['\"]([^{'\"]*)", ast.unparse(node.args[0])) if node.args else None
        if key and not any(key[1].startswith(name) or name.startswith(key[1]) for name in called):
            yield cell.line_of(node), f"no sentence calls the claim {key[1]!r}"


def figures(chapter):
    """A name and a caption for every picture, and a sentence that calls it."""
    for cell in chapter.cells:
        shows = {"crit.figure", "crit.explore"} & set(cell.calls(inside_functions=False))
        name, caption = cell.figure.get("name", ""), cell.figure.get("caption", "")
        if shows and not name.startswith(f"fig-{chapter.file.stem}-"):
            yield cell.line, f"the picture has no name `fig-{chapter.file.stem}-…`"
        if shows and len(caption.split()) < 5:
            yield cell.line, f"the picture {name!r} has no caption"
        if name and f"{{numref}}`{name}`" not in chapter.text:
            yield cell.line, f"no sentence calls the picture {name!r}"


def sizes(chapter):
    """A picture with one panel is no wider than a phone can show."""
    for cell, node in _calls(chapter, ["crit.figure"]):
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        width = given["size"].elts[0] if isinstance(given.get("size"), ast.Tuple) else None
        if "panels" not in given and isinstance(width, ast.Constant) and width.value > WIDEST:
            yield (
                cell.line_of(node),
                f"a picture with one panel {width.value} inches wide; at most {WIDEST} are allowed",
            )


def colours(chapter):
    """Colours come from the palette, which means something and is seen by everybody."""
    for cell in chapter.cells:
        for node in cell.nodes:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and COLOUR.fullmatch(node.value):
                yield cell.line_of(node), f"the colour {node.value!r}: take it from `colour`, `shades` or `hues`"


def _calls(chapter, names):
    for cell in chapter.cells:
        for node in cell.nodes:
            if isinstance(node, ast.Call) and ast.unparse(node.func) in names:
                yield cell, node
