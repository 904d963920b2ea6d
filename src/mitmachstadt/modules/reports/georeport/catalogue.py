"""What can be reported, with the questions of each category, and the document with which every client begins."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from mitmachstadt.modules.reports.queries.town import said
from mitmachstadt.modules.reports.rules import Category, Question, ReportRules

#: Changes when an address or a field of the interface does.
CHANGESET = "2026-11-27T22:00:00+01:00"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
DATATYPES = {
    "text": "string", "number": "number", "datetime": "datetime", "one": "singlevaluelist", "many": "multivaluelist",
}  # fmt: skip


def discovery() -> dict[str, Any]:
    """Where the interface is, what it speaks, and how one gets a key."""
    contact = settings.TOWN["contact"]
    return {
        "changeset": CHANGESET,
        "contact": f"{contact['office']}, {contact['email']}",
        "key_service": _("Reading needs no key. For a key to hand in reports, please write to %(email)s.")
        % {"email": contact["email"]},
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{settings.BASE_URL}/georeport/v2",
                "changeset": CHANGESET,
                "type": "production" if settings.MODE == "production" else "test",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


def services(rules: ReportRules) -> list[dict[str, Any]]:
    """All categories of today."""
    groups = {one.key: said(one) for one in rules.groups}
    return [
        {
            "service_code": one.key,
            "service_name": said(one),
            "description": one.hint or one.elsewhere or said(one),
            "metadata": bool(one.questions),
            "type": "realtime",
            "keywords": ",".join(one.words),
            "group": groups[one.group],
        }
        for one in rules.categories
    ]


def definition(category: Category) -> dict[str, Any]:
    """The questions of a category; a category without any has an empty list."""
    return {
        "service_code": category.key,
        "attributes": [attribute(one, order) for order, one in enumerate(category.questions, 1)],
    }


def attribute(question: Question, order: int) -> dict[str, Any]:
    """One question; `values` only where there is something to choose from."""
    found = {
        "variable": True,
        "code": question.key,
        "datatype": DATATYPES[question.kind],
        "required": question.required,
        "datatype_description": None,
        "order": order,
        "description": said(question),
    }
    if question.kind in ("one", "many"):
        found["values"] = [{"key": one.key, "name": said(one)} for one in question.choices]
    return found
