"""Conditions, said slowly: the part of CEL that guardrails use, with unknown and error as values.

Written from the documents alone, without a look at the Swift. A condition gives True, False,
UNKNOWN or ERROR; `&&`, `||`, `exists` and `all` absorb both where an operand decides; elsewhere an
unknown beats an error.
"""

import re


class Fault:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


UNKNOWN = Fault("unknown")
ERROR = Fault("error")

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.\d+|\d+)|(?P<text>\"(?:[^\"\\]|\\.)*\"|'[^']*')"
    r"|(?P<name>[A-Za-z_]\w*)|(?P<mark>&&|\|\||==|!=|<=|>=|[<>!+\-*/%?:.,()\[\]]))"
)


def tokens(text):
    found, place = [], 0
    text = text.strip()
    while place < len(text):
        match = TOKEN.match(text, place)
        if not match:
            raise ValueError(f"no token at {text[place:]!r}")
        kind = match.lastgroup
        found.append((kind, match.group(kind)))
        place = match.end()
    return found + [("end", "")]


class Parser:
    """Text to nested tuples; precedence as CEL has it."""

    def __init__(self, text):
        self.tokens = tokens(text)
        self.place = 0

    def peek(self):
        return self.tokens[self.place][1] if self.tokens[self.place][0] in ("mark", "name") else None

    def take(self, mark=None):
        kind, text = self.tokens[self.place]
        if mark is not None and text != mark:
            raise ValueError(f"wanted {mark}, got {text}")
        self.place += 1
        return kind, text

    def whole(self):
        tree = self.choice()
        if self.tokens[self.place][0] != "end":
            raise ValueError("text goes on")
        return tree

    def choice(self):
        test = self.any_of()
        if self.peek() != "?":
            return test
        self.take("?")
        first = self.any_of()
        self.take(":")
        return ("choice", test, first, self.choice())

    def any_of(self):
        tree = self.all_of()
        while self.peek() == "||":
            self.take()
            tree = ("or", tree, self.all_of())
        return tree

    def all_of(self):
        tree = self.relation()
        while self.peek() == "&&":
            self.take()
            tree = ("and", tree, self.relation())
        return tree

    def relation(self):
        tree = self.sum()
        while self.peek() in ("==", "!=", "<", "<=", ">", ">=", "in"):
            mark = self.take()[1]
            tree = ("compare", mark, tree, self.sum())
        return tree

    def sum(self):
        tree = self.product()
        while self.peek() in ("+", "-"):
            mark = self.take()[1]
            tree = ("arithmetic", mark, tree, self.product())
        return tree

    def product(self):
        tree = self.unary()
        while self.peek() in ("*", "/", "%"):
            mark = self.take()[1]
            tree = ("arithmetic", mark, tree, self.unary())
        return tree

    def unary(self):
        if self.peek() == "!":
            self.take()
            return ("not", self.unary())
        if self.peek() == "-":
            self.take()
            return ("negate", self.unary())
        return self.member()

    def member(self):
        tree = self.primary()
        while self.peek() in (".", "["):
            if self.take()[1] == "[":
                tree = ("index", tree, self.choice())
                self.take("]")
                continue
            name = self.take()[1]
            if self.peek() != "(":
                tree = ("field", tree, name)
                continue
            self.take("(")
            arguments = self.arguments(")")
            if name in ("exists", "all", "exists_one"):
                tree = (name, tree, arguments[0][1], arguments[1])
            else:
                tree = ("call", name, [tree] + arguments)
        return tree

    def arguments(self, end):
        found = []
        while self.peek() != end:
            found.append(self.choice())
            if self.peek() == ",":
                self.take()
        self.take(end)
        return found

    def primary(self):
        kind, text = self.take()
        if kind == "number":
            return ("value", float(text) if "." in text else int(text))
        if kind == "text":
            return ("value", re.sub(r"\\(.)", r"\1", text[1:-1]))
        if text == "(":
            tree = self.choice()
            self.take(")")
            return tree
        if text == "[":
            return ("list", self.arguments("]"))
        if kind == "name":
            if text in ("true", "false"):
                return ("value", text == "true")
            if self.peek() == "(":
                self.take()
                return ("call", text, self.arguments(")"))
            return ("name", text)
        raise ValueError(f"unexpected {text!r}")


