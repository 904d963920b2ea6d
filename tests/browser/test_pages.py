"""Every page as people meet it: no barrier that axe can find, no stranger asked, no sideways scroll, no script error."""

import pytest

from tests.browser.conftest import first_project, visitor

pytestmark = pytest.mark.browser

PUBLIC = [
    "/", "/vorhaben/", "/vorhaben/?stadtteil=ickern", "/vorhaben/?q=gibtesnicht", "/vorhaben/karte/", "/vorhaben/idee/",
    "/vorhaben/einbetten/", "/einbetten/vorhaben/", "/suche/?q=radweg", "/suche/?q=xyzqw", "/daten/", "/daten/vorhaben/",
    "/mitmachen/", "/ergebnisse/", "/ueberfaellig/", "/uebersicht/", "/moderation/", "/meine-daten/",
    "/newsletter/", "/vereinbarung/", "/vereinbarung/K245/",
    "/impressum/", "/datenschutz/", "/barrierefreiheit/", "/barrierefreiheit/melden/", "/leichte-sprache/",
    "/gebaerdensprache/", "/darstellung/", "/konto/anmelden/", "/konto/registrieren/", "/en/", "/en/vorhaben/",
    "/gibt-es-nicht/",
]  # fmt: skip
STAFF = [
    "/schreibtisch/",
    "/schreibtisch/vorhaben/",
    "/schreibtisch/vorhaben/neu/",
    "/schreibtisch/sitzungen/",
    "/schreibtisch/moderation/",
    "/schreibtisch/moderation/verlauf/",
    "/meins/",
    "/meins/daten/",
]
# The ring may stand around the field's frame, as in the search, or around the whole row that a link covers.
RINGED = """() => { let one = document.activeElement;
  if (getComputedStyle(one, '::after').outlineStyle !== 'none') return true;
  const pin = one.matches('.pin') && one.querySelector('.body'); // a pin grows and gets a thick line
  if (pin) return parseFloat(getComputedStyle(pin).strokeWidth) >= 3;
  for (let n = 0; n < 3 && one; n++, one = one.parentElement)
    if (getComputedStyle(one).outlineStyle !== 'none') return true;
  return false }"""
# Both widths, both schemes and forced colours, without every combination of them.
LOOKS = [(360, "light", "none"), (1280, "light", "none"), (1280, "dark", "none"), (360, "light", "active")]


@pytest.fixture(scope="session")
def sheets(town, browser):
    """Addresses of a real project, of the sample projects, and of the pages that hang on them."""
    window = visitor(browser, town, viewport={"width": 1280, "height": 900})
    real = first_project(window.visit("/vorhaben/?q=Fahrradstra%C3%9Fe+Eichenweg"))
    opened = first_project(window.visit("/vorhaben/?offen=1"))
    window.context.close()
    return {"real": real, "open": opened}


@pytest.mark.parametrize(("width", "scheme", "forced"), LOOKS)
def test_public_pages_have_no_barrier(browser, town, sheets, width, scheme, forced):
    window = visitor(
        browser, town, viewport={"width": width, "height": 900}, color_scheme=scheme, forced_colors=forced,
        reduced_motion="reduce",
    )  # fmt: skip
    paths = [
        *PUBLIC,
        sheets["real"],
        sheets["open"],
        sheets["open"] + "hinweis/",
        sheets["open"] + "hinweise/",
    ]
    found = []
    for path in paths:
        page = window.visit(path)
        if path == "/vorhaben/karte/":
            page.wait_for_selector(".live-pin, .live-cluster")
        found += window.axe()
    window.context.close()
    errors = [e for e in window.errors if "404" not in e]
    assert not found, "\n".join(found[:12])
    assert not errors, errors[:5]
    assert not window.foreign, window.foreign[:5]


def test_desk_pages_have_no_barrier(desktop, phone):
    for window in (desktop, phone):
        window.sign_in("coordinator")
        found = []
        for path in STAFF:
            window.visit(path)
            found += window.axe()
        assert not found, "\n".join(found[:12])
        assert not window.errors, window.errors[:5]


@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_runs_over_the_side(browser, town, sheets, width):
    window = visitor(browser, town, viewport={"width": width, "height": 800})
    wide = []
    for path in [*PUBLIC, *sheets.values(), sheets["open"] + "hinweis/"]:
        page = window.visit(path)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond > 0:
            wide.append(f"{path}: {beyond} px")
    window.context.close()
    assert not wide, wide


def test_text_at_200_percent_stays_whole(browser, town, sheets):
    window = visitor(browser, town, viewport={"width": 360, "height": 800})
    window.context.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => { document.documentElement.dataset.size = '200' })"
    )
    wide = []
    for path in ["/", "/vorhaben/", sheets["open"], sheets["open"] + "hinweis/", "/suche/?q=radweg"]:
        page = window.visit(path)
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if beyond > 0:
            wide.append(f"{path}: {beyond} px")
    window.context.close()
    assert not wide, wide


def test_first_visit_of_the_start_page_is_small(browser, town):
    window = visitor(browser, town, viewport={"width": 360, "height": 800})
    sizes = []
    client = window.context.new_cdp_session(window.page)
    client.send("Network.enable")
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    window.visit("/")
    window.page.wait_for_timeout(500)
    window.context.close()
    assert len(sizes) <= 12, len(sizes)
    assert sum(sizes) <= 150 * 1024, sum(sizes)


def test_pages_work_by_keyboard(desktop, sheets):
    page = desktop.visit("/")
    page.keyboard.press("Tab")
    assert "Inhalt" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    seen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
        assert page.evaluate(RINGED), seen[-1]
    assert len(set(seen)) > 15, "focus moves on through the page"
