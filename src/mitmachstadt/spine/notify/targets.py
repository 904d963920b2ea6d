"""What can be followed and how it is called: districts, topics, searches, and whatever stands in the
public search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q
from django.utils.translation import get_language, gettext

from mitmachstadt.spine.city.models import District, Topic
from mitmachstadt.spine.notify import rules
from mitmachstadt.spine.search.models import SearchEntry


@dataclass(frozen=True)
class Target:
    """Something to follow: `label` for people, `path` where it is shown (may be empty); `lang` of a label that the town
    wrote, empty when it is in the language of the page."""

    kind: str
    target: str
    label: str
    path: str = ""
    lang: str = ""


Resolver = Callable[[str], "Target | None"]
_resolvers: dict[str, Resolver] = {}


def register(kind: str, resolver: Resolver) -> None:
    """Lets a module name its own things; `resolver(target)` gives None for whatever the public may not
    see."""
    _resolvers[kind] = resolver


def resolve(kind: str, target: str) -> Target | None:
    """The followable thing, or None when there is none that everybody may see."""
    if "\0" in kind + target:
        return None
    own = _resolvers.get(kind) or BUILT_IN.get(kind)
    return own(target) if own else from_search(kind, target)


def district(slug: str) -> Target | None:
    row = District.objects.filter(slug=slug).first()
    if row is None:
        return None
    label = gettext("News from %(district)s") % {"district": row.name}
    return Target("district", slug, label, "/vorhaben/?" + urlencode({"stadtteil": slug}))


def topic(slug: str) -> Target | None:
    row = Topic.objects.filter(slug=slug).first()
    if row is None:
        return None
    name = row.name_en if row.name_en and get_language() == "en" else row.name
    label = gettext("News on %(topic)s") % {"topic": name}
    return Target("topic", slug, label, "/vorhaben/?" + urlencode({"thema": slug}))


def search(text: str) -> Target | None:
    """A search by its words; spaces are evened out so that the same search is followed once."""
    words = " ".join(text.split())
    if rules.problems_with_search(words):
        return None
    label = gettext("Search for “%(words)s”") % {"words": words}
    return Target("search", words, label, "/suche/?" + urlencode({"q": words}))


def newsletter(name: str) -> Target | None:
    """What the town's editors write to all readers."""
    if name != "stadt":
        return None
    return Target("newsletter", name, gettext("Newsletter of the town"), "/newsletter/")


def from_search(kind: str, target: str) -> Target | None:
    """Anything the public search holds, by its id or by the number at the end of its address."""
    if not target or "/" in target:
        return None
    named = Q(object_id=target) | Q(url__endswith=f"/{target}/")
    entry = SearchEntry.objects.filter(named, kind=kind, public=True).first()
    return Target(kind, target, entry.title, entry.url, lang="de") if entry else None


BUILT_IN: dict[str, Resolver] = {
    "district": district,
    "topic": topic,
    "search": search,
    "newsletter": newsletter,
}


def absolute(path: str, language: str = "de") -> str:
    """The full address of one of our own paths in that language; addresses of others are refused.

    Raises:
        ValueError: when `path` leads away from this platform.
    """
    if path.startswith(settings.BASE_URL + "/"):
        return path
    if not path.startswith("/") or path.startswith("//") or "\\" in path or any(c.isspace() for c in path):
        raise ValueError("Only paths of this platform can stand in its mails.")
    other = language != settings.LANGUAGE_CODE and not path.startswith(
        (f"/{language}/", "/datei/", "/daten/")
    )
    return settings.BASE_URL + (f"/{language}{path}" if other else path)