def parse(text):
    return Parser(text).whole()


def worst(values):
    """The fault that a strict operation gives: an unknown beats an error."""
    # A value may be equal to anything, so only what it is counts.
    found = None
    for value in values:
        if value is UNKNOWN:
            return UNKNOWN
        if value is ERROR:
            found = ERROR
    return found


def fold(values, decider):
    """`||` over values for decider True, `&&` for False."""
    values = list(values)
    for value in values:
        if value is decider:
            return decider
    return worst(values) or (not decider)


def compiled(tree):
    """What gives a tree's value under names: functions of functions, since millions are asked."""
    kind = tree[0]
    if kind == "value":
        value = tree[1]
        return lambda names: value
    if kind == "name":
        name = tree[1]
        return lambda names: names.get(name, UNKNOWN)
    if kind == "field":
        return field(compiled(tree[1]), tree[2])
    if kind in ("and", "or"):
        decider, parts = kind == "or", [compiled(part) for part in tree[1:]]
        return lambda names: fold([part(names) for part in parts], decider)
    if kind == "not":
        return negation(compiled(tree[1]))
    if kind == "choice":
        return choice(*map(compiled, tree[1:]))
    if kind in ("exists", "all", "exists_one"):
        return over(kind, compiled(tree[1]), tree[2], compiled(tree[3]))
    operands = {
        "compare": lambda: tree[2:4], "arithmetic": lambda: tree[2:4], "index": lambda: tree[1:3],
        "list": lambda: tree[1], "negate": lambda: tree[1:2], "call": lambda: tree[2],
    }[kind]()
    parts = [compiled(part) for part in operands]

    def value(names):
        values = [part(names) for part in parts]
        return worst(values) or strict(kind, tree, values)
    return value


def field(record, name):
    def value(names):
        found = record(names)
        return found if isinstance(found, Fault) else found.get(name, UNKNOWN)
    return value


def negation(operand):
    def value(names):
        found = operand(names)
        return found if isinstance(found, Fault) else not found
    return value


def choice(test, first, second):
    def value(names):
        found = test(names)
        return found if isinstance(found, Fault) else (first if found else second)(names)
    return value


def over(kind, source, variable, body):
    def value(names):
        elements = source(names)
        if isinstance(elements, Fault):
            return elements
        results = [body({**names, variable: element}) for element in elements]
        if kind == "exists":
            return fold(results, True)
        if kind == "all":
            return fold(results, False)
        return worst(results) or sum(results) == 1
    return value


def strict(kind, tree, values):
    if kind == "compare":
        return compare(tree[1], *values)
    if kind == "arithmetic":
        return arithmetic(tree[1], *values)
    if kind == "index":
        return values[0].get(values[1], ERROR)
    if kind == "list":
        return values
    if kind == "negate":
        return -values[0]
    return call(tree[1], values)


def compare(mark, left, right):
    if mark == "in":
        if isinstance(right, list):
            # A list of a record may hold what nobody read.
            return fold((UNKNOWN if item is UNKNOWN else item == left for item in right), True)
        return left in right
    return {
        "==": lambda: left == right, "!=": lambda: left != right, "<": lambda: left < right,
        "<=": lambda: left <= right, ">": lambda: left > right, ">=": lambda: left >= right,
    }[mark]()


INTS = range(-(2**63), 2**63)


def arithmetic(mark, left, right):
    if isinstance(left, str):
        return left + right
    whole = isinstance(left, int)
    if mark in "/%":
        if right == 0:
            if whole:
                return ERROR
            if left == 0 or left != left:
                return float("nan")
            return float("inf") if left > 0 else float("-inf")
        if whole:
            quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
            return quotient if mark == "/" else left - quotient * right
        return left / right
    value = {"+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right}[mark]()
    return ERROR if whole and value not in INTS else value


def call(name, values):
    if name == "size":
        return len(values[0])
    if name == "has_tag":
        tags = values[0].get("tags", UNKNOWN)
        return tags if isinstance(tags, Fault) else values[1] in tags
    if name == "matches":
        return re.search(values[1], values[0]) is not None
    if name == "startsWith":
        return values[0].startswith(values[1])
    if name == "double":
        return float(values[0])
    raise ValueError(f"no function {name}")
