"""The calls of GeoReport v2. Reading needs no key; what is not public does not exist here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from mitmachstadt.modules.reports.georeport import answers, catalogue, reading, writing
from mitmachstadt.modules.reports.georeport import updates as steps
from mitmachstadt.modules.reports.georeport.answers import Wrong
from mitmachstadt.modules.reports.georeport.asking import Question, check_jurisdiction, read_list
from mitmachstadt.modules.reports.georeport.receiving import receive
from mitmachstadt.modules.reports.models import Report
from mitmachstadt.modules.reports.queries import town
from mitmachstadt.modules.reports.queries.keys import number_of
from mitmachstadt.spine.audit.kept import kept
from mitmachstadt.spine.problems import Refused

View = Callable[..., HttpResponseBase]
READING = ("GET", "HEAD", "OPTIONS")
FORMS = ("xml", "json")
#: Longer answers than this are made anew each time: the memory is shared with the pages of the town.
MOST_KEPT = 256 * 1024


def call(*methods: str, forms: tuple[str, ...] = FORMS) -> Callable[[View], View]:
    """A call with its methods and formats, in the town's language; what is wrong is said in the format asked for."""
    allowed = (*READING, *methods)

    def wrap(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, form: str = "", **kwargs: Any) -> HttpResponseBase:
            with translation.override(settings.LANGUAGE_CODE):
                if request.method == "OPTIONS":
                    return answers.preflight(", ".join(allowed))
                known = form if form in forms else _wished(request)
                try:
                    if request.method not in allowed:
                        raise Wrong(
                            405,
                            _("This address takes %(methods)s.") % {"methods": ", ".join(allowed)},
                            headers={"Allow": ", ".join(allowed)},
                        )
                    if form not in forms:
                        raise Wrong(
                            404,
                            _("This format is not known here. Possible are: %(forms)s.")
                            % {"forms": ", ".join(forms)},
                        )
                    check_jurisdiction(request.GET)
                    return view(request, *args, form=form, **kwargs)
                except Wrong as wrong:
                    return answers.error(known, wrong)
                except Refused as refused:
                    return answers.error(known, Wrong(400, *(str(one) for one in refused.problems)))

        return answer

    return wrap


def _wished(request: HttpRequest) -> str:
    """The format of an error where the address names none: what the asker accepts, else XML as the specification has it."""
    return "json" if "json" in request.headers.get("Accept", "") else "xml"


def _told(request: HttpRequest, form: str, root: str, found: Any) -> HttpResponseBase:
    return answers.whole(request, form, answers.packed(writing.text_of(root, found, form)))


@call()
def discovery(request: HttpRequest, form: str) -> HttpResponseBase:
    """`/georeport/v2/discovery.{xml,json}`."""
    return _told(request, form, "discovery", catalogue.discovery())


@call()
def services(request: HttpRequest, form: str) -> HttpResponseBase:
    """`/georeport/v2/services.{xml,json}`: what can be reported today."""
    return _told(request, form, "services", catalogue.services(town.report_rules()))


@call()
def definition(request: HttpRequest, code: str, form: str) -> HttpResponseBase:
    """`/georeport/v2/services/<code>.{xml,json}`: the questions of a category."""
    category = town.report_rules().category(code)
    if category is None:
        raise Wrong(404, _("service_code: “%(code)s” is not known here.") % {"code": code})
    return _told(request, form, "service_definition", catalogue.definition(category))


@call("POST", forms=(*FORMS, "geojson", "csv"))
def requests(request: HttpRequest, form: str) -> HttpResponseBase:
    """`/georeport/v2/requests.{xml,json,geojson,csv}`: the public reports within the filters; POST hands one in."""
    if request.method != "POST":
        return _list(request, read_list(request.GET, timezone.now()), form)
    if form not in FORMS:
        raise Wrong(405, _("Reports are handed in as xml or json."), headers={"Allow": ", ".join(READING)})
    return answers.told(form, "service_requests", [receive(request)])


def _list(request: HttpRequest, question: Question, form: str) -> HttpResponseBase:
    def make() -> tuple[tuple[str, bytes], tuple[tuple[str, str], ...]]:
        rows, last = reading.page(question)
        headers = []
        following = ""
        if last is not None:
            following = f"{settings.BASE_URL}{request.path}?{question.following(last, request.GET)}"
            headers.append(("Link", f'<{following}>; rel="next"'))
        total = None
        if question.counted:
            total = reading.total(question)
            headers += [("X-Total-Count", str(total)), ("X-Page-Size", str(question.size))]
        if question.page:
            headers.append(("X-Page", str(question.page)))
        found = writing.collection(rows, total, following) if form == "geojson" else rows
        return answers.packed(writing.text_of("service_requests", found, form)), tuple(headers)

    key = ("georeport", form, request.path, request.META.get("QUERY_STRING", ""))
    made, headers = kept(key, make, lambda one: len(one[0][1]) <= MOST_KEPT)
    return answers.whole(request, form, made, headers)


@call(forms=(*FORMS, "geojson"))
def single(request: HttpRequest, numbers: str, form: str) -> HttpResponseBase:
    """`/georeport/v2/requests/<number>[,<number>…].{xml,json,geojson}`: these reports, those that are public."""
    query = request.GET.copy()
    query.setlist("service_request_id", [numbers])
    question = read_list(query, timezone.now())
    rows, _last = reading.page(question)
    if not rows:
        raise Wrong(404, _("service_request_id: “%(number)s” is not known here.") % {"number": numbers[:100]})
    found = writing.collection(rows, None, "") if form == "geojson" else rows
    return _told(request, form, "service_requests", found)


@call()
def token(request: HttpRequest, token: str, form: str) -> HttpResponseBase:
    """`/georeport/v2/tokens/<token>.{xml,json}`: the number of a report as soon as it is public; empty before."""
    number = number_of(token)
    if not number:
        raise Wrong(404, _("token: “%(token)s” is not known here.") % {"token": token[:100]})
    seen = Report.objects.public().filter(case__number=number).exists()
    return answers.told(
        form, "service_requests", [{"service_request_id": number if seen else None, "token": token}]
    )


@call()
def updates(request: HttpRequest, form: str) -> HttpResponseBase:
    """`/georeport/v2/servicerequestupdates.{xml,json}`: what happened within the days, or to the reports named."""
    question = read_list(request.GET, timezone.now())
    return _told(request, form, "service_requests_updates", steps.updates(question))


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str) -> HttpResponseBase:
    """Any other address."""
    with translation.override(settings.LANGUAGE_CODE):
        form = rest.rpartition(".")[2] if rest.endswith((".xml", ".json")) else _wished(request)
        address = f"{settings.BASE_URL}/georeport/v2/discovery.xml"
        return answers.error(
            form,
            Wrong(404, _("There is nothing here. Everything begins at %(address)s.") % {"address": address}),
        )
