"""Writing together: invited without telling who has an account, accepted once, named, told, and gone when one leaves."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from mitmachstadt.modules.projects.tests.factories import at_once
from mitmachstadt.modules.proposals import privacy
from mitmachstadt.modules.proposals.actions import co_authors as actions
from mitmachstadt.modules.proposals.actions import words
from mitmachstadt.modules.proposals.actions.proposals import Sender
from mitmachstadt.modules.proposals.models import CoAuthor
from mitmachstadt.modules.proposals.tests.test_words import NEW
from mitmachstadt.modules.proposals.tests.world import World, new_world, one, person, propose, thresholds
from mitmachstadt.spine.cases.models import CaseEvent
from mitmachstadt.spine.cases.sender import delete_personal
from mitmachstadt.spine.notify.models import Mail
from mitmachstadt.spine.privacy.registry import Person
from mitmachstadt.spine.problems import Refused

pytestmark = pytest.mark.django_db


def own(world: World, **words_):
    case = propose(sender=Sender(user=world.gerda_resident, email=world.gerda_resident.email), **words_)
    world.take(case, "release")
    return one(case)


def token_of(mail: Mail) -> str:
    return re.search(r"/vorschlaege/einladung/([\w-]+)/", mail.text).group(1)


def invited(proposal, email="neu@example.org", by=None) -> str:
    actions.invite(proposal.case, email, by=by or proposal.case.sender)
    return token_of(Mail.objects.filter(to=email).latest("pk"))


def test_invited_accepted_named_and_told(world, client):
    proposal = own(world)
    path = f"/vorschlaege/{proposal.case.number}/mitschreiben/"
    client.force_login(world.gerda_resident)
    assert client.post(path, {"was": "invite", "email": "ali@"}).status_code == 422
    client.post(path, {"was": "invite", "email": "Ali@Example.org"})
    mail = Mail.objects.get(to="ali@example.org")
    link = f"/vorschlaege/einladung/{token_of(mail)}/"
    guest = Client().get(link)
    assert guest["X-Robots-Tag"] == "noindex" and "brauchen Sie ein Konto" in guest.content.decode()
    assert "anmelden" in Client().post(link, {"was": "accept", "name": "Ali"}).url
    client.force_login(world.ali_resident)
    assert client.post(link, {"was": "accept", "name": " "}).status_code == 422
    assert client.post(link, {"was": "accept", "name": "Ruf an: 02305 123456"}).status_code == 422
    client.post(link, {"was": "accept", "name": "Ali vom Markt"})
    row = CoAuthor.objects.get()
    assert (row.user, row.email, row.token_hash) == (world.ali_resident, "", "")
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "zusammen mit Ali vom Markt" in page and f"/vorschlaege/{proposal.case.number}/aendern/" in page
    assert "/aendern/" not in Client().get(proposal.get_absolute_url()).content.decode()
    assert client.get(link).status_code == 404, "a link is good once"
    stand = str(one(proposal.case).revision)
    client.post(
        f"/vorschlaege/{proposal.case.number}/aendern/", {"revision": stand, "title": "Neu", "text": NEW}
    )
    assert one(proposal.case).text == NEW
    assert Mail.objects.filter(to="gerda@example.org", subject__contains="geändert").count() == 1
    world.take(proposal.case, "answer", outcome="accepted", text="Wir stellen sie im Mai auf.")
    told = Mail.objects.filter(to="ali@example.org").latest("pk")
    assert "Wir stellen sie im Mai auf." in told.text and proposal.case.number in told.text
    assert "Antwort der Stadt: Wird umgesetzt" in told.text


def test_an_invitation_tells_nobody_who_has_an_account(world, client):
    proposal = own(world)
    path = f"/vorschlaege/{proposal.case.number}/mitschreiben/"
    client.force_login(world.gerda_resident)
    answers, letters = [], []
    for email in ("ali@example.org", "niemand@example.org"):
        answer = client.post(path, {"was": "invite", "email": email}, follow=True)
        mail = Mail.objects.get(to=email)
        body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        row = CoAuthor.objects.get(email=email)
        answers.append(body.replace(email, "E").replace(f'value="{row.place}"', ""))
        letters.append(mail.text.replace(token_of(mail), "T"))
        actions.take_out(proposal, row.place, by=world.gerda_resident)
    assert answers[0] == answers[1] and letters[0] == letters[1]


def test_unread_words_reach_no_strangers_mailbox(world):
    case = propose("Kauft alle bei mir", sender=Sender(user=world.gerda_resident))
    actions.invite(case, "neu@example.org", by=world.gerda_resident)
    mail = Mail.objects.get(to="neu@example.org")
    assert "Kauft" not in mail.text + mail.subject and case.number in mail.text


def test_who_has_no_proven_address_invites_nobody(world):
    case = propose(sender=Sender(email="wer@example.org"))
    with pytest.raises(Refused) as refused:
        actions.invite(case, "neu@example.org", by=None)
    assert refused.value.codes == ("not_proven",) and not CoAuthor.objects.exists()


def test_places_are_few_and_an_address_is_invited_once(world):
    proposal = own(world)
    first = invited(proposal, "a@example.org")
    second = invited(proposal, "a@example.org")
    assert first != second and CoAuthor.objects.count() == 1
    assert actions.invitation_of(first) is None and actions.invitation_of(second)
    for name in "bc":
        invited(proposal, f"{name}@example.org")
    with pytest.raises(Refused) as refused:
        invited(proposal, "d@example.org")
    assert refused.value.codes == ("full",)
    with pytest.raises(Refused):
        invited(proposal, "gerda@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        CoAuthor.objects.create(proposal=proposal, place=10, email="x@example.org", token_hash="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        CoAuthor.objects.create(proposal=proposal, place=5, email="a@example.org", token_hash="x")


def test_nobody_is_flooded(world):
    proposals = [own(world, title=f"Bank {n}", token="") for n in range(5)]
    for proposal in proposals[:3]:
        invited(proposal, "opfer@example.org")
    with pytest.raises(Refused) as refused:
        invited(proposals[3], "opfer@example.org")
    assert refused.value.codes == ("too_many",)


def test_declined_and_run_out_addresses_are_forgotten(world, client):
    proposal = own(world)
    token = invited(proposal)
    client.post(f"/vorschlaege/einladung/{token}/", {"was": "decline"})
    assert not CoAuthor.objects.exists()
    token = invited(proposal)
    CoAuthor.objects.update(invited_at=timezone.now() - timedelta(days=15))
    assert client.get(f"/vorschlaege/einladung/{token}/").status_code == 404
    with pytest.raises(Refused):
        actions.accept(token, world.ali_resident, "Ali")
    assert actions.sweep(dry_run=True) == 1 and CoAuthor.objects.exists()
    assert actions.sweep() == 1 and not CoAuthor.objects.exists()


def test_author_and_co_author_are_one_person_each(world):
    proposal = own(world)
    for user, codes in ((world.gerda_resident, ("own",)), (world.ali_resident, ())):
        token = invited(proposal)
        if codes:
            with pytest.raises(Refused) as refused:
                actions.accept(token, user, "Name")
            assert refused.value.codes == codes
        else:
            actions.accept(token, user, "Ali")
    token = invited(proposal, "zweite@example.org")
    with pytest.raises(Refused) as refused:
        actions.accept(token, world.ali_resident, "Ali")
    assert refused.value.codes == ("already",)


def test_leaving_takes_the_name_along_and_rights_end(world, client):
    proposal = own(world)
    actions.accept(invited(proposal), world.ali_resident, "Ali vom Markt")
    path = f"/vorschlaege/{proposal.case.number}/mitschreiben/"
    client.force_login(world.ali_resident)
    assert client.post(path, {"was": "invite", "email": "x@example.org"}).status_code == 404
    assert client.post(path, {"was": "remove", "platz": "0"}).status_code == 404
    client.post(path, {"was": "leave"})
    assert client.get(path).status_code == 404 and not CoAuthor.objects.exists()
    assert "Ali vom Markt" not in client.get(proposal.get_absolute_url()).content.decode()
    assert not CaseEvent.objects.filter(text__contains="Ali").exists()


def test_author_and_desk_take_somebody_out(world, client):
    proposal = own(world)
    actions.accept(invited(proposal), world.ali_resident, "Ali")
    client.force_login(world.gerda_resident)
    client.post(f"/vorschlaege/{proposal.case.number}/mitschreiben/", {"was": "remove", "platz": "0"})
    assert not CoAuthor.objects.exists()
    actions.accept(invited(proposal), world.ali_resident, "Schimpfwort")
    client.force_login(world.celik_clerk)
    client.post(f"/schreibtisch/vorschlaege/{proposal.case.number}/", {"was": "remove", "platz": "0"})
    assert "Schimpfwort" not in Client().get(proposal.get_absolute_url()).content.decode()


def test_personal_data_are_found_and_forgotten(world):
    proposal = own(world)
    actions.accept(invited(proposal), world.ali_resident, "Ali vom Markt")
    invited(proposal, "gast@example.org")
    found = list(privacy.find(Person(email="ali@example.org", user=world.ali_resident)))
    assert any("Ali vom Markt" in str(section) for section in found)
    assert any(section.activity == "co_authors" for section in privacy.find(Person(email="gast@example.org")))
    privacy.forget(Person(email="gast@example.org"))
    privacy.forget(Person(email="ali@example.org", user=world.ali_resident))
    assert not CoAuthor.objects.exists()
    actions.accept(invited(proposal, "dritte@example.org"), person("mia"), "Mia")
    delete_personal(proposal.case, reason="Der Tag ist da.")
    assert not CoAuthor.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_one_link_is_accepted_once_and_one_person_once_however_many_press():
    world = new_world(thresholds=thresholds())
    proposal = own(world)
    people = [person(f"p{n}") for n in range(4)]
    shared = invited(proposal, "a@example.org")
    mine = [invited(proposal, f"{name}@example.org") for name in "bc"]

    def press(n):
        token, user = (shared, people[n]) if n < 3 else (mine[n % 2], people[3])
        try:
            actions.accept(token, user, f"Name {n}")
        except Refused as refused:
            return refused.codes
        finally:
            connection.close()
        return ("done",)

    results = at_once(9, press)
    assert not [each for each in results if isinstance(each, Exception)], results
    assert results.count(("done",)) == 2 and {*results} <= {("done",), ("gone",), ("already",)}
    joined = set(CoAuthor.objects.joined().values_list("user__email", flat=True))
    assert len(joined) == CoAuthor.objects.joined().count() == 2 and "p3@example.org" in joined


@pytest.mark.django_db(transaction=True)
def test_no_more_are_invited_than_there_are_places():
    world = new_world(thresholds=thresholds())
    proposal = own(world)

    def press(n):
        try:
            actions.invite(proposal.case, f"p{n}@example.org", by=world.gerda_resident)
        except Refused as refused:
            return refused.codes
        finally:
            connection.close()
        return ("done",)

    results = at_once(8, press)
    assert results.count(("done",)) == 3 and results.count(("full",)) == 5
    assert CoAuthor.objects.count() == 3
    words.rewrite(proposal.case, "Neu", NEW, by=world.gerda_resident)
