"""Climate checks are words of departments; who wrote one is kept as an account and never shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.privacy.registry import Activity, register

register.activity(
    Activity(
        key="climate_checks",
        title=_("Climate checks of council papers"),
        purpose=_("Knowing whom to ask about an estimate."),
        basis=_("Task in the public interest (GDPR article 6 (1) e), service data of staff (DSG NRW § 18)"),
        people=_("Staff who fill in or comment on a climate check"),
        recipients=_("The desk; the public reads the department alone"),
        deletion=_("The link to the account goes with the account; the check stays as part of the paper."),
        fields={"climate.PaperCheck": ("author", "opinion_by")},
        order=62,
    )
)
register.not_personal(
    "climate.PaperCheck", "Words of a department about a public paper.", "screening", "no_effect_reason",
    "not_estimable_reason", "factor_set", "energy", "adaptation", "alternatives", "compensation", "opinion_text",
)  # fmt: skip
