"""One paragraph with what people say about it: read, comment, agree."""

from __future__ import annotations

import itertools
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from mitmachstadt.modules.drafts import agreeing, comments, queries, rules
from mitmachstadt.modules.drafts.forms import CommentForm
from mitmachstadt.modules.drafts.models import Agreement, Comment, Draft, Paragraph
from mitmachstadt.modules.drafts.views import common
from mitmachstadt.spine.moderation import traps
from mitmachstadt.spine.moderation.trapped import page, stopped
from mitmachstadt.spine.problems import Refused, add_to_form

#: Per ten minutes; a class of 30 in one school shares an address.
PER_ADDRESS = 150


def _paragraph(number: str, key: int) -> tuple[Draft, Paragraph]:
    draft = common.draft_or_404(number)
    # A key is a small number; a larger one is no key of anything and no number for the database.
    found = queries.paragraph_at(draft, key) if key < 2**31 else None
    if found is None:
        raise Http404
    return draft, found


@require_safe
def paragraph(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """`/entwuerfe/<number>/absatz/<key>/`: the paragraph, how it changed, and what people say about it."""
    draft, found = _paragraph(number, key)
    newest = queries.newest(draft)
    person = common.person_of(request)
    rows = list(queries.comments_on(draft, key))
    agreed: set[int] = set()
    if person is not None:
        mine = Agreement.objects.filter(user=person, comment__in=rows)
        agreed = set(mine.values_list("comment_id", flat=True))
    history = list(
        Paragraph.objects.filter(version__draft=draft, key=key, version__published_at__isnull=False)
        .select_related("version")
        .order_by("version__number")
    )
    changes = [
        {"version": after.version, "parts": rules.differences(before.text, after.text)}
        for before, after in itertools.pairwise(history)
        if before.text != after.text
    ]
    around = list(newest.paragraphs.values_list("key", flat=True)) if newest else []
    place = around.index(key) if key in around else -1
    context = {
        "draft": draft,
        "paragraph": found,
        "removed": newest is not None and found.version_id != newest.pk,
        "rows": [common.comment_row(one, agreed) for one in rows],
        "changes": changes,
        "because": queries.because_of(found.version).get(key),
        "before": around[place - 1] if place > 0 else None,
        "after": around[place + 1] if 0 <= place < len(around) - 1 else None,
        "open": not rules.comment_problems(queries.window_of(draft), timezone.localdate()),
        "agreeable": draft.state == "published",
        "chip": common.chip_of(draft, timezone.localdate()),
        "here": reverse("drafts:paragraph", args=[draft.number, key]),
    }
    return render(request, "drafts/paragraph.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, number: str, key: int) -> HttpResponse:
    """`/entwuerfe/<number>/absatz/<key>/anmerkung/`: the form; a good one leads to the case's own page."""
    draft, found = _paragraph(number, key)
    newest = queries.newest(draft)
    context = {"draft": draft, "paragraph": found}
    closed = rules.comment_problems(queries.window_of(draft), timezone.localdate())
    if closed or newest is None or found.version_id != newest.pk:
        return render(request, "drafts/closed.html", context)
    person = common.person_of(request)
    start = {"email": person.email if person else "", "wording": found.text if request.GET.get("neu") else ""}
    form = CommentForm(request.POST) if request.method == "POST" else CommentForm(initial=start)
    if form.is_valid() and not stopped(request, form, "draft-comment", limit=PER_ADDRESS):
        data = form.cleaned_data
        try:
            case, secret = comments.hand_in(
                found,
                data["text"],
                wording=data["wording"],
                name=data["name"],
                user=person,
                email=data["email"],
                language=get_language() or "de",
                token=traps.read_token(data["form_token"]) or "",
            )
        except Refused as refused:
            add_to_form(form, refused)
        else:
            return redirect("cases:sender", number=case.number, secret=secret)
    return page(request, "drafts/comment.html", form, context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, number: str, comment: str) -> HttpResponse:
    """`/entwuerfe/<number>/zustimmen/<comment>/`: agrees, or takes it back; whoever is not signed in signs in first."""
    draft = common.draft_or_404(number)
    found: Comment | None = (
        Comment.objects.public()
        .filter(case__number=comment.replace("\0", ""), paragraph__version__draft=draft)
        .select_related("case", "paragraph__version__draft")
        .first()
    )
    if found is None:
        raise Http404
    place = f"{reverse('drafts:paragraph', args=[draft.number, found.paragraph.key])}#{found.case.number}"
    person = common.person_of(request)
    if person is None:
        here = reverse("drafts:agree", args=[draft.number, found.case.number])
        return redirect(f"{reverse('account_login')}?{urlencode({'next': here})}")
    if request.method == "POST":
        try:
            if request.POST.get("was") == "back":
                agreeing.take_back(found, person)
                messages.success(request, _("Taken back."))
            else:
                agreeing.agree(found, person)
                messages.success(request, _("You agree."))
        except Refused as refused:
            messages.error(request, str(refused))
        return redirect(place)
    context = {"draft": draft, "comment": found, "place": place}
    return render(request, "drafts/agree.html", context)
