"""`new-module` in a copy of the house: its rooms are written, its tests pass, style and layers hold."""

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = {"README.md", "apps.py", "models.py", "rules.py", "actions.py", "interface.py", "migrations", "tests"}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The source with one more module, `street_trees`, entered in the settings as the command says."""
    folder = tmp_path_factory.mktemp("haus")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("tests"))
    (folder / "tests").mkdir()
    for name in ("towns", "pyproject.toml", "conftest.py", "tests/__init__.py", "tests/ready.py"):
        copying = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copying(ROOT / name, folder / name)
    told = io.StringIO()
    with override_settings(PACKAGE_DIR=folder / "src" / "mitmachstadt"):
        call_command("new_module", "street_trees", stdout=told)
    assert "MODULES" in told.getvalue()
    settings = folder / "src" / "mitmachstadt" / "config" / "settings.py"
    text = settings.read_text("utf-8")
    text, entered = re.subn(
        r'\bMODULES = \((\s*)"projects"', r'MODULES = (\1"street_trees", "projects"', text
    )
    assert entered == 1
    settings.write_text(text, "utf-8")
    return folder


def run(folder, *command):
    """Runs Python in the copy and returns what it printed; fails with it."""
    environ = {
        **os.environ,
        "PYTHONPATH": str(folder / "src"),
        "MITMACHSTADT_MODE": "test",
        "DATABASE_URL": "",
    }
    environ |= {"DATA_DIR": str(folder / "var")}
    done = subprocess.run(
        [sys.executable, *command], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_its_own_tests_pass(copy):
    told = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "src/mitmachstadt/modules/street_trees")
    assert "2 passed" in told


@pytest.mark.slow
def test_it_has_the_rooms_of_the_house_and_the_platform_starts_with_it(copy):
    rooms = {path.name for path in (copy / "src/mitmachstadt/modules/street_trees").iterdir()}
    assert rooms - {"__pycache__"} == ROOMS | {"__init__.py"}
    # Django's checks run before it.
    run(copy, "-m", "mitmachstadt", "makemigrations", "--check", "street_trees")


@pytest.mark.slow
def test_its_style_is_the_house_s(copy):
    run(copy, "-m", "ruff", "check", "--no-cache", "src/mitmachstadt/modules/street_trees")
    run(copy, "-m", "ruff", "format", "--no-cache", "--check", "src/mitmachstadt/modules/street_trees")
    for file in (copy / "src/mitmachstadt/modules/street_trees").rglob("*.py"):
        assert file.name == "__init__.py" or file.read_text("utf-8").startswith('"""'), file


@pytest.mark.slow
def test_the_layers_watch_over_it_from_the_first_day(copy):
    linter = Path(sys.executable).parent / "lint-imports"
    rules = copy / "src/mitmachstadt/modules/street_trees/actions.py"
    stored = rules.read_text("utf-8")
    rules.write_text(stored + "from mitmachstadt.modules.projects.models import Project\n", "utf-8")
    try:
        with pytest.raises(AssertionError, match="through its interface BROKEN") as told:
            run(copy, linter, "--no-cache")
        # Without that line it keeps them all.
        text = str(told.value)
        assert text.count("BROKEN") == 1 and " 1 broken." in text
        broken = [line for line in text.splitlines() if "street_trees" in line and "->" in line]
        assert broken and all("street_trees.actions -> " in line for line in broken)
    finally:
        rules.write_text(stored, "utf-8")


@pytest.mark.parametrize("name", ["Bäume", "Trees", "trees-and-more", "t", "../trees", "2trees"])
def test_a_name_that_is_no_module_is_refused_with_an_example(name):
    with pytest.raises(CommandError, match="zum Beispiel"):
        call_command("new_module", name)


def test_a_module_that_exists_is_never_overwritten():
    with pytest.raises(CommandError, match="gibt es schon"):
        call_command("new_module", "projects")
