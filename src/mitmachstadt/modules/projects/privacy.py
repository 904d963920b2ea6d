"""Projects with their contact in the town hall, and what residents suggest."""

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.privacy.registry import Activity, register

TOWN = "Words of the town about its plans."

register.activity(
    Activity(
        key="suggestions",
        title=_("Words of suggestions"),
        purpose=_(
            "Showing what residents want and what became of it; checking the age that the town's rules ask for."
        ),
        basis=_("Task in the public interest (GDPR article 6 (1) e with GO NRW § 23)"),
        people=_("Residents and organisations who suggest something"),
        recipients=_("The unit in charge, boards and the council; released words: everybody, without a name"),
        deletion=_("The age with the address; the words stay as part of the decision, without a name."),
        fields={"projects.Suggestion": ("text", "author_note", "age")},
        order=22,
    )
)
register.activity(
    Activity(
        key="contacts",
        title=_("Contact of a project"),
        purpose=_("Telling residents whom they can ask."),
        basis=_("Task in the public interest (GDPR article 6 (1) e), service data of staff (DSG NRW § 18)"),
        people=_("Staff who answer for a project"),
        recipients=_("Everybody"),
        deletion=_("As soon as the unit names somebody else."),
        fields={"projects.Project": ("contact_name", "contact_phone", "contact_email")},
        order=60,
    )
)
register.not_personal(
    "projects.Project", TOWN, "description", "benefit", "affected", "state_reason", "listing_exception",
    "duration_note", "present_state", "participation_reason", "criteria", "easy_text", "source_note", "edited_fields",
)  # fmt: skip
register.not_personal("projects.ProjectPlace", "Where a project is.", "address", "geometry")
register.not_personal("projects.Milestone", TOWN, "when_note")
register.not_personal("projects.Point", "Who decided a thing: a body or a law.", "fixed_by")
register.not_personal("projects.Reading", TOWN, "exception_reason", "result")
register.not_personal(
    "projects.Suggestion", "The answer, and the body that gave it.", "outcome_reason", "outcome_by"
)
register.not_personal(
    "projects.Treatment", "Statements and decisions of units and bodies.", "text", "effect", "by"
)
