"""Roles with three named people: Gerda lives here, Celik works at the town, Olga runs the platform."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from mitmachstadt.spine.accounts import actions
from mitmachstadt.spine.accounts.models import Role, RoleAssignment, User
from mitmachstadt.spine.accounts.rules import has_role, is_staff_member, problems_with_role, unit_ids
from mitmachstadt.spine.audit.models import LogEntry
from mitmachstadt.spine.city.models import Organisation
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return Organisation.objects.create(key="tiefbau", name="Tiefbau", kind="town")


@pytest.fixture
def body():
    return Organisation.objects.create(key="rat", name="Rat", kind="body")


@pytest.fixture
def people():
    gerda, celik, olga = (
        User.objects.create_user(f"{n}@example.org", "Wort-1234-x") for n in ("gerda", "celik", "olga")
    )
    RoleAssignment.objects.create(user=olga, role=Role.OPERATOR, since=date(2026, 1, 1))
    return gerda, celik, olga


def fresh(person: User) -> User:
    return User.objects.get(pk=person.pk)


def test_a_role_holds_from_its_day_to_the_end_of_its_last_day(people, unit, time_machine):
    celik, olga = people[1:]
    time_machine.move_to("2026-11-24T12:00Z", tick=False)
    actions.assign_role(celik, Role.CLERK, unit, by=olga, until=date(2026, 11, 30))
    assert has_role(fresh(celik), Role.CLERK, unit) and unit_ids(fresh(celik)) == [unit.pk]
    time_machine.move_to("2026-11-30T22:59Z", tick=False)
    assert is_staff_member(fresh(celik))
    time_machine.move_to("2026-11-30T23:01Z", tick=False)
    assert not is_staff_member(fresh(celik))


def test_only_operators_give_and_take(people, unit):
    gerda, celik, olga = people
    row = actions.assign_role(celik, Role.CLERK, unit, by=olga)
    for who in (gerda, celik):
        with pytest.raises(Refused):
            actions.assign_role(gerda, Role.COORDINATOR, by=who)
        with pytest.raises(Refused):
            actions.revoke_role(row, by=who)
    assert RoleAssignment.objects.count() == 2


@pytest.mark.parametrize(
    ("role", "where", "until", "codes"),
    [
        ("clerk", None, None, ["needs_unit"]),
        ("clerk", "body", None, ["needs_unit"]),
        ("council_member", "unit", None, ["needs_body"]),
        ("operator", "unit", None, ["no_unit"]),
        ("king", None, None, ["unknown"]),
        ("moderator", None, date(2026, 11, 23), ["past"]),
        ("council_member", "body", date(2026, 11, 24), []),
    ],
)
def test_roles_that_make_no_sense_are_refused(unit, body, role, where, until, codes):
    organisation = {"unit": unit, "body": body, None: None}[where]
    assert [p.code for p in problems_with_role(role, organisation, until, date(2026, 11, 24))] == codes


def test_the_last_operator_stays(people):
    gerda, _celik, olga = people
    with pytest.raises(Refused):
        actions.revoke_role(olga.roles.get(), by=olga)
    with pytest.raises(Refused):
        actions.delete_account(olga)
    over = actions.assign_role(gerda, Role.OPERATOR, by=olga)
    RoleAssignment.objects.filter(pk=over.pk).update(until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(Refused):
        actions.revoke_role(olga.roles.get(), by=olga)
    actions.assign_role(gerda, Role.OPERATOR, by=olga)
    actions.revoke_role(olga.roles.get(), by=olga)
    assert not has_role(fresh(olga), Role.OPERATOR)


def test_giving_twice_is_one_role_and_everything_is_in_the_log(people, unit):
    celik, olga = people[1:]
    first = actions.assign_role(celik, Role.CLERK, unit, by=olga)
    again = actions.assign_role(celik, Role.CLERK, unit, by=olga, until=date(2030, 1, 1))
    assert first.pk == again.pk and again.since == first.since
    actions.revoke_role(again, by=olga)
    rows = [(e.action, e.actor_name, e.public) for e in LogEntry.objects.order_by("id")]
    assert rows == [("role.assigned", str(olga), False)] * 2 + [("role.revoked", str(olga), False)]
    assert "Tiefbau" in LogEntry.objects.last().summary


def test_editors_come_into_the_back_office_and_out_again(people):
    gerda, _celik, olga = people
    row = actions.assign_role(gerda, Role.EDITOR, by=olga)
    assert fresh(gerda).has_perm("wagtailadmin.access_admin")
    actions.revoke_role(row, by=olga)
    assert not fresh(gerda).has_perm("wagtailadmin.access_admin")


def test_roles_are_read_once(people, unit, django_assert_num_queries):
    actions.assign_role(people[1], Role.CLERK, unit, by=people[2])
    celik = fresh(people[1])
    with django_assert_num_queries(1):
        for role in Role.values:
            has_role(celik, role)
        is_staff_member(celik), unit_ids(celik)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_page_is_for_operators_and_shows_only_people_with_roles(people, unit):
    gerda, celik, olga = people
    actions.assign_role(celik, Role.CLERK, unit, by=olga)
    path = "/schreibtisch/personen/"
    assert [signed_in(who).get(path).status_code for who in (gerda, celik)] == [403, 403]
    text = signed_in(olga).get(path).text
    assert "celik@example.org" in text and "gerda@example.org" not in text
    assert Client().get(path).status_code == 302
    form = {"email": "Gerda@example.org", "role": "coordinator", "organisation": "", "until": ""}
    assert signed_in(celik).post(path, form).status_code == 403
    assert not has_role(fresh(gerda), Role.COORDINATOR)
    assert signed_in(olga).post(path, form).status_code == 302
    assert has_role(fresh(gerda), Role.COORDINATOR)
    number = gerda.roles.get().pk
    assert signed_in(celik).post(path, {"entziehen": number}).status_code == 403
    signed_in(olga).post(path, {"entziehen": number})
    assert not fresh(gerda).roles.exists()
    assert signed_in(olga).post(path, {"entziehen": "x' OR 1=1"}).status_code == 404


def test_mistakes_on_the_page_get_sentences_at_their_fields(people, unit):
    olga = people[2]
    answer = signed_in(olga).post(
        "/schreibtisch/personen/", {"email": "niemand@example.org", "role": "", "until": "32.13.2026"}
    )
    assert answer.status_code == 422
    assert (
        "noch kein Konto" in answer.text
        and 'id="id_until_error"' in answer.text
        and 'id="id_role_error"' in answer.text
    )
    answer = signed_in(olga).post("/schreibtisch/personen/", {"email": "gerda@example.org", "role": "clerk"})
    assert answer.status_code == 422 and 'id="id_organisation_error"' in answer.text


def test_the_first_operator_comes_from_the_command_line(capsys, settings):
    call_command("make_operator", "Neu@Example.org")
    out = capsys.readouterr().out
    user = User.objects.get(email="neu@example.org")
    assert has_role(user, Role.OPERATOR) and not user.has_usable_password()
    link = re.search(rf"{settings.BASE_URL}(/konto/passwort/neu/\S+)", out)[1]
    client = Client()
    page = client.get(link, follow=True)
    assert page.status_code == 200 and 'name="password1"' in page.text
    client.post(
        page.request["PATH_INFO"], {"password1": "Drei-Worte-Zusammen", "password2": "Drei-Worte-Zusammen"}
    )
    assert fresh(user).check_password("Drei-Worte-Zusammen")
    call_command("make_operator", "neu@example.org")
    assert user.roles.count() == 1
    with pytest.raises(CommandError):
        call_command("make_operator", "niemand")
