"""The outbox at the desk: operators see what could not be delivered and send it again."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.accounts.rules import has_role
from mitmachstadt.spine.cases.desk import desk_context, staff_only
from mitmachstadt.spine.notify import actions
from mitmachstadt.spine.notify.delivery import WAITING
from mitmachstadt.spine.notify.models import Mail


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def outbox(request: HttpRequest) -> HttpResponse:
    """`/schreibtisch/post/`: given-up mails (page of 50), and how many wait; POST `mail` sends one again."""
    if not has_role(request.user, Role.OPERATOR):
        raise PermissionDenied
    if request.method == "POST":
        number = request.POST.get("mail", "")
        mail = get_object_or_404(Mail, pk=int(number) if number.isdigit() else 0)
        actions.try_again(mail)
        messages.success(request, gettext("The mail is on its way again."))
        return redirect("notify:outbox")
    failed = Mail.objects.filter(failed_at__isnull=False).order_by("-failed_at")
    context = {
        **desk_context(request),
        "page": Paginator(
            failed.only("id", "to", "subject", "last_error", "failed_at", "tries"), 50
        ).get_page(request.GET.get("seite")),
        "waiting": Mail.objects.filter(WAITING).count(),
        "refused": Mail.objects.filter(WAITING, tries__gt=0).order_by("-next_try_at").first(),
    }
    return render(request, "notify/outbox.html", context)
