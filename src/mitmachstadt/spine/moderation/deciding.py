"""The writers around reports and objections: hand in, decide, and what a decision means for the contribution."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.cases.actions import move, open_case
from mitmachstadt.spine.cases.links import secret_of
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given, find_kind
from mitmachstadt.spine.cases.sender import check_text
from mitmachstadt.spine.moderation import figures
from mitmachstadt.spine.moderation.hiding import bring_back, hidden_state, refuse_strangers
from mitmachstadt.spine.moderation.models import ContentReport, Ground, Hiding, Objection
from mitmachstadt.spine.problems import Problem, Refused

MAX_TEXT = 2000


def text_of(case: Case) -> str:
    """The words of a contribution."""
    kind = find_kind(case.kind)
    return kind.own_text(case) if kind and kind.own_text else ""


def report(
    target: Case, *, ground: str, text: str, by: User | None = None, email: str = "", language: str = "de",
    token: str = "",
) -> tuple[Case, str]:  # fmt: skip
    """Receives a report of a public contribution; returns its case and the secret of the link.

    Raises:
        Refused: no ground, no words, or a contribution that nobody sees.
    """
    problems = []
    if ground not in Ground.values:
        problems.append(Problem("ground", "missing", _("Please choose what is wrong.")))
    if not target.public or target.hidden:
        problems.append(Problem("", "not_public", _("This contribution is no longer shown.")))
    if problems:
        raise Refused(problems)
    check_text(text, MAX_TEXT)

    def attach(case: Case) -> None:
        ContentReport.objects.create(case=case, target=target, ground=ground, text=text.strip())

    return open_case(
        "content_report",
        title=f"{target.number}: {Ground(ground).label}",
        unit=target.unit,
        subject_kind="case",
        subject_id=target.number,
        sender=by,
        email=email,
        language=language,
        submission_key=token,
        sample=target.sample,
        attach=attach,
    )


def open_hiding(target: Case) -> Hiding | None:
    """Why and when it was hidden; None while it is shown."""
    return Hiding.objects.filter(target=target, undone_at__isnull=True).first()


def may_object(target: Case) -> bool:
    """True as long as the author has not objected against the present hiding."""
    hiding = open_hiding(target)
    return target.hidden and hiding is not None and not Objection.objects.filter(hiding=hiding).exists()


def objection_made(target: Case) -> tuple[str, str] | None:
    """Number and secret of the author's objection against the present hiding; None without one."""
    made = Case.objects.filter(objection__hiding=open_hiding(target)).first()
    return (made.number, secret_of(made)) if made else None


ONCE = Problem("", "once", _("You have already objected. The answer to that is final here."))


def object_to(target: Case, text: str, *, token: str = "") -> tuple[Case, str]:
    """The author's one objection; it goes the way of a case, with the author's own address.

    Raises:
        Refused: nothing is hidden, no words, or an objection was made before (also at the same moment).
    """
    hiding = open_hiding(target)
    if not target.hidden or hiding is None:
        raise Refused([Problem("", "not_hidden", _("This contribution is shown."))])
    check_text(text, MAX_TEXT)
    if Objection.objects.filter(hiding=hiding).exists():
        raise Refused([ONCE])

    def attach(case: Case) -> None:
        Objection.objects.create(case=case, hiding=hiding, text=text.strip())

    try:
        with transaction.atomic():
            return open_case(
                "objection",
                title=target.number,
                unit=target.unit,
                subject_kind="case",
                subject_id=target.number,
                sender=target.sender,
                email=target.sender_email,
                confirmed=target.email_confirmed_at is not None,
                language=target.language,
                submission_key=token,
                sample=target.sample,
                attach=attach,
            )
    except IntegrityError:
        # The same author pressed twice: the database let the first one in.
        raise Refused([ONCE]) from None


def after_report(case: Case, *, agreed: bool, reason: str, by: User) -> None:
    """Hides the contribution of a report that is right, with its author told, and answers the other reports of it."""
    target = case.content_report.target
    if agreed and not target.hidden:
        kind = find_kind(target.kind)
        state = hidden_state(kind) if kind else ""
        target.refresh_from_db()
        move(target, state, by=by, expect_version=target.version, given=Given(reason=reason))
    if agreed:
        others = ContentReport.objects.filter(target=target, case__state="received").exclude(case=case)
        for other in others.select_related("case__unit"):
            move(other.case, "agreed", by=by, expect_version=other.case.version, given=Given(reason=reason))
    figures.refresh_later()


def after_objection(case: Case, *, agreed: bool, by: User) -> None:
    """Brings the contribution back to where it stood when the author is right."""
    refuse_strangers(by)
    if agreed:
        bring_back(Hiding.objects.filter(pk=case.objection.hiding_id), by=by, now=timezone.now())
    figures.refresh_later()
