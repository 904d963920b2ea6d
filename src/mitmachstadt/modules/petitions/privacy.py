"""Who petitions and who asks: names and addresses for the town, words for everybody."""

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.privacy.registry import Activity, register

register.activity(
    Activity(
        key="petitions",
        title=_("Petitions and questions to the council"),
        purpose=_(
            "Checking who may ask the council, inviting and answering the author, and showing what was asked and decided."
        ),
        basis=_("Task in the public interest (GDPR article 6 (1) e with GO NRW §§ 24 and 48)"),
        people=_("People who petition the council or ask it something, and who sign with them"),
        recipients=_(
            "The unit and the body in charge; admitted words: everybody, the name only where its owner wants that"
        ),
        deletion=_(
            "Name, address and signatories with the e-mail address, on the day that the receipt names; the words stay."
        ),
        fields={
            "petitions.Petition": (
                "title", "wish", "reason", "author_name", "author_address", "resident_declared", "answer",
            ),
            "petitions.Question": (
                "text", "background", "author_name", "author_address", "resident_declared", "follow_up",
            ),
            "petitions.Signatory": ("name", "address"),
        },
        order=24,
    )
)  # fmt: skip
register.not_personal(
    "petitions.Petition",
    "What a body of the council decided, in its own words.",
    "result",
    "outcome_reason",
    "outcome_by",
)
register.not_personal(
    "petitions.Question",
    "The town's public answer and the office that gave it.",
    "answer",
    "answered_by",
    "follow_up_answer",
)
