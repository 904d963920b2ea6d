"""Registers the module under its short label, with its kind of case, its rules and its area at the desk."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DraftsConfig(AppConfig):
    name = "mitmachstadt.modules.drafts"
    label = "drafts"
    default_auto_field = "django.db.models.BigAutoField"
    log_words = {
        "draft_comment.agreements": _("Agreements counted"),
    }

    def ready(self) -> None:
        from mitmachstadt.modules.drafts import cases, landing, rules, samples
        from mitmachstadt.spine.cases.desk import Area, add_area
        from mitmachstadt.spine.city.importing import register_rule_check
        from mitmachstadt.spine.city.samples import register_sample

        cases.register_kind()
        landing.connect()
        register_rule_check("entwuerfe", rules.parse_rules)
        add_area(Area(_("Texts to write together"), "pencil", "/schreibtisch/entwuerfe/"))
        register_sample("Texte", samples.seed, samples.remove, order=87)
