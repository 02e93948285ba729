"""What can be changed in a source file so that it still reads as Python and means something else.

A mutation edits one node of the syntax tree in the source text: a constant (+1, −1, ×2, ×1.05), a sign, + for −, * for
/, a power, a term or factor dropped, < for <= or >, `and` for `or`, `min` for `max`, the order of a returned tuple, an
`if` turned over. Docstrings, error texts, annotations, decorators and compile options stay.
"""

import ast
import contextlib
import random
import re

NEVER = {"refuse", "njit", "cfunc", "Symbol", "symbols"}
OPERATORS = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"), ast.FloorDiv: ("//", "/"),
    ast.Mod: ("%", "//"), ast.Pow: ("**", "**"), ast.BitAnd: ("&", "|"), ast.BitOr: ("|", "&"), ast.BitXor: ("^", "|"),
    ast.LShift: ("<<", ">>"), ast.RShift: (">>", "<<"),
}  # fmt: skip
COMPARISONS = {
    ast.Lt: ("<", "<=", ">"), ast.LtE: ("<=", "<", ">="), ast.Gt: (">", ">=", "<"), ast.GtE: (">=", ">", "<="),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"), ast.NotIn: ("not in", "in"),
}  # fmt: skip
TWINS = (
    "min max", "minimum maximum", "argmin argmax", "all any", "floor ceil", "sin cos", "sum mean", "cumsum cumprod",
    "exp expm1", "log log1p", "sqrt abs", "median mean", "var std", "zeros ones", "erf erfc", "True False",
)  # fmt: skip
TWIN = {name: pair.split()[1 - i] for pair in TWINS for i, name in enumerate(pair.split())}


class Candidates(ast.NodeVisitor):
    """All mutations of a source text: lists of (start, end, new text) in bytes, one list for each node."""

    def __init__(self, source):
        self.source, self.found = source, []
        self.lines = [0, *(m.end() for m in re.finditer(rb"\n", source))]
        self.visit(ast.parse(source))

    def span(self, node):
        return (
            self.lines[node.lineno - 1] + node.col_offset,
            self.lines[node.end_lineno - 1] + node.end_col_offset,
        )

    def text(self, node):
        return self.source[slice(*self.span(node))]

    def offer(self, *edits):
        self.found.append([(start, end, new.encode() if isinstance(new, str) else new) for start, end, new in edits])

    def between(self, left, right, sign):
        """Where the operator between two nodes stands; brackets and line ends may stand there too."""
        start, end = self.span(left)[1], self.span(right)[0]
        sign = r"\s+".join(map(re.escape, sign.split()))
        match = re.search(sign.encode(), re.sub(rb"#.*", lambda m: b" " * len(m[0]), self.source[start:end]))
        return start + match.start(), start + match.end()

    def visit_FunctionDef(self, node):
        for part in [*node.args.defaults, *filter(None, node.args.kw_defaults), *node.body]:
            self.visit(part)

    def visit_AnnAssign(self, node):
        if node.value:
            self.visit(node.value)

    def visit_Raise(self, node):
        pass

    visit_JoinedStr = visit_Import = visit_ImportFrom = visit_Raise

    def visit_Call(self, node):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in NEVER or any(
            keyword.arg in {"cache", "nogil", "error_model", "inline"} for keyword in node.keywords
        ):
            return
        if name in TWIN:
            end = self.span(node.func)[1]
            self.offer((end - len(name), end, TWIN[name]))
        self.generic_visit(node)

    def visit_Constant(self, node):
        value, (start, end) = node.value, self.span(node)
        if isinstance(value, bool):
            self.offer((start, end, str(not value)))
        elif isinstance(value, int):
            self.offer((start, end, f"{value + 1}"), (start, end, f"({value - 1})"))
        elif isinstance(value, float):
            self.offer(*((start, end, repr(new)) for new in ((2 * value, 1.05 * value) if value else (1.0,))))

    def visit_BinOp(self, node):
        sign, other = OPERATORS.get(type(node.op), (None, None))
        if sign and not isinstance(getattr(node.left, "value", None), str):
            (low, high), (start, end) = self.between(node.left, node.right, sign), self.span(node)
            left, right = self.source[start:low].rstrip(), self.source[high:end].lstrip()
            edits = [(low, high, other)] * (sign != "**")
            edits += [(start, end, left)] * (sign in "+-*/")
            edits += [(start, end, right)] * (sign in "+*")
            edits += [(high, end, b"(" + right + b" %+d)" % step) for step in (1, -1) if sign == "**"]
            self.offer(*edits)
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        if type(node.op) in OPERATORS:
            sign, other = OPERATORS[type(node.op)]
            self.offer((*self.between(node.target, node.value, sign + "="), other + "="))
        self.generic_visit(node)

    def visit_UnaryOp(self, node):
        if isinstance(node.op, ast.USub | ast.Not):
            start, end = self.span(node)
            self.offer((start, end, re.sub(rb"^(-|not\b)\s*", b"", self.source[start:end])))
        self.generic_visit(node)

    def visit_Compare(self, node):
        for left, right, op in zip([node.left, *node.comparators], node.comparators, node.ops):
            sign, *others = COMPARISONS[type(op)]
            place = self.between(left, right, sign)
            self.offer(*((*place, other) for other in others))
        self.generic_visit(node)

    def visit_BoolOp(self, node):
        sign, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:]):
            self.offer((*self.between(left, right, sign), other))
        self.generic_visit(node)

    def visit_If(self, node):
        start, end = self.span(node.test)
        self.offer((start, end, b"(not (" + self.source[start:end] + b"))"))
        self.generic_visit(node)

    visit_IfExp = visit_If

    def visit_Return(self, node):
        if isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1:
            one, two = node.value.elts[:2]
            swapped = self.text(two) + self.source[self.span(one)[1] : self.span(two)[0]] + self.text(one)
            self.offer((self.span(one)[0], self.span(two)[1], swapped))
        self.generic_visit(node)


def sample(files, count, seed):
    """Draw mutations: tuples (file, source, mutated source), at most one for each node, of those that can be parsed."""
    draw = random.Random(seed)
    sources = {file: file.read_bytes() for file in files}
    nodes = [(file, edits) for file in sources for edits in Candidates(sources[file]).found]
    draw.shuffle(nodes)
    for file, edits in nodes:
        start, end, new = draw.choice(edits)
        mutated = sources[file][:start] + new + sources[file][end:]
        with contextlib.suppress(SyntaxError):
            if count > 0 and ast.dump(ast.parse(mutated)) != ast.dump(ast.parse(sources[file])):
                count -= 1
                yield file, sources[file], mutated
