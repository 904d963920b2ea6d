"""What editors may do in the back office; granted after every migration, so that a restored database has it too."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

from mitmachstadt.spine.accounts.actions import EDITORS_GROUP

# App, models and verbs; master data are corrected, never deleted, because cases and projects hang on them.
GRANTS = (
    ("content", ("contentpage",), ("add", "change", "delete", "view", "publish")),
    ("city", ("district", "organisation", "topic", "rulerecord"), ("add", "change", "view")),
)


def grant(**kwargs: Any) -> None:
    """Gives the editors' group the door to the back office and the verbs of `GRANTS`; can be repeated."""
    using = str(kwargs.get("using", "default"))
    for app in ("content", "city"):
        create_permissions(apps.get_app_config(app), verbosity=0, using=using)
    door_type, _ = ContentType.objects.using(using).get_or_create(app_label="wagtailadmin", model="admin")
    door, _ = Permission.objects.using(using).get_or_create(
        content_type=door_type, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    group, _ = Group.objects.using(using).get_or_create(name=EDITORS_GROUP)
    wanted = [door]
    for app, models, verbs in GRANTS:
        for model in models:
            kind, _ = ContentType.objects.using(using).get_or_create(app_label=app, model=model)
            # Wagtail adds "publish" of its own at the same moment; whoever comes first makes it.
            wanted += [
                Permission.objects.using(using).get_or_create(
                    content_type=kind, codename=f"{verb}_{model}", defaults={"name": f"Can {verb} {model}"}
                )[0]
                for verb in verbs
            ]
    group.permissions.add(*wanted)
