"""The only writers of a proposal's words after it was handed in: rewritten, added below, looked at again, hidden.

Votes are given on words. Both are therefore written under the same lock, the row of the proposal, and a vote names the
version it was given on (`actions.voting.cast`).
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from mitmachstadt.modules.proposals.actions import telling
from mitmachstadt.modules.proposals.actions.finding import index
from mitmachstadt.modules.proposals.models import Proposal, Version
from mitmachstadt.modules.proposals.queries import writers
from mitmachstadt.modules.proposals.rules import MAX_TITLE, addition_problems, writing_problems
from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.audit.actions import record
from mitmachstadt.spine.cases.actions import move, write_event
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.moderation.points import rejudge
from mitmachstadt.spine.moderation.rules import private_details
from mitmachstadt.spine.problems import Problem, Refused, refuse_if


def locked(case_id: int) -> Proposal:
    """The row of the proposal, held until the end of the transaction, with its case as it stands now.

    The case first, as every step of a case does it, so that two writers never wait for each other.
    """
    Case.objects.select_for_update().get(pk=case_id)
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("case__unit", "district", "topic")
    found: Proposal = rows.get(case_id=case_id)
    return found


def _ask(row: Proposal, way: str, expect_revision: int | None) -> None:
    if expect_revision is not None and row.revision != expect_revision:
        words = _(
            "The proposal has changed meanwhile. Please look at it again; your words still stand below."
        )
        raise Refused([Problem("", "stale", words)])
    if row.case.hidden or writers.way_now(row, timezone.localdate()) != way:
        words = _("Votes have been given on these words. They stay as they are; you can only add something.")
        late = _("These words can no longer be changed.")
        raise Refused([Problem("", "too_late", words if way == "rewrite" and row.case.public else late)])


@transaction.atomic
def rewrite(
    case: Case, title: str, text: str, *, by: User | None, expect_revision: int | None = None
) -> Proposal:
    """Gives the proposal another name and text; the former ones stay readable once they were public.

    `by` is the account that writes, None for whoever holds the secret link. The same words once more change nothing.
    What looks like advertising or holds private details goes back to the desk before anybody reads it.

    Raises:
        Refused: too late, changed meanwhile (code "stale"), or words that can not be.
    """
    row = locked(case.pk)
    title, text = " ".join(title.split()), text.replace("\r\n", "\n").strip()
    if (title, text) == (row.title, row.text):
        return row
    _ask(row, "rewrite", expect_revision)
    refuse_if(writing_problems(title, text, ""))
    before = writers.whole_text(row)
    _keep_first(row)
    row.title, row.text = title, text
    _write(row, before, by=by)
    return row


@transaction.atomic
def add(case: Case, addition: str, *, by: User | None, expect_revision: int | None = None) -> Proposal:
    """Adds words below the text, with their day and the votes that stood then; else as `rewrite`."""
    row = locked(case.pk)
    _ask(row, "add", expect_revision)
    refuse_if(addition_problems(addition))
    before = writers.whole_text(row)
    _keep_first(row)
    _write(row, before, by=by, addition=addition.replace("\r\n", "\n").strip())
    return row


def change_text(case: Case, text: str) -> None:
    """The sender's link replaces the text while it lies at the desk; the page of cases writes the line of the course."""
    row = locked(case.pk)
    _ask(row, "rewrite", None)
    refuse_if([one for one in writing_problems(row.title, text, "") if one.field == "text"])
    row.text = text.replace("\r\n", "\n").strip()
    _keep(row, "", timezone.now())
    rejudge(case, writers.whole_text(row))


def _keep(row: Proposal, addition: str, now: Any) -> Version | None:
    version = _version(row, addition, now)
    row.updated_at, row.revision = now, row.revision + 1
    row.save(update_fields=["title", "text", "updated_at", "revision"])
    row.case.title = row.title[:MAX_TITLE]
    Case.objects.filter(pk=row.case_id).update(title=row.case.title)
    return version


def _write(row: Proposal, before: str, *, by: User | None, addition: str = "") -> None:
    """Keeps a version, asks whether somebody has to look at it first, and tells those who write along."""
    now, case = timezone.now(), row.case
    version = _keep(row, addition, now)
    write_event(case, "words_added" if addition else "words_changed", public=True)
    record("proposal.add_words" if addition else "proposal.change_words", case, by=by, sample=case.sample)
    after = writers.whole_text(row)
    judgement = rejudge(case, after)
    fresh = {one.text for one in private_details(after)} - {one.text for one in private_details(before)}
    if case.state != "received":
        if version is None or (judgement and judgement.held) or fresh:
            row.case = move(case, "received", by=None, expect_version=case.version, as_house=True)
        else:
            _show(row, version, now)
    telling.of_words(row, by=by, addition=bool(addition))
    index([row])


def _keep_first(row: Proposal) -> None:
    """What came public in another way than by a release, from a former system, has its first version too."""
    if row.released_at and not Version.objects.filter(proposal=row).exists():
        _show(row, _create(row, 1, title=row.title, text=row.text, made_at=row.released_at), row.released_at)


def _version(row: Proposal, addition: str, now: Any) -> Version | None:
    """The version that holds these words; None for a proposal that was never public, whose words simply change."""
    newest = Version.objects.filter(proposal=row).order_by("-number").first()
    if newest is None:
        return None
    values: dict[str, Any] = {
        "title": row.title, "text": row.text, "addition": addition, "made_at": now, "up": row.up, "down": row.down,
    }  # fmt: skip
    if newest.shown_at is None and newest.hidden_at is None and not addition:
        # nobody outside has read it, so it is the same version with other words
        Version.objects.filter(pk=newest.pk).update(**values)
        newest.refresh_from_db()
        return newest
    return _create(row, newest.number + 1, **values)


