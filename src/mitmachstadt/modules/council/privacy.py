"""Who sits in the council is public by office; nothing private of these people is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.privacy.registry import Activity, Person, register

PAPERS = "Words of the council's public papers and meetings."
TOWN = "Facts of a town, a body or a public place."
TECHNICAL = "What the last import wrote, to tell it from what people changed; addresses of other systems."

register.activity(
    Activity(
        key="council",
        title=_("Members of the council and its bodies"),
        purpose=_("Showing who decides and advises in the town, and on which seat."),
        basis=_("Task in the public interest (GDPR article 6 (1) e with GO NRW § 43 (3))"),
        people=_("Members of the council, its committees and boards"),
        recipients=_("Everybody"),
        deletion=_("Names and seats stay as part of the public record; the link to an account goes with the account."),
        fields={
            "council.Person": (
                "name", "family_name", "given_name", "form_of_address", "affix", "titles", "gender", "offices",
                "office_email", "user", "extra", "imported",
            ),
            "council.Municipality": ("contact_name", "contact_email"),
        },
        order=61,
    )
)  # fmt: skip

for _model in ("Location", "Municipality", "Term", "BodyProfile", "Membership", "File", "Meeting", "AgendaItem", "Paper",
               "Consultation", "Person"):  # fmt: skip
    register.not_personal(f"council.{_model}", PAPERS, "keywords")
    if _model != "Person":
        register.not_personal(f"council.{_model}", TECHNICAL, "extra", "imported")
register.not_personal("council.Location", TOWN, "description", "street_address", "room", "postal_code", "sub_locality",
                      "locality", "lat", "lon", "geometry")  # fmt: skip
register.not_personal("council.Municipality", TOWN, "name", "short_name", "equivalents", "website")
register.not_personal("council.Term", TOWN, "name")
register.not_personal("council.BodyProfile", TOWN, "mandate", "posts", "short_name", "website")
register.not_personal("council.TablingRight", TOWN, "source")
register.not_personal("council.File", PAPERS, "name", "file_name", "text", "access_url", "download_url")
register.not_personal("council.Meeting", PAPERS, "name", "place")
register.not_personal(
    "council.AgendaItem",
    "What a public body decided and why.",
    "exception_reason",
    "result",
    "resolution_text",
)
SYSTEMS = "Addresses of other systems and their form; of people's objects only that something was left out, never what."
register.not_personal("council.Source", SYSTEMS, "url", "name", "system")
register.not_personal("council.Run", SYSTEMS, "cursor", "counts", "note")
register.not_personal("council.ListPage", SYSTEMS, "url", "next", "held")
register.not_personal("council.PendingLink", SYSTEMS, "holder", "target")
register.not_personal("council.Finding", SYSTEMS, "url", "field", "message")
register.not_personal("council.Paper", PAPERS, "summary")
register.not_personal("council.Answer", PAPERS, "text")
register.not_personal(
    "council.PaperPlace", "A street or district that a public paper names.", "name", "lat", "lon"
)


@register.forgetter
def forget(person: Person) -> None:
    """The seat stays public, the account behind it goes."""
    from mitmachstadt.modules.council.actions import detach_account

    if person.user is not None:
        detach_account(person.user)
