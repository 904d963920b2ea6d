"""What import contracts can not see: rules read no clock and know no HTTP, files say why they exist and stay small."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parent.parent.parent / "src" / "mitmachstadt"
FILES = [p for p in SOURCE.rglob("*.py") if not {"migrations", "tests"} & set(p.parts)]
RULES = [p for p in FILES if p.name == "rules.py" or p.parent.name == "rules"]
LISTS_OF_DATA = {"spine/ui/gallery.py: examples"}
# A list of words for a column is a plain value.
PLAIN = {"django.db.models.TextChoices"}
OUTSIDE = (
    "django.http",
    "django.shortcuts",
    "django.db",
    "django.core.cache",
    "django.conf",
    "requests",
    "urllib.request",
)
CLOCKS = {"now", "today", "localdate", "localtime", "utcnow"}
# Roles end on a day, and predicates of the library `rules` are asked without one.
READS_THE_CLOCK = {"spine/accounts/rules.py"}


def name_of(path):
    return str(path.relative_to(SOURCE))


def imported(tree):
    """Dotted names of everything a file imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_rules_know_neither_http_nor_tables_nor_clocks(path):
    tree = ast.parse(path.read_text("utf-8"))
    assert not [name for name in imported(tree) if name.startswith(OUTSIDE) and name not in PLAIN]
    calls = [
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS
        # `localtime(moment)` turns a given moment into the town's; only without one it asks the clock.
        if not node.args or node.func.attr in {"now"}
    ]
    assert bool(calls) == (name_of(path) in READS_THE_CLOCK), calls


def test_every_file_says_why_it_exists():
    silent = [
        name_of(p)
        for p in FILES
        if p.name != "__init__.py" and not ast.get_docstring(ast.parse(p.read_text("utf-8")))
    ]
    assert not silent


def length(node):
    """Lines of a function without its docstring."""
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node
    return (node.end_lineno or 0) - first.lineno + 1


def test_files_and_functions_stay_a_screenful():
    long_files = [name_of(p) for p in FILES if len(p.read_text("utf-8").splitlines()) > 400]
    long_functions = [
        f"{name_of(p)}: {node.name}"
        for p in FILES
        for node in ast.walk(ast.parse(p.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and length(node) > 60
    ]
    assert (long_files, set(long_functions) - LISTS_OF_DATA) == ([], set())


def test_templates_carry_no_code_of_their_own():
    """The content security policy would refuse it silently."""
    words = ("<style", " style=", " onclick=", " onchange=", " onsubmit=", "<script>", "javascript:")
    hits = [
        f"{p.relative_to(SOURCE)}: {word}"
        for p in SOURCE.rglob("templates/**/*.html")
        if "mails" not in p.parts
        for word in words
        if word in p.read_text("utf-8")
    ]
    assert not hits
