"""Pages of comments: a whole talk, one thread by the number of a comment, changing, former words, and what one keeps."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.asked import number as number_of
from mitmachstadt.spine.asked import word
from mitmachstadt.spine.cases import sender
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation.trapped import stopped
from mitmachstadt.spine.problems import Refused, add_to_form
from mitmachstadt.spine.talk import actions, queries, showing
from mitmachstadt.spine.talk.forms import ChangeForm
from mitmachstadt.spine.talk.models import Comment
from mitmachstadt.spine.talk.registry import subject_of
from mitmachstadt.spine.talk.rules import may_edit
from mitmachstadt.spine.talk.telling import SALT
from mitmachstadt.spine.talk.town import talk_rules
from mitmachstadt.spine.ui.gone import LinkGone


def _about(number: str) -> Case:
    about = queries.about_of(number)
    if about is None or subject_of(about) is None:
        raise Http404
    return about


def _comment(number: str) -> Comment:
    comment = queries.public_comment(number)
    if comment is None:
        raise Http404
    return comment


def _own(request: HttpRequest, number: str) -> Comment:
    found: Comment | None = (
        Comment.objects.filter(
            case__number=number, author=request.user.pk, case__state__in=("received", "shown")
        )
        .select_related("case__unit", "about")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _back(request: HttpRequest, usual: str, anchor: str = "") -> HttpResponse:
    """To the page the button stood on, else to the usual one; never to another site."""
    asked = word(request.POST, "weiter", 300)
    fits = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return redirect((asked if fits else usual) + (f"#{anchor}" if anchor else ""))


@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest, number: str) -> HttpResponse:
    """`/gespraech/<number>/`: all comments on something; a post adds one."""
    about = _about(number)
    if request.method == "POST":
        return _post(request, about)
    context = showing.whole(request, about)
    response = render(request, "talk/talk.html", context)
    if request.GET:
        response["X-Robots-Tag"] = "noindex"
    return response


def _post(request: HttpRequest, about: Case) -> HttpResponse:
    parent = _parent(request, about)
    back = (
        reverse("talk:comment", args=[parent.case.number])
        if parent
        else reverse("talk:talk", args=[about.number])
    )
    if not isinstance(request.user, User):
        return redirect(f"{reverse('account_login')}?next={quote(back)}")
    form = showing.form_for(request.user, about, request.POST)
    if form.is_valid() and not stopped(request, form, "talk.post", limit=talk_rules().per_address):
        data = form.cleaned_data
        words = actions.Words(
            text=data["text"].replace("\r\n", "\n"), stance=data["stance"], name=data["name"], parent=parent,
            official=bool(data.get("official")),
        )  # fmt: skip
        try:
            made = actions.post(about, request.user, words, token=data["form_token"][:64])
        except Refused as refused:
            add_to_form(form, refused)
        else:
            return _posted(request, made)
    subject = subject_of(about)
    context = {
        **showing.form_context(form), "about": about, "about_path": subject.path_of(about) if subject else "",
        "parent": parent, "back": back, "is_open": True,
    }  # fmt: skip
    many = any(error.code == "too_many" for error in form.non_field_errors().as_data())
    return render(request, "talk/form.html", context, status=429 if many else 422)


def _parent(request: HttpRequest, about: Case) -> Comment | None:
    number = word(request.POST, "antwort_auf", 20)
    if not number:
        return None
    parent = _comment(number)
    if parent.about_id != about.pk:
        raise Http404
    return parent.parent or parent


def _posted(request: HttpRequest, made: Comment) -> HttpResponse:
    """A small receipt, on which the device forgets its draft."""
    return redirect("talk:receipt", made.case.number)


@never_cache
@login_required
@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """`/kommentar/<number>/angekommen/`: that it is there, or that somebody looks at it first."""
    comment = _own(request, number)
    head = comment.parent or comment
    context = {
        "comment": comment, "about": comment.about, "head": head, "minutes": talk_rules().edit_minutes,
        "shown": comment.case.state == "shown", "number": head.case.number,
        "draft": f"kommentar-{head.case.number if comment.parent else comment.about.number}",
    }  # fmt: skip
    return render(request, "talk/receipt.html", context)


@require_safe
def comment(request: HttpRequest, number: str) -> HttpResponse:
    """`/kommentar/<number>/`: the thread in which it stands, with all answers; this address never moves."""
    one = _comment(number)
    head = one.parent or one
    context = showing.thread(request, one.about, head.pk)
    if context is None:
        raise Http404
    response = render(request, "talk/thread.html", {**context, "comment": one, "head": head})
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_POST
@login_required
def helpful(request: HttpRequest, number: str) -> HttpResponse:
    """`/kommentar/<number>/hilfreich/`: sets the mark, or takes it back with `hilfreich=0`."""
    one = _comment(number)
    try:
        actions.mark(one, _user(request), helpful=request.POST.get("hilfreich") != "0")
    except Refused as refused:
        messages.error(request, str(refused))
    return _back(request, reverse("talk:comment", args=[number]), number)


@never_cache
@require_POST
@login_required
def mute(request: HttpRequest, number: str) -> HttpResponse:
    """`/kommentar/<number>/ausblenden/`: hides whoever wrote it from the reader, or shows them with `ausblenden=0`."""
    one = _comment(number)
    if one.author is None:
        messages.info(request, _("Nobody knows any more who wrote this."))
        return _back(request, reverse("talk:comment", args=[number]), number)
    on = request.POST.get("ausblenden") != "0"
    actions.mute(_user(request), one.author, on=on)
    said = _("You no longer see comments of %(name)s.") if on else _("You see comments of %(name)s again.")
    messages.success(request, said % {"name": one.name})
    return _back(request, reverse("talk:comment", args=[number]), number)


@never_cache
@require_POST
@login_required
def quiet(request: HttpRequest, number: str) -> HttpResponse:
    """`/gespraech/<number>/ruhe/`: no mails about this talk, or again with `ruhe=0`."""
    about, on = _about(number), request.POST.get("ruhe") != "0"
    actions.be_quiet(_user(request), about, on=on)
    messages.success(
        request, _("You get no mails about these comments.") if on else _("You get mails again.")
    )
    return _back(request, reverse("talk:talk", args=[number]))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quiet_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """`/gespraech/ruhe/<token>/`: the link of a mail; a press stops mails about this talk, mail programs press by themselves."""
    try:
        person, case = Signer(salt=SALT).unsign(token).split(".")
    except (BadSignature, ValueError):
        raise LinkGone from None
    user, about = (
        User.objects.filter(pk=number_of(person)).first(),
        Case.objects.filter(pk=number_of(case)).first(),
    )
    if user is None or about is None:
        raise LinkGone
    if request.method == "POST":
        actions.be_quiet(user, about, on=True)
    return render(request, "talk/quiet.html", {"about": about, "done": request.method == "POST"})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: str) -> HttpResponse:
    """`/kommentar/<number>/aendern/`: other words while there is time, and deleting at any time."""
    one, rules = _own(request, number), talk_rules()
    if request.method == "POST" and request.POST.get("was") == "delete":
        return _deleted(request, one)
    in_time = may_edit(one.at, timezone.now(), rules.edit_minutes)
    form = ChangeForm(
        request.POST if request.method == "POST" else None, most=rules.most,
        initial={"text": one.text, "revision": one.revision},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            now = actions.change(
                one, _user(request), form.cleaned_data["text"].replace("\r\n", "\n"),
                expect_revision=form.cleaned_data["revision"],
            )  # fmt: skip
        except Refused as refused:
            add_to_form(form, refused)
        else:
            messages.success(request, _("Your new words are kept."))
            if now.case.state != "shown":
                return redirect("talk:receipt", number)
            return redirect("talk:comment", number)
    context = {
        "comment": one,
        "form": form,
        "in_time": in_time,
        "minutes": rules.edit_minutes,
        "about": one.about,
    }
    return render(request, "talk/change.html", context, status=422 if form.errors else 200)


def _deleted(request: HttpRequest, one: Comment) -> HttpResponse:
    try:
        sender.withdraw(one.case, expect_version=one.case.version)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("talk:change", one.case.number)
    messages.success(request, _("Your comment is deleted."))
    return redirect("talk:talk", one.about.number)


@require_safe
def wordings(request: HttpRequest, number: str) -> HttpResponse:
    """`/kommentar/<number>/fassungen/`: what a comment said before it was changed."""
    one = _comment(number)
    if one.edited_at is None:
        raise Http404
    found = queries.wordings(one)
    response = render(
        request, "talk/wordings.html", {"comment": one, "about": one.about, "wordings": found[::-1]}
    )
    response["X-Robots-Tag"] = "noindex"
    return response
