"""The two kinds of case of this module: a petition, and a question for question time."""

from mitmachstadt.modules.petitions.cases import petition, question


def register_kinds() -> None:
    """Makes both kinds known; called when the module is ready."""
    petition.register_kind()
    question.register_kind()
