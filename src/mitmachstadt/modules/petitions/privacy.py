"""Who petitions and who asks: names and addresses for the town, words for everybody."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.petitions.models import Answer, Petition, Question
from mitmachstadt.spine.cases import links
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.privacy import of_person
from mitmachstadt.spine.privacy.registry import Activity, Item, Person, Section, register

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
                "text", "background", "author_name", "author_address", "resident_declared", "follow_up", "asker",
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


@register.finder
def find(person: Person) -> Iterator[Section]:
    """Name and address that somebody gave with a petition or a question, and what was answered to an invitation.

    They are forgotten with the case (`CaseKind.forget`), so that no forgetter is needed here.
    """
    cases = Case.objects.filter(of_person(person), kind__in=("petition", "question")).values("pk")
    items = []
    for row in (
        *Petition.objects.filter(case__in=cases).select_related("case")[:200],
        *Question.objects.filter(case__in=cases).select_related("case")[:200],
    ):
        facts = [
            (_t("Name"), row.author_name or "–"),
            (_t("Address"), row.author_address or "–"),
            (_t("Name shown"), _t("yes") if row.name_public else _t("no")),
        ]
        if isinstance(row, Petition):
            facts.append((_t("People who sign with the author"), str(row.signatories.count())))
            if row.answer:
                facts.append((_t("Answer to the invitation"), str(Answer(row.answer).label)))
        secret = links.secret_of(row.case)
        url = reverse("cases:sender", args=[row.case.number, secret]) if secret else ""
        items.append(Item(title=row.case.number, facts=tuple(facts), url=url))
    if items:
        yield Section(activity="petitions", items=tuple(items))
