"""`POST requests`: a report from another app, read strictly, taken once, answered with its number or a token."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mitmachstadt.modules.reports.actions import photos as photo_actions
from mitmachstadt.modules.reports.actions import reports as actions
from mitmachstadt.modules.reports.georeport.answers import Wrong
from mitmachstadt.modules.reports.georeport.asking import check_jurisdiction
from mitmachstadt.modules.reports.georeport.writing import UNSAID
from mitmachstadt.modules.reports.models import ApiKey, Report
from mitmachstadt.modules.reports.models.report import Source
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.queries.keys import key_of, token_for
from mitmachstadt.modules.reports.rules import Category, Reported, ReportRules, emergency_in, may_report
from mitmachstadt.spine.cases.actions import write_event
from mitmachstadt.spine.cases.models import Case, CaseEvent
from mitmachstadt.spine.moderation.limits import too_many
from mitmachstadt.spine.problems import Problem, Refused

ENCODINGS = ("application/x-www-form-urlencoded", "multipart/form-data")
ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,60})\](?:\[\])?")
#: Fields of the form by the parameter that an app sent.
PARAMETERS = {
    "category": "service_code",
    "text": "description",
    "place": "lat, long, address_string",
    "photos": "media",
}
HOUR = 3600


def receive(request: HttpRequest) -> dict[str, Any]:
    """Takes the report in a request; returns what the app is told.

    Raises:
        Wrong: with the status that the specification has for what is wrong; nothing is written then.
    """
    if request.content_type not in ENCODINGS:
        raise Wrong(415, _("Please send it as %(types)s.") % {"types": _(" or ").join(ENCODINGS)})
    try:
        given, files = request.POST, request.FILES
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        limit = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        raise Wrong(413, _("We can take up to %(size)s of text at once.") % {"size": limit}) from None
    except MultiPartParserError:
        raise Wrong(400, _("What you sent can not be read.")) from None
    key = _key(given)
    check_jurisdiction(given)
    code = _text(given, "service_code")
    rules = town.report_rules()
    category = rules.category(code)
    if not code:
        raise Wrong(400, _("service_code is missing."))
    if category is None:
        raise Wrong(404, _("service_code: “%(code)s” is not known here.") % {"code": code[:60]})
    reader = _Reader(given)
    what, email, link = reader.reported(category), reader.email(), reader.link()
    problems = may_report(what, rules, timezone.now())
    if reader.wrong or problems:
        raise Wrong(400, *reader.wrong, *(told(one) for one in problems))
    pictures = [one for name in ("media", "media[]") for one in files.getlist(name)]
    uploads, problems = photo_actions.take(pictures, town.said(category))
    try:
        if problems:
            raise Refused(problems)
        case = _hand_in(what, email, link, uploads, _once(key, given))
    except Refused as refused:
        raise Wrong(400, *(told(one) for one in refused.problems)) from None
    finally:
        # those of a report that was not taken, or that had come already
        photo_actions.drop_unused(uploads)
    return answer_to(*case, rules, what.text)


def _key(given: QueryDict) -> ApiKey:
    secret = _text(given, "api_key")
    key = key_of(secret) if secret else None
    if key is None:
        raise Wrong(403, _("api_key does not hold.") if secret else _("api_key is missing."))
    if too_many("georeport", str(key.pk), limit=key.hourly, seconds=HOUR):
        sentence = _("More than %(most)d reports in an hour. Please try again later.") % {"most": key.hourly}
        raise Wrong(429, sentence, headers={"Retry-After": str(HOUR)})
    return key


def _once(key: ApiKey, given: QueryDict) -> str:
    """The same report of the same device on one day is one report, for apps send again when the network was away."""
    who = [_text(given, name) for name in ("device_id", "account_id", "email")]
    return "\x1f".join(["georeport", str(key.pk), timezone.localdate().isoformat(), *who])


@transaction.atomic
def _hand_in(what: Reported, email: str, link: str, uploads: list[Any], token: str) -> tuple[Case, str]:
    case, secret = actions.hand_in(
        what,
        actions.Reporter(email=email, language=settings.LANGUAGE_CODE),
        photos=uploads,
        token=token,
        via=Source.GEOREPORT,
    )
    note = _("The app names a photo elsewhere. It has not been fetched: %(url)s") % {"url": link}
    if link and not CaseEvent.objects.filter(case=case, kind="note", text=note).exists():
        write_event(case, "note", text=note)
    return case, secret


def answer_to(case: Case, secret: str, rules: ReportRules, text: str) -> dict[str, Any]:
    """The number of a public report, else a token that becomes the number once it is; and what the person should know."""
    emergency = emergency_in(text, rules)
    path = reverse("reports:receipt", args=[case.number, secret])
    seen = Report.objects.public().filter(case=case).exists()
    words = [town.said(emergency)] if emergency else []
    words.append(
        _("Your report has the number %(number)s.") % {"number": case.number}
        if seen
        else _("Your report has the number %(number)s. We read it before everybody can see it.")
        % {"number": case.number}
    )
    words.append(_("What becomes of it: %(url)s") % {"url": f"{settings.BASE_URL}{path}"})
    name, value = ("service_request_id", case.number) if seen else ("token", token_for(case.number))
    return {name: value, "service_notice": " ".join(words), "account_id": None}


def told(problem: Problem) -> str:
    """A problem with the parameter that it belongs to."""
    field = problem.field
    name = f"attribute[{field[2:]}]" if field.startswith("q_") else PARAMETERS.get(field, field)
    return f"{name}: {problem.message}" if name else str(problem.message)


def _text(given: Mapping[str, Any], name: str) -> str:
    return UNSAID.sub("", str(given.get(name, "")).replace("\r\n", "\n")).strip()


class _Reader:
    """Reads the parameters of one report and remembers what is wrong."""

    def __init__(self, given: QueryDict) -> None:
        self.given, self.wrong = given, list[str]()

    def reported(self, category: Category) -> Reported:
        lat, long = self.degrees("lat", 90), self.degrees("long", 180)
        if (lat is None) != (long is None) and not self.wrong:
            self.wrong.append(_("lat, long: only together."))
        label = _text(self.given, "address_string")
        if len(label) > 200:
            self.wrong.append(_("address_string: at most 200 characters."))
        if _text(self.given, "address_id") and lat is None and not label:
            self.wrong.append(
                _("address_id: there are no such numbers here. Please send address_string or lat and long.")
            )
            label = label or "-"
        return Reported(
            category=category.key, text=_text(self.given, "description"), answers=self.answers(category),
            lat=lat, lon=long, label=label,
        )  # fmt: skip

    def degrees(self, name: str, most: int) -> float | None:
        text = _text(self.given, name)
        try:
            found = float(text) if text else None
        except ValueError:
            found = math.nan
        if found is None or abs(found) <= most:
            return found
        self.wrong.append(
            _("%(name)s: degrees as a number with a point, for example 51.5497.") % {"name": name}
        )
        return None

    def answers(self, category: Category) -> dict[str, Any]:
        kinds = {one.key: one.kind for one in category.questions}
        found: dict[str, list[str]] = {}
        for name, values in self.given.lists():
            match = ATTRIBUTE.fullmatch(name)
            words = [UNSAID.sub("", str(one)).strip() for one in values]
            if not match or not any(words):
                continue
            code = match[1]
            if code not in kinds:
                self.wrong.append(_("attribute[%(code)s]: not asked for in this category.") % {"code": code})
                continue
            found.setdefault(code, []).extend(one for one in words if one)
        return {
            code: words if kinds[code] == "many" or len(words) > 1 else words[0]
            for code, words in found.items()
        }

    def email(self) -> str:
        text = _text(self.given, "email")
        try:
            if text:
                validate_email(text)
        except ValidationError:
            self.wrong.append(_("email: this is no e-mail address."))
            return ""
        if len(text) > 254:
            self.wrong.append(_("email: this is no e-mail address."))
        return text

    def link(self) -> str:
        text = _text(self.given, "media_url")
        try:
            if text:
                URLValidator(schemes=["http", "https"])(text)
        except ValidationError:
            self.wrong.append(_("media_url: an address that begins with https://, please."))
        if len(text) > 500:
            self.wrong.append(_("media_url: at most 500 characters."))
        return text
