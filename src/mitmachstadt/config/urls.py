"""All public addresses; they are promises, so a later change redirects."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView

from mitmachstadt.config import views
from mitmachstadt.config.apps_present import optional

handler400 = views.unreadable
handler500 = views.broken

urlpatterns = [
    path("robots.txt", views.robots),
    path(".well-known/security.txt", views.security, name="security-txt"),
    *optional("mitmachstadt.spine.signon.urls_machine"),
    # One way in for everybody: the second factor of staff is asked there and nowhere else.
    path("redaktion/login/", RedirectView.as_view(url="/konto/anmelden/", query_string=True)),
    *optional("mitmachstadt.modules.content.office_urls"),
    path("redaktion/", include("wagtail.admin.urls")),
    path("redaktion-dokumente/", include("wagtail.documents.urls")),
    *optional("mitmachstadt.spine.files.urls"),
    *optional("mitmachstadt.spine.opendata.urls"),
    *optional("mitmachstadt.modules.projects.urls_machine"),
    *optional("mitmachstadt.modules.council.urls_machine"),
    *optional("mitmachstadt.modules.petitions.urls_machine"),
    *optional("mitmachstadt.modules.council.oparl.urls"),
    *optional("mitmachstadt.modules.assemblies.urls_machine"),
    *optional("mitmachstadt.modules.drafts.urls_machine"),
    *optional("mitmachstadt.modules.reports.georeport.urls"),
    *optional("mitmachstadt.modules.consul.urls_old"),
    *i18n_patterns(
        *optional("mitmachstadt.spine.ui.urls"),
        *optional("mitmachstadt.spine.opendata.page_urls"),
        *optional("mitmachstadt.spine.search.urls"),
        *optional("mitmachstadt.spine.privacy.urls"),
        *optional("mitmachstadt.spine.accounts.urls"),
        *optional("mitmachstadt.spine.moderation.urls"),
        *optional("mitmachstadt.spine.cases.urls"),
        *optional("mitmachstadt.spine.notify.urls"),
        *optional("mitmachstadt.spine.audit.urls"),
        *optional("mitmachstadt.spine.work.urls"),
        *optional("mitmachstadt.spine.plain.urls"),
        *optional("mitmachstadt.spine.talk.urls"),
        *optional("mitmachstadt.spine.signon.urls"),
        *optional("mitmachstadt.modules.projects.urls"),
        *optional("mitmachstadt.modules.council.urls"),
        *optional("mitmachstadt.modules.climate.urls"),
        *optional("mitmachstadt.modules.petitions.urls"),
        *optional("mitmachstadt.modules.assemblies.urls"),
        *optional("mitmachstadt.modules.drafts.urls"),
        *optional("mitmachstadt.modules.reports.urls"),
        *optional("mitmachstadt.modules.venues.urls"),
        *optional("mitmachstadt.modules.proposals.urls"),
        *optional("mitmachstadt.modules.budgets.urls"),
        *optional("mitmachstadt.modules.consul.urls"),
        *optional("mitmachstadt.modules.agreement.urls"),
        *optional("mitmachstadt.modules.content.urls"),
        *optional("mitmachstadt.modules.content.page_urls"),
        prefix_default_language=False,
    ),
]
