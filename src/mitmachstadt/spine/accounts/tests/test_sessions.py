"""The questions of every signed-in request, written down once, answer as Django's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.utils import timezone

from mitmachstadt.spine.accounts.models import User
from mitmachstadt.spine.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_a_session_is_read_until_it_expires_or_is_ended():
    kept = SessionStore()
    kept["word"] = "Münsterplatz"
    kept.save()
    key = kept.session_key
    assert SessionStore(key)["word"] == "Münsterplatz"
    Session.objects.filter(session_key=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    ended = SessionStore(key)
    assert "word" not in ended and ended.session_key is None
    for strange in ("", "x" * 32, "x" * 5000, "'; --"):
        assert SessionStore(strange).load() == {}


def test_the_person_of_a_key_and_of_nothing_else():
    one, other = (User.objects.create_user(f"{name}@example.org") for name in ("one", "other"))
    assert User.objects.get(pk=one.pk) == one
    assert User.objects.get(pk=str(other.pk)) == other and User.objects.get(email=other.email) == other
    one.delete()
    with pytest.raises(User.DoesNotExist):
        User.objects.get(pk=other.pk + 1)
    # A group's people are asked among themselves, also by the key.
    group = Group.objects.create(name="Gruppe")
    with pytest.raises(User.DoesNotExist):
        group.user_set.get(pk=other.pk)
    group.user_set.add(other)
    assert group.user_set.get(pk=other.pk) == other


def test_a_signed_in_request_asks_two_questions_for_it(client, django_assert_num_queries):
    client.force_login(User.objects.create_user("one@example.org"))
    client.get("/robots.txt")
    with django_assert_num_queries(2):
        client.get("/robots.txt")
