"""The one command line says in German which words it knows."""

import argparse
import re

from django.apps import apps
from django.apps.registry import Apps
from django.core.management import get_commands, load_command_class

from mitmachstadt.config import cli, german_help
from mitmachstadt.config.management.commands.migrate import settings_names_kept


def test_without_a_word_it_names_all_it_knows(capsys):
    assert cli.main(["mitmachstadt"]) == 0
    told = capsys.readouterr().out
    for word in ("serve", "import-town", "new-module", "doctor", "demo", "secret", "migrate"):
        assert f"\n  {word} " in told
    assert "sqlflush" not in told and "import_town" not in told


def test_an_unknown_word_is_named(capsys):
    assert cli.main(["mitmachstadt", "quatsch-machen"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("Den Befehl „quatsch-machen“ gibt es nicht.") and "\n  serve " in told


def test_every_switch_of_every_command_is_explained_in_german():
    own = [name for name, app in get_commands().items() if str(app).startswith("mitmachstadt")]
    assert "serve" in own and "import_town" in own
    for name in own:
        command = load_command_class(get_commands()[name], name)
        parser = command.create_parser("mitmachstadt", name, formatter_class=german_help.GermanHelp)
        told = [action for action in parser._actions if not german_help.UNTOLD & set(action.option_strings)]
        silent = [
            one.dest for one in told if not one.help and not isinstance(one, argparse._SubParsersAction)
        ]
        assert silent == [], name
        said = parser.format_help()
        assert "zeigt diese Hilfe" in said and f"python -m mitmachstadt {name.replace('_', '-')}" in said
        assert not re.search(r"usage|show this|options:|--settings", said), said


def test_migrating_keeps_which_setting_names_a_model():
    with settings_names_kept():
        kept = apps.get_swappable_settings_name
        assert kept("accounts.User") == "AUTH_USER_MODEL" and kept("cases.Case") is None
        # What every table of a migration does.
        Apps().clear_cache()
        assert apps.get_swappable_settings_name("accounts.User") == "AUTH_USER_MODEL"
        assert (kept.cache_info().misses, kept.cache_info().hits) == (2, 1)
    assert apps.get_swappable_settings_name("accounts.User") == "AUTH_USER_MODEL"
    assert kept.cache_info().hits == 1
