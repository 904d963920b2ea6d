"""Pages of following: choose, confirm, change, stop; everything works without an account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.moderation.limits import client_address, too_many
from mitmachstadt.spine.notify import actions, targets
from mitmachstadt.spine.notify.forms import FollowForm, FrequencyForm
from mitmachstadt.spine.notify.models import Subscription
from mitmachstadt.spine.problems import Refused, add_to_form

HOUR = 3600
PER_ADDRESS, PER_PLACE = 6, 60


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """`/folgen/?art=district&ziel=ickern`: the form for one thing; without a thing the choice of things.

    Something that the public may not see is a 404, like something that does not exist.
    """
    given = request.POST if request.method == "POST" else request.GET
    kind, wanted = given.get("art", ""), given.get("ziel", "")
    if not kind:
        return choose(request)
    target = targets.resolve(kind, wanted)
    if target is None:
        if kind == "search":
            return choose(request, gettext("Please give a word with at least three letters."))
        raise Http404
    if isinstance(request.user, User):
        return follow_signed_in(request, request.user, target)
    form = FollowForm(request.POST or None)
    if target.kind == "newsletter":
        form.without_frequency()
    if request.method == "POST" and form.is_valid():
        return start(request, form, target)
    return form_page(request, form, target)


def form_page(
    request: HttpRequest, form: FrequencyForm, target: targets.Target, row: Subscription | None = None
) -> HttpResponse:
    """The form for one thing, with 422 when something in it has to be mended."""
    device = settings.PUSH_PUBLIC_KEY if target.kind not in ("search", "newsletter") else ""
    context = {"form": form, "target": target, "row": row, "push_key": device}
    return render(request, "notify/follow.html", context, status=422 if form.errors else 200)


def start(request: HttpRequest, form: FollowForm, target: targets.Target) -> HttpResponse:
    """Sends the confirmation; the answer is the same whether or not the address is known."""
    email = form.cleaned_data["email"]
    if too_many("follow.place", client_address(request), limit=PER_PLACE, seconds=HOUR):
        form.add_error(None, gettext("That was a lot at once. Please try again in an hour."))
        return form_page(request, form, target)
    # A flood to one address stops silently, so that nobody can learn who follows what.
    flooded = too_many("follow.address", email, limit=PER_ADDRESS, seconds=HOUR)
    if not flooded and not form.cleaned_data["website"]:
        try:
            frequency, language = form.cleaned_data.get("frequency", "now"), get_language() or "de"
            actions.follow(target, email=email, frequency=frequency, language=language)
        except Refused as refused:
            add_to_form(form, refused)
            return form_page(request, form, target)
    return render(request, "notify/sent.html", {"email": email, "target": target})


def follow_signed_in(request: HttpRequest, user: User, target: targets.Target) -> HttpResponse:
    """Follows at once; the account's address is proven already."""
    row = Subscription.objects.filter(
        email=user.email, target_kind=target.kind, target=target.target, confirmed_at__isnull=False
    ).first()
    form = FrequencyForm(request.POST or None, initial={"frequency": row.frequency if row else "now"})
    if target.kind == "newsletter":
        form.without_frequency()
    if request.method == "POST" and "aufhoeren" in request.POST:
        if row:
            actions.unfollow(row)
        messages.success(request, gettext("You no longer follow: %(label)s.") % {"label": target.label})
        return redirect(target.path or "/meins/")
    if request.method == "POST" and form.is_valid():
        frequency, language = form.cleaned_data.get("frequency", "now"), get_language() or "de"
        actions.follow(target, user=user, frequency=frequency, language=language)
        messages.success(request, gettext("You follow now: %(label)s.") % {"label": target.label})
        return redirect(target.path or "/meins/")
    return form_page(request, form, target, row)


def choose(request: HttpRequest, problem: str = "") -> HttpResponse:
    """What can be followed: districts, topics, or words."""
    context = {
        "districts": District.objects.only("slug", "name"),
        "topics": Topic.objects.all(),
        "english": get_language() == "en",
        "problem": problem,
        "words": request.GET.get("ziel", "")[:100],
    }
    return render(request, "notify/choose.html", context, status=422 if problem else 200)


def of_token(token: str) -> Subscription | None:
    """The subscription whose secret this is."""
    return Subscription.objects.filter(token=token).select_related("user").first()


def gone(request: HttpRequest) -> HttpResponse:
    """A link whose subscription ended: 404 with a way on."""
    return render(request, "notify/gone.html", status=404)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """`/folgen/bestaetigen/<token>/`: a button, because mail programs open links by themselves."""
    row = of_token(token)
    if row is None:
        return gone(request)
    if request.method == "POST":
        actions.confirm(row)
        messages.success(request, gettext("You follow now: %(label)s.") % {"label": row.label})
        return redirect("notify:manage", token)
    if row.confirmed_at:
        return redirect("notify:manage", token)
    return render(request, "notify/confirm.html", {"row": row})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """`/folgen/verwalten/<token>/`: everything this address follows, with frequency and an end for each."""
    row = of_token(token)
    if row is None:
        return gone(request)
    rows = Subscription.objects.filter(email=row.email, confirmed_at__isnull=False).order_by("label")
    if request.method == "POST":
        back = "/meins/" if request.POST.get("weiter") == "meins" else ""
        return change(request, row, list(rows), back)
    return render(request, "notify/manage.html", {"row": row, "rows": rows, "token": token})


def change(request: HttpRequest, row: Subscription, rows: list[Subscription], back: str) -> HttpResponse:
    """Carries out one press on the manage page and shows it again, or says goodbye when nothing is left."""
    chosen = next((r for r in rows if str(r.pk) == request.POST.get("folge")), None)
    if "alles" in request.POST:
        for each in rows:
            actions.unfollow(each)
        return redirect(back) if back else render(request, "notify/stopped.html", {"all": True})
    if chosen is None:
        raise Http404
    if "aufhoeren" in request.POST:
        label = chosen.label
        actions.unfollow(chosen)
        messages.success(request, gettext("You no longer follow: %(label)s.") % {"label": label})
        rest = [r for r in rows if r.pk != chosen.pk]
        if not rest and not back:
            return render(request, "notify/stopped.html", {"all": True})
        return redirect(back or reverse("notify:manage", args=[row.token if row in rest else rest[0].token]))
    try:
        actions.set_frequency(chosen, request.POST.get("frequency", ""))
        messages.success(request, gettext("Saved."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(back or reverse("notify:manage", args=[row.token]))


@csrf_exempt  # mail programs press this button for people (RFC 8058); the secret in the address is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str, everything: bool = False) -> HttpResponse:
    """`/folgen/abmelden/<token>/`: ends one subscription, or all of the address; pressing twice is no
    mistake."""
    row = of_token(token)
    if request.method != "POST":
        return (
            render(request, "notify/unsubscribe.html", {"row": row, "all": everything})
            if row
            else gone(request)
        )
    if row:
        for each in Subscription.objects.filter(email=row.email) if everything else [row]:
            actions.unfollow(each)
    return render(request, "notify/stopped.html", {"label": row.label if row else "", "all": everything})
