"""Registers the module with its part of the town's import, its place at the desk, and its examples."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VenuesConfig(AppConfig):
    name = "mitmachstadt.modules.venues"
    label = "venues"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from mitmachstadt.modules.venues import beside, samples
        from mitmachstadt.modules.venues.importers.venues import import_venues
        from mitmachstadt.modules.venues.models import KIND
        from mitmachstadt.modules.venues.permissions import KEEPERS
        from mitmachstadt.spine.cases.desk import Area, add_area
        from mitmachstadt.spine.city.importing import register_importer
        from mitmachstadt.spine.city.samples import register_sample
        from mitmachstadt.spine.opendata.sitemap import register_pages
        from mitmachstadt.spine.search.kinds import name_kind

        name_kind(KIND, _("Accessible places"))
        add_area(Area(_("Accessible places"), "accessible", "/schreibtisch/orte/", KEEPERS))
        register_pages("/barrierefreie-orte/", "/barrierefreie-orte/karte/")
        register_importer("Barrierefreie Orte", import_venues, order=70)
        register_sample("Barrierefreie Orte", samples.seed, samples.remove, order=88)
        beside.connect()
