"""Every form and every address that takes something, fed with hostile values: no error of ours, nothing half written."""

from __future__ import annotations

import itertools
import re
import traceback
import zlib
from collections import defaultdict
from urllib.parse import unquote, urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import transaction
from django.http import QueryDict
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from mitmachstadt.config.addresses import addresses
from mitmachstadt.config.rights import PEOPLE, table
from tests.attack import hostile, surface
from tests.contracts.rights_world import World, fill, refusals

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.once]

#: What a page has to be asked so that it shows its form.
QUESTIONS = {"notify:follow": "?art=topic&ziel=klima"}
#: Several things at once, of which some may be refused while others are done; and a draft is kept though it is not sent.
PARTLY = {"cases:bulk", "notify:newsletter-new", "notify:newsletter-edit"}
#: For blanks that take nothing else, and too large for some.
NUMBERS = ("0", "9223372036854775808", "9" * 40)
VISITORS = ("nobody", "resident", "clerk", "moderator", "coordinator", "operator")
NOISY = settings(
    max_examples=5,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Town(World):
    """The sample town with every form that its pages show to somebody."""

    def __init__(self):
        super().__init__()
        self.targets = defaultdict(list)
        self.pages = {}
        for who in VISITORS:
            # What a first visit writes: the device, and the address of the sign-in.
            self.client(who).get("/konto/e-mail/")
        for name, path in addresses().items():
            readers = table()[name][0] if name in table() else None
            if readers is None:
                continue
            url = fill(path, self.blanks(name)) + QUESTIONS.get(name, "")
            everybody = "nobody" in readers.people
            for who in ("nobody", "coordinator") if everybody else VISITORS:
                if who in readers.people | readers.maybe:
                    self.visit(name, who, url)

    def visit(self, name, who, url):
        with transaction.atomic():
            answer = self.client(who).get(url)
            transaction.set_rollback(True)
        if answer.status_code != 200:
            return
        self.pages.setdefault(name, (who, url))
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            return
        for form in surface.read(url, answer.content.decode()).forms:
            if form.method != "post" or not form.action.startswith("/"):
                continue
            path = urlsplit(form.action).path
            try:
                target = resolve(path)
            except Resolver404:
                continue
            known = self.targets[target.view_name or path]
            if not any(set(form.fields) == set(one.fields) for _, one in known):
                known.append((who, form))


@pytest.fixture(scope="module")
def town(filled_town, django_db_blocker):
    """One town for all tests of this file, taken away afterwards; every test takes back what it does itself."""
    from mitmachstadt.config import push_keys

    django_settings.PUSH_PRIVATE_KEY = push_keys.new_key()
    django_settings.PUSH_PUBLIC_KEY = push_keys.public_key(django_settings.PUSH_PRIVATE_KEY)
    with django_db_blocker.unblock(), transaction.atomic():
        yield Town()
        transaction.set_rollback(True)
    django_settings.PUSH_PRIVATE_KEY = django_settings.PUSH_PUBLIC_KEY = ""


def send(town, who, url, fields):
    """The answer, the keys asked for, whether something was refused, and how the tables changed although it was."""
    cache.clear()
    client = town.client(who)
    body, kind = hostile.urlencoded(fields), "application/x-www-form-urlencoded"
    if any(isinstance(value, tuple) for value in fields.values()):
        body, kind = hostile.multipart(fields)
    with (
        surface.keys_asked() as asked,
        surface.forms_bound() as bound,
        refusals() as codes,
        surface.writing() as written,
        transaction.atomic(),
    ):
        answer = client.generic("POST", url, body, kind)
        refused = answer.status_code >= 400 or bool(codes) or any(form._errors for form in bound)
        # Counting hundreds of tables takes longer than the answer; nothing has changed where nothing was written.
        tables = surface.named(written) if refused else []
        after = surface.rows(tables)
        transaction.set_rollback(True)
    # All was taken back, so this is how it was before.
    before = surface.rows(tables)
    changed = {key: after[key] - before[key] for key in tables if after[key] != before[key]}
    return answer, asked, refused, changed, bound


def test_no_form_breaks_or_writes_half(town):
    wrong, seen, tried = [], set(), []
    for name, path in addresses().items():
        if not table().get(name, (None, True))[1]:
            continue
        blank = surface.PageForm(fill(path, town.blanks(name)), "post")
        blank.fields.update({key: [value] for key, value in town.given(name).items()})
        who = next((one for one in reversed(PEOPLE) if may(name, one)), "nobody")
        for visitor, form in town.targets.get(name) or [(who, blank)]:
            try:
                attack(town, name, visitor, form, tried, seen)
            except Exception as error:
                wrong.append(f"{name} {form.action} as {visitor}: {describe(error)}")
    assert not wrong, f"{len(wrong)} after {len(tried)}\n" + "\n".join(wrong)
    assert len(tried) > 700
    # What no page of the sample town shows (behind a secret link, or switched off here) is fed by itself.
    for form in sorted(surface.form_classes() - seen, key=str):
        # What only others are built upon is fed as them.
        if form.__subclasses__():
            continue
        try:
            feed_form(form)
        except Exception as error:
            wrong.append(f"{form.__module__}.{form.__name__}: {describe(error)}")
    assert not wrong, "\n".join(wrong)


def feed_form(form):
    """Binds one form to hostile values without a page; it may only say no."""
    names = list(form().fields)

    @settings(NOISY, max_examples=30)
    @given(st.dictionaries(st.sampled_from(names or ["x"]), st.lists(hostile.WORDS, max_size=3)))
    def one(values):
        # As a request reads it: what is no Unicode has been replaced.
        form(QueryDict(hostile.urlencoded(values), encoding="utf-8")).is_valid()

    one()


def attack(town, name, visitor, form, tried, seen):
    """Feeds one form of a page: a few fields wrong, or all of them."""
    base = {**form.fields, **dict.fromkeys(form.files, ("bild.png", b"GIF89a"))}

    def judge(fields):
        tried.append(name)
        answer, keys, refused, changed, bound = send(town, visitor, form.action, fields)
        seen.update(type(one) for one in bound)
        assert answer.status_code < 500
        if refused and name not in PARTLY:
            assert not changed, f"refused, and still {changed}"
        return keys

    names = sorted((set(base) | judge(base)) - {"csrfmiddlewaretoken"}) or ["x"]

    # Without numbers of its own every form would meet the same few words.
    @seed(zlib.crc32(f"{name} {form.action}".encode()))
    @NOISY
    @given(
        st.dictionaries(st.sampled_from(names), hostile.VALUES, max_size=3)
        | st.fixed_dictionaries(dict.fromkeys(names[:25], hostile.VALUES))
    )
    def feed(changes):
        # Hypothesis begins with no change at all, which has been tried.
        if changes:
            judge({**base, **changes})

    feed()


def may(name, who):
    audience = table()[name][1] if name in table() else None
    return audience is not None and who in audience.people | audience.maybe


def describe(error):
    inner = error.exceptions[0] if isinstance(error, BaseExceptionGroup) else error
    frames = [f for f in traceback.extract_tb(inner.__traceback__) if "mitmachstadt" in f.filename]
    place = f"{frames[-1].filename.rsplit('/src/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return f"{type(inner).__name__} {str(inner)[:300]} {place} {getattr(inner, '__notes__', '')}"[:900]


def test_no_address_breaks_under_questions_and_names(town):
    """Each key that an address asks for and each of its blanks meets hostile words; which of them goes round, so that all
    words meet many addresses, but not every word every address."""
    wrong, tried, words = [], 0, itertools.cycle(hostile.CLASSICS)
    for name, path in addresses().items():
        blanks = town.blanks(name)
        who, url = town.pages.get(name, ("coordinator", fill(path, blanks)))
        client = town.client(who)
        with surface.keys_asked() as keys:
            answers(client, url)
        questions = [asking(url, key, next(words)) for key in (sorted(keys) * 2 or ["x"])]
        for blank in sorted(set(re.findall(r"<(\w+)>", path))):
            named = [
                fill(path, {**blanks, blank: hostile.percent(word)[:3000]})
                for word in (*itertools.islice(words, 4), *NUMBERS)
            ]
            # What fits no address gets the same page everywhere.
            questions += [one for one in named if reaches_a_view(one)][:4]
        for question in questions:
            tried += 1
            try:
                status = answers(client, question)
                assert status < 500, status
            except Exception as error:
                wrong.append(f"{name} {question[:200]} as {who}: {describe(error)}")
                break
    assert not wrong, "\n".join(wrong)
    assert tried > 1000


def test_an_address_with_a_nul_is_not_found(town):
    for path in ("/folgen/abmelden/%00/", "/vereinbarung/a%00b/", "/en/hinweis/%00/x/"):
        assert answers(town.client("nobody"), path) == 404


def asking(url, key, word):
    """The address with the key given three times, as a hostile word and as a number."""
    pair = f"{hostile.percent(key)}={hostile.percent(word)}"
    return f"{url}{'&' if '?' in url else '?'}{pair}&{hostile.percent(key)}=1&{pair}"


def reaches_a_view(url):
    try:
        resolve(unquote(urlsplit(url).path))
    except Resolver404:
        return False
    return True


def answers(client, url):
    """The status of reading this address; what that wrote is taken back."""
    with transaction.atomic():
        response = client.get(url)
        if response.streaming:
            for _ in zip(response.streaming_content, range(3), strict=False):
                pass
            # Its cursor ends with the savepoint; left open it would be closed at some later moment and break the transaction.
            response._iterator.close()
        transaction.set_rollback(True)
    return response.status_code


#: Bodies by what a view meets when it first looks: each address gets one of each kind, in turn.
BODIES = (
    {
        "no boundary": (b"x", "multipart/form-data"),
        "cut boundary": (b"--a\r\nContent-Disposition: form-data; na", "multipart/form-data; boundary=a"),
        "long boundary": (b"--a--", "multipart/form-data; boundary=" + "a" * 3000),
    },
    {
        "unknown charset": (b"a=%ff%fe", "application/x-www-form-urlencoded; charset=klingonisch"),
        "utf-7": (b"a=+ADw-script+AD4-", "application/x-www-form-urlencoded; charset=utf-7"),
        "bad percents": (b"%=%zz&%ed%a0%80=%00&=&;", "application/x-www-form-urlencoded"),
    },
    {
        "too many fields": (
            b"&".join(b"a%d=1" % n for n in range(2100)),
            "application/x-www-form-urlencoded",
        )
    },
    {"nothing": (b"", ""), "odd type": (b"x", "text/plain; =;")},
)
#: Only where JSON is read; another view sees nothing at all in it, like in the odd type.
JSON_BODIES = (
    b"[" * 100_000,
    b'{"endpoint": "\\ud800", "keys": {"p256dh": "\\u0000"}}',
    b"\xff\xfe",
    b"[1]",
)


def test_no_address_breaks_under_broken_bodies(town):
    wrong, turn = [], itertools.count()
    for name, path in addresses().items():
        if not table().get(name, (None, True))[1]:
            continue
        who = next((one for one in reversed(PEOPLE) if may(name, one)), "coordinator")
        url, number = fill(path, town.blanks(name)), next(turn)
        bodies = [list(kind.values())[number % len(kind)] for kind in BODIES]
        if path.endswith(".json"):
            bodies += [(body, "application/json") for body in JSON_BODIES]
        for body, kind in bodies:
            cache.clear()
            with transaction.atomic():
                try:
                    answer = town.client(who).generic("POST", url, body, kind)
                    if answer.status_code >= 500:
                        wrong.append(f"{name} {body[:40]} {kind[:80]}: {answer.status_code}")
                except Exception as error:
                    wrong.append(f"{name} {body[:40]} {kind[:80]}: {describe(error)}")
                transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)
    assert next(turn) > 150


KEYS = ("endpoint", "keys", "art", "ziel", "from", "until", "text", "expirationTime")
SENT = hostile.JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, hostile.JSON))


def test_what_programs_send_never_breaks(town):
    wrong, tried = [], []

    def feed(path):
        @settings(NOISY, max_examples=60)
        @given(SENT)
        def one(value):
            cache.clear()
            tried.append(path)
            with transaction.atomic():
                client = town.client("coordinator")
                answer = client.post("/" + path, hostile.as_json(value), content_type="application/json")
                transaction.set_rollback(True)
            assert answer.status_code < 500

        one()

    for name, path in addresses().items():
        if path.endswith(".json") and table().get(name, (None, True))[1]:
            try:
                feed(path)
            except Exception as error:
                wrong.append(f"{name}: {describe(error)}")
    assert not wrong, "\n".join(wrong)
    assert len(tried) >= 300