def _create(row: Proposal, number: int, **values: Any) -> Version:
    name = f"{row.case.number}.{number}"
    made: Version = Version.objects.create(proposal=row, name=name, number=number, **values)
    return made


def _show(row: Proposal, version: Version, now: Any) -> None:
    version.shown_at = now
    version.save(update_fields=["shown_at"])
    row.words = version.number
    row.save(update_fields=["words"])


def show_released(row: Proposal, *, without_newest: bool = False) -> None:
    """What the desk releases is public from now on; called under the lock, inside the release.

    `without_newest`: the words that wait are left out, and the former ones stand again.
    """
    now = timezone.now()
    newest = Version.objects.filter(proposal=row).order_by("-number").first()
    if newest is not None and without_newest and newest.shown_at is None:
        _leave_out(row, newest, now)
        return
    if newest is None or (newest.shown_at and (newest.title, newest.text) != (row.title, row.text)):
        number = newest.number + 1 if newest else 1
        newest = _create(row, number, title=row.title, text=row.text, up=row.up, down=row.down)
    elif newest.hidden_at is not None and newest.shown_at is not None:
        # looked at again and found right
        Version.objects.filter(pk=newest.pk).update(hidden_at=None, hidden_reason="")
    if newest.shown_at is None and newest.hidden_at is None:
        _show(row, newest, now)


def _leave_out(row: Proposal, newest: Version, now: Any) -> None:
    reason = _t("Left out when it was checked.")
    Version.objects.filter(pk=newest.pk).update(hidden_at=now, hidden_reason=reason)
    former = Version.objects.shown().filter(proposal=row).order_by("-number").first()
    if former is not None:
        row.title, row.text = former.title, former.text
        row.save(update_fields=["title", "text"])
        Case.objects.filter(pk=row.case_id).update(title=row.title[:MAX_TITLE])


def looked_at_again(row: Proposal, reason: str) -> None:
    """A hidden proposal goes back to the desk: the words for which it was hidden stay hidden unless they are released."""
    newest = Version.objects.filter(proposal=row).order_by("-number").first()
    if newest is not None and newest.shown_at is not None and newest.hidden_at is None:
        why = reason[:500] or _t("Hidden")
        Version.objects.filter(pk=newest.pk).update(hidden_at=timezone.now(), hidden_reason=why)


def waiting(proposal: Proposal) -> Version | None:
    """Words that were changed after the release and wait for a look, None where there are none."""
    newest = Version.objects.filter(proposal=proposal).order_by("-number").first()
    return newest if newest is not None and newest.shown_at is None and newest.hidden_at is None else None


@transaction.atomic
def hide_version(proposal: Proposal, number: int, reason: str, *, by: User) -> None:
    """Takes the words of a former version, or an addition, out of everybody's sight; the reason stands in their place.

    Raises:
        Refused: no such version, no reason, or the words that stand now (then the proposal itself is hidden).
    """
    row = locked(proposal.case_id)
    found = Version.objects.filter(proposal=row, number=number, hidden_at=None).first()
    problems = []
    if found is None:
        problems.append(Problem("", "gone", _("There is no such version to be seen.")))
    elif not found.addition and (found.title, found.text) == (row.title, row.text):
        words = _("These words stand on the page now. Hide the proposal instead.")
        problems.append(Problem("", "current", words))
    if len(" ".join(reason.split())) < 10:
        problems.append(Problem("reason", "missing", _("Please say in a sentence why.")))
    refuse_if(problems)
    Version.objects.filter(proposal=row, number=number).update(
        hidden_at=timezone.now(), hidden_reason=" ".join(reason.split())[:500]
    )
    _changed(row, "proposal.hide_version", by, reason)


@transaction.atomic
def show_version(proposal: Proposal, number: int, *, by: User) -> None:
    """Takes the hiding of a version back."""
    row = locked(proposal.case_id)
    rows = Version.objects.shown().filter(proposal=row, number=number, hidden_at__isnull=False)
    if not rows.update(hidden_at=None, hidden_reason=""):
        raise Refused([Problem("", "gone", _("There is no such version to be seen."))])
    _changed(row, "proposal.show_version", by, "")


@transaction.atomic
def set_easy_text(proposal: Proposal, text: str, *, by: User, expect_revision: int) -> Proposal:
    """Keeps what the proposal says in plain language, for the words that stand now; "" takes it away.

    Raises:
        Refused: longer than a text may be, or changed meanwhile.
    """
    row = locked(proposal.case_id)
    if row.revision != expect_revision:
        words = _(
            "The proposal has changed meanwhile. Please look at it again; your words still stand below."
        )
        raise Refused([Problem("", "stale", words)])
    text = text.replace("\r\n", "\n").strip()
    refuse_if([one for one in writing_problems("x", text or "x" * 20, "") if one.code == "too_long"])
    row.easy_text, row.easy_words = text, row.words if text else 0
    row.save(update_fields=["easy_text", "easy_words"])
    _changed(row, "proposal.easy_text", by, "")
    return row


def _changed(row: Proposal, what: str, by: User, reason: str) -> None:
    Proposal.objects.filter(pk=row.pk).update(updated_at=timezone.now(), revision=F("revision") + 1)
    row.refresh_from_db(fields=["revision", "updated_at"])
    record(what, row.case, by=by, reason=reason, sample=row.case.sample)
    index([row])
