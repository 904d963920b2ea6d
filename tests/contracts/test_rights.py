"""The table of rights against the house: every address, every step, as each kind of person, and nothing without an entry."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from mitmachstadt.config.addresses import addresses
from mitmachstadt.config.rights import PEOPLE, case_steps, project_steps, table
from mitmachstadt.modules.projects.permissions import roles_for
from mitmachstadt.spine.accounts.middleware import STAFF_PATHS
from mitmachstadt.spine.cases import actions, registry
from mitmachstadt.spine.cases.models import Case
from mitmachstadt.spine.cases.registry import Given
from mitmachstadt.spine.problems import Refused
from tests.contracts.rights_world import World, fill

pytestmark = pytest.mark.once

TABLE = table()
#: What takes a post without a token: the choice of display, stopping mails by one press, what only reads, a device
#: that names itself in JSON, which no form of another site can send, reports of apps, which bring a key, and programs of
#: services that sign people in, which bring a secret, a code or a token.
NO_TOKEN = {
    "ui:display", "notify:unsubscribe", "notify:unsubscribe_all", "api/", "notify:device-state", "notify:device-start",
    "notify:device-end", "notify:device-quiet", "notify:device-trial", "georeport:requests",
    "signon_machine:token", "signon_machine:userinfo", "signon_machine:revoke",
}  # fmt: skip
THREE = ("nobody", "resident", "operator")
#: Parts of the back office that hold nothing of the town: its sign-in, words and pictures of buttons.
OPEN_PARTS = ("redaktion/login/", "redaktion/logout/", "redaktion/jsi18n/", "redaktion/sprite")


@pytest.fixture(scope="module")
def world(filled_town, rows_for_all):
    return rows_for_all(World)


def test_every_address_has_an_entry_and_every_entry_an_address():
    assert set(addresses()) == set(TABLE), set(addresses()) ^ set(TABLE)


def test_what_only_staff_opens_lies_where_the_second_step_is_asked():
    inside, outside = [], []
    for name, path in addresses().items():
        people = set().union(*(audience.people for audience in TABLE[name] if audience))
        if people and "resident" not in people:
            (inside if f"/{path}".startswith(STAFF_PATHS) else outside).append(path)
    assert len(inside) > 30 and not outside, outside


@pytest.mark.slow
@pytest.mark.django_db
def test_every_address_lets_in_whom_the_table_says(world):
    wrong = []
    for name, path in addresses().items():
        url, given = fill(path, world.blanks(name)), world.given(name)
        for method, audience in zip(("GET", "POST"), TABLE[name], strict=True):
            allowed = audience.people if audience else frozenset()
            answers = {who: world.ask(who, method, url, given) for who in THREE}
            # Where everybody gets in, or a method is refused before anybody is looked at, three of the nine tell the same.
            if allowed != frozenset(PEOPLE) and set(answers.values()) != {"-"}:
                answers |= {who: world.ask(who, method, url, given) for who in PEOPLE if who not in THREE}
            for who, answer in answers.items():
                expected = {"yes"} if who in allowed else {"no", "sign-in"}
                if audience is None:
                    expected = {"-", "no", "sign-in"}
                if answer not in expected:
                    wrong.append(f"{method} {url} ({name}) as {who}: {answer}, the table says {expected}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_back_office_is_for_editors_and_operators(world):
    wrong = []
    pages = [path for path in addresses(back_office=True).values() if not path.startswith(OPEN_PARTS)]
    assert len(pages) > 100
    for path in pages:
        for who in ("nobody", "resident", "moderator", "coordinator"):
            answer = world.ask(who, "GET", fill(path, {"pk": 1}))
            if answer == "yes":
                wrong.append(f"{path} as {who}")
    assert not wrong, "\n".join(wrong)
    for who in ("editor", "operator"):
        assert world.ask(who, "GET", "/redaktion/") == "yes"


@pytest.mark.slow
@pytest.mark.django_db
def test_no_address_takes_anything_without_the_forms_token(world):
    open_ones = set()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.people["coordinator"])
    for name, path in addresses().items():
        with transaction.atomic():
            answer = client.post(fill(path, world.blanks(name)))
            transaction.set_rollback(True)
        if answer.status_code not in {403, 404, 405}:
            open_ones.add(name)
    assert open_ones <= NO_TOKEN, open_ones - NO_TOKEN


@pytest.mark.django_db
def test_every_step_of_a_case_is_taken_by_whom_the_table_says(world):
    wrong, tried = [], 0
    kinds = {kind.key: kind for kind in registry.kinds()}
    for key, step_key, _label, people in case_steps():
        step = kinds[key].transition(step_key)
        case = Case.objects.filter(kind=key).order_by("pk").first()
        if case is None:
            continue
        Case.objects.filter(pk=case.pk).update(state=step.sources[0], unit=world.case.unit)
        case.refresh_from_db()
        case.duties.update(unit=world.case.unit)
        for who, person in world.people.items():
            tried += 1
            may = person is not None and moves(case, step, person)
            if may != (who in people):
                wrong.append(f"{key}.{step_key} as {who}: {may}")
    assert tried > 100 and not wrong, "\n".join(wrong)


def moves(case, step, person) -> bool:
    """False when the action refuses `person`; what else is missing does not count."""
    try:
        with transaction.atomic():
            actions.move(case, step.targets[0], by=person, expect_version=case.version, given=Given())
            transaction.set_rollback(True)
    except Refused as refused:
        return not {"not_allowed", "not_now"} & set(refused.codes)
    return True


@pytest.mark.django_db
def test_every_step_of_a_project_is_taken_by_whom_the_table_says(world):
    for label, people in project_steps():
        for who, person in world.people.items():
            may = person is not None and bool(roles_for(person, world.project) & people)
            assert may == (who in people), f"{label} as {who}"
