"""The one command line says in German which words it knows."""

from mitmachstadt.config import cli


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
