"""What editors find in the back office: pages and the town's master data."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.admin.panels import FieldPanel
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.images import get_image_model
from wagtail.images.forms import ImageInsertionForm
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from mitmachstadt.modules.content import samples
from mitmachstadt.modules.content.models import ContentPage
from mitmachstadt.modules.content.office_areas import AreaInput
from mitmachstadt.modules.content.text_pictures import PictureInText
from mitmachstadt.spine.city.models import District, Organisation, RuleRecord, Topic


class PageViewSet(SnippetViewSet):
    """Pages with drafts, history and preview."""

    model = ContentPage
    icon = "doc-full"
    menu_label = "Seiten"
    menu_order = 100
    add_to_admin_menu = True
    list_display = ["title", "slug", "updated_at"]
    search_fields = ["title", "body"]


register_snippet(PageViewSet)


class DistrictViewSet(ModelViewSet):
    """Districts; the area takes a GeoJSON geometry."""

    model = District
    icon = "site"
    menu_label = "Stadtteile"
    form_fields = ["name", "slug", "aliases", "lat", "lon", "area", "order"]
    list_display = ["name", "lat", "lon"]
    search_fields = ["name"]

    def get_form_class(self, for_update: bool = False) -> Any:
        form = super().get_form_class(for_update)
        return type(form)("DistrictForm", (AreaInput, form), {})


class OrganisationViewSet(ModelViewSet):
    """Units, companies, committees and partners."""

    model = Organisation
    icon = "group"
    menu_label = "Organisationen"
    form_fields = ["name", "key", "kind", "role", "parent", "email", "phone", "answers_cases"]
    list_display = ["name", "kind", "answers_cases"]
    list_filter = ["kind"]
    search_fields = ["name"]


class TopicViewSet(ModelViewSet):
    """Topics with their icons."""

    model = Topic
    icon = "tag"
    menu_label = "Themen"
    form_fields = ["name", "name_en", "slug", "icon", "order"]


class RuleViewSet(ModelViewSet):
    """Dated rules with their sources."""

    model = RuleRecord
    icon = "calendar"
    menu_label = "Regeln mit Datum"
    panels = [
        FieldPanel("key"),
        FieldPanel("valid_from"),
        FieldPanel("valid_until"),
        FieldPanel("source"),
        FieldPanel("confirmed"),
        FieldPanel("data"),
    ]
    list_display = ["key", "valid_from", "valid_until", "confirmed"]


class TownGroup(ModelViewSetGroup):
    """Master data under one entry of the menu."""

    menu_label = "Stadt"
    menu_icon = "site"
    menu_order = 200
    items = (DistrictViewSet, OrganisationViewSet, TopicViewSet, RuleViewSet)


@hooks.register("register_admin_viewset")
def town_group() -> ModelViewSetGroup:
    return TownGroup()


@hooks.register("register_rich_text_features", order=10)
def pictures_in_texts(features: Any) -> None:
    """After Wagtail's own, which names addresses that only editors may open."""
    features.register_embed_type(PictureInText)


@hooks.register("construct_main_menu")
def hide_what_the_town_does_not_use(request: Any, menu_items: list[Any]) -> None:
    """The page tree and documents of Wagtail are not part of the platform."""
    menu_items[:] = [
        item for item in menu_items if item.name not in {"explorer", "documents", "reports", "help"}
    ]


hooks.register("after_create_snippet", samples.mark)

# There is one way a picture stands in a text (`image_formats`), so nobody has to choose it.
ImageInsertionForm.base_fields["format"].initial = "text"
# The title of a picture is mostly the name of its file, and a name says nothing to people who do not see it.
get_image_model().default_alt_text = property(lambda image: image.description)
