"""The town's own data hold no persons: districts, offices, topics, rules."""

from mitmachstadt.spine.privacy.registry import register

PLACES = "Names and shapes of places and topics."
OFFICES = "Addresses of offices, not of persons; the town publishes them itself."
RULES = "Law, statutes and their sources; what the last import wrote."

register.not_personal("city.District", PLACES, "name", "aliases", "area", "imported")
register.not_personal("city.StatisticalDistrict", PLACES, "name")
register.not_personal("city.Organisation", OFFICES, "name", "role", "email", "phone", "imported")
register.not_personal("city.Topic", PLACES, "name", "name_en", "imported")
register.not_personal("city.RuleRecord", RULES, "data", "source", "imported")
