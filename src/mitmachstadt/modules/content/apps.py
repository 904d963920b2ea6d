"""Registers the module, its part of the town's import and its case kind."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import pgettext_lazy

# Pages that stand for themselves; rows of datasets reach the sitemap through their datasets.
SITEMAP = (
    "/vorhaben/", "/vorhaben/karte/", "/vorhaben/idee/", "/mitmachen/", "/ergebnisse/", "/ueberfaellig/", "/uebersicht/",
    "/vereinbarung/", "/impressum/", "/datenschutz/", "/barrierefreiheit/", "/barrierefreiheit/melden/",
    "/leichte-sprache/", "/gebaerdensprache/",
)  # fmt: skip


class ContentConfig(AppConfig):
    name = "mitmachstadt.modules.content"
    label = "content"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import published, unpublished

        from mitmachstadt.modules.content import plain, samples  # noqa: F401
        from mitmachstadt.modules.content.beside import of_roles
        from mitmachstadt.modules.content.cases import register_kind
        from mitmachstadt.modules.content.importers.pages import import_pages
        from mitmachstadt.modules.content.models import ContentPage
        from mitmachstadt.modules.content.rights import grant
        from mitmachstadt.spine.city.importing import register_importer
        from mitmachstadt.spine.city.samples import register_sample
        from mitmachstadt.spine.opendata.sitemap import register_pages
        from mitmachstadt.spine.search.kinds import name_kind
        from mitmachstadt.spine.ui import beside

        post_migrate.connect(grant, sender=self, dispatch_uid="editors")
        register_kind()
        beside.register("role", of_roles)
        name_kind("page", pgettext_lazy("search kind", "Page"))
        published.connect(keep_search_in_step, sender=ContentPage)
        unpublished.connect(keep_search_in_step, sender=ContentPage)
        register_pages(*SITEMAP)
        register_importer("Seiten", import_pages, order=50)
        register_sample("Seiten", samples.seed, samples.remove, order=50)


def keep_search_in_step(**kwargs: Any) -> None:
    """After an editor published or withdrew a page, the search knows it at once."""
    from mitmachstadt.modules.content.importers.pages import index_pages

    index_pages()
