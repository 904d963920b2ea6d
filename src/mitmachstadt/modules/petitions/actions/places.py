"""The places that one person has in a session: taken one by one, so that equal moments never make one too many.

Whoever proved a mail address (by an account or by the link in the mail) is that address; everybody else is a name with
its address, once the town has checked it. An address that somebody only typed counts for nothing, so that nobody uses
up the places of others.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from mitmachstadt.modules.petitions.models import Question
from mitmachstadt.modules.petitions.rules import limit_reached
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.problems import Refused


def mark_of_mail(mail: str) -> str:
    """The mark of a proven address; "" without one."""
    return _mark("mail", mail.strip().lower()) if mail.strip() else ""


def asker_of(question: Question) -> str:
    """The mark of whoever asks."""
    mail = proven_mail(question.case)
    if mail:
        return mark_of_mail(mail)
    return _mark("name", " ".join(f"{question.author_name} {question.author_address}".lower().split()))


def proven_mail(case: Case) -> str:
    """The address of the account, or the one that the link in a mail proved."""
    if case.sender is not None:
        return str(case.sender.email)
    return case.sender_email if case.email_confirmed_at else ""


def _mark(kind: str, words: str) -> str:
    return salted_hmac(f"petitions.asker.{kind}", words, algorithm="sha256").hexdigest()


def taken(asker: str, meeting_id: int) -> int:
    """How many places a person has in a session."""
    return (
        Question.objects.filter(asker=asker, meeting_id=meeting_id, place__isnull=False).count()
        if asker
        else 0
    )


def take(question: Question, most: int | None) -> None:
    """Gives a question the first free place of its asker in its session; one that has it keeps it.

    `most` is how many there are, None for a question that the town itself moves. Raises `Refused` when none is free.
    """
    asker = asker_of(question)
    if question.place is not None and question.asker == asker:
        return
    others = Question.objects.filter(asker=asker, meeting_id=question.meeting_id).exclude(pk=question.pk)
    while True:
        held = set(others.filter(place__isnull=False).values_list("place", flat=True))
        place = next(number for number in range(1, len(held) + 2) if number not in held)
        if most is not None and place > most:
            raise Refused([limit_reached(most)])
        try:
            with transaction.atomic():
                Question.objects.filter(pk=question.pk).update(asker=asker, place=place)
        except IntegrityError:
            continue  # somebody took it at this moment; the next look sees it
        question.asker, question.place = asker, place
        return


def give_back(question: Question) -> None:
    """Frees the place of a question that is not asked any more."""
    Question.objects.filter(pk=question.pk, place__isnull=False).update(place=None)
    question.place = None
