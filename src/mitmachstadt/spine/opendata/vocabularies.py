"""The controlled words of the open data world, so that a typing mistake in a dataset fails at start."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# http://publications.europa.eu/resource/authority/data-theme
THEMES: dict[str, Promise] = {
    "AGRI": _("Agriculture, fisheries, forestry and food"),
    "ECON": _("Economy and finance"),
    "EDUC": _("Education, culture and sport"),
    "ENER": _("Energy"),
    "ENVI": _("Environment"),
    "GOVE": _("Government and public sector"),
    "HEAL": _("Health"),
    "INTR": _("International issues"),
    "JUST": _("Justice, legal system and public safety"),
    "REGI": _("Regions and cities"),
    "SOCI": _("Population and society"),
    "TECH": _("Science and technology"),
    "TRAN": _("Transport"),
}
THEME_BASE = "http://publications.europa.eu/resource/authority/data-theme/"

# http://publications.europa.eu/resource/authority/frequency
FREQUENCIES: dict[str, Promise] = {
    "CONT": _("at every change"),
    "DAILY": _("daily"),
    "WEEKLY": _("weekly"),
    "MONTHLY": _("monthly"),
    "QUARTERLY": _("quarterly"),
    "ANNUAL": _("yearly"),
    "IRREG": _("when something changes"),
    "NEVER": _("no more changes"),
}
FREQUENCY_BASE = "http://publications.europa.eu/resource/authority/frequency/"

# The list of licences of DCAT-AP.de, http://dcat-ap.de/def/licenses/: URI -> (name, text of the licence)
DL_BY = "http://dcat-ap.de/def/licenses/dl-by-de/2.0"
DL_ZERO = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"
CC_BY = "http://dcat-ap.de/def/licenses/cc-by/4.0"
CC_ZERO = "http://dcat-ap.de/def/licenses/cc-zero"
ODBL = "http://dcat-ap.de/def/licenses/odbl"
LICENCES: dict[str, tuple[str, str]] = {
    DL_BY: ("Datenlizenz Deutschland – Namensnennung – Version 2.0", "https://www.govdata.de/dl-de/by-2-0"),
    DL_ZERO: ("Datenlizenz Deutschland – Zero – Version 2.0", "https://www.govdata.de/dl-de/zero-2-0"),
    CC_BY: ("Creative Commons Namensnennung 4.0", "https://creativecommons.org/licenses/by/4.0/deed.de"),
    CC_ZERO: ("Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/deed.de"),
    ODBL: ("Open Data Commons Open Database License", "https://opendatacommons.org/licenses/odbl/"),
}

# Kinds of value a field may hold: kind -> (word for people, JSON schema of the value)
KINDS: dict[str, tuple[Promise, dict[str, object]]] = {
    "text": (pgettext_lazy("kind of value", "text"), {"type": "string"}),
    "integer": (pgettext_lazy("kind of value", "whole number"), {"type": "integer"}),
    "number": (pgettext_lazy("kind of value", "number"), {"type": "number"}),
    "date": (pgettext_lazy("kind of value", "date"), {"type": "string", "format": "date"}),
    "datetime": (pgettext_lazy("kind of value", "date and time"), {"type": "string", "format": "date-time"}),
    "boolean": (pgettext_lazy("kind of value", "yes or no"), {"type": "boolean"}),
    "url": (pgettext_lazy("kind of value", "web address"), {"type": "string", "format": "uri"}),
    "list": (pgettext_lazy("kind of value", "list of texts"), {"type": "array", "items": {"type": "string"}}),
}
