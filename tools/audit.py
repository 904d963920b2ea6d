"""Are the locked packages whole, and is a hole known in one of them? Python and npm, also where no network is.

Three questions: every package is pinned with a hash; the database of known holes (OSV, which holds those of PyPI, npm and
GitHub) knows none of these versions; and where it can not be reached, the answer of last time is used and its age is said.
docs/decisions/0011-audit.md tells why.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(os.environ.get("AUDIT_ROOT", Path(__file__).resolve().parent.parent))
SERVICE = os.environ.get("OSV_URL", "https://api.osv.dev")
ANSWER = ROOT / "requirements" / "audit.json"
#: Known holes that do not reach us, each with the reason; the number as OSV writes it.
ACCEPTED: dict[str, str] = {}
OLD_DAYS = 30
Package = tuple[str, str, str]


def python_packages(problems: list[str]) -> set[Package]:
    """What the lock files name, as (ecosystem, name, version); a package without hash is a problem."""
    found = set()
    for path in sorted((ROOT / "requirements").glob("*.lock")):
        blocks = re.split(r"\n(?=[A-Za-z0-9])", path.read_text("utf-8").replace("\\\n", " "))
        for block in blocks:
            pinned = re.match(r"([A-Za-z0-9._-]+)==([^\s;]+)", block)
            if pinned:
                found.add(("PyPI", pinned[1].lower(), pinned[2]))
            if block[:1].isalnum() and (not pinned or "--hash=sha256:" not in block):
                problems.append(
                    f"{path.name}: {block.split()[0]} ist nicht mit Version und Prüfsumme festgelegt."
                )
    return found


def npm_packages(problems: list[str]) -> set[Package]:
    """What the lock of the front end names."""
    found = set()
    for place, facts in json.loads((ROOT / "frontend/package-lock.json").read_text("utf-8"))[
        "packages"
    ].items():
        if not place or facts.get("link"):
            continue
        name = place.rsplit("node_modules/", 1)[-1]
        found.add(("npm", name, facts["version"]))
        if not facts.get("integrity", "").startswith("sha512-"):
            problems.append(f"package-lock.json: {name} hat keine Prüfsumme.")
    return found


def ask(packages: list[Package]) -> dict[str, list[str]] | None:
    """Numbers of the known holes by `ecosystem name version`; None when the service does not answer."""
    queries = [
        {"package": {"ecosystem": kind, "name": name}, "version": version} for kind, name, version in packages
    ]
    body = json.dumps({"queries": queries}).encode()
    request = urllib.request.Request(  # noqa: S310  the service above
        f"{SERVICE}/v1/querybatch", body, {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as response:  # noqa: S310
            results: list[dict[str, Any]] = json.load(response)["results"]
    except (urllib.error.URLError, OSError, ValueError, KeyError):
        return None
    return {
        " ".join(package): sorted(hole["id"] for hole in result["vulns"])
        for package, result in zip(packages, results, strict=True)
        if result.get("vulns")
    }


def last_time(packages: list[Package]) -> dict[str, list[str]]:
    """What was known when the service was last reached, as far as those versions are still locked; says its age."""
    if not ANSWER.is_file():
        print(
            "Der Dienst für bekannte Lücken (OSV) antwortet nicht, und gefragt wurde noch nie: hier ist nichts geprüft."
        )
        return {}
    stored = json.loads(ANSWER.read_text("utf-8"))
    days = (date.today() - date.fromisoformat(stored["asked"])).days
    print(
        f"Der Dienst für bekannte Lücken (OSV) antwortet nicht. Zuletzt gefragt am {stored['asked']}, vor {days} Tagen."
    )
    if days > OLD_DAYS:
        print("Das ist lange her. Bitte an einem Rechner mit Netz `python tools/audit.py` ausführen.")
    names = {" ".join(package) for package in packages}
    unknown = len(names - set(stored["packages"]))
    if unknown:
        print(f"{unknown} Versionen sind seither neu und damit ungeprüft.")
    return {name: holes for name, holes in stored["holes"].items() if name in names}


def main() -> int:
    """1 when a package is not pinned with a hash or a hole is known that nobody accepted, else 0."""
    problems: list[str] = []
    packages = sorted(python_packages(problems) | npm_packages(problems))
    print(f"{len(packages)} Pakete sind festgelegt.")
    holes = ask(packages)
    if holes is None:
        holes = last_time(packages)
    else:
        names = [" ".join(package) for package in packages]
        kept = {"asked": date.today().isoformat(), "holes": holes, "packages": names}
        ANSWER.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", "utf-8")
        print("Alle Versionen sind beim Dienst für bekannte Lücken (OSV) erfragt.")
    for name, ids in sorted(holes.items()):
        open_ones = [one for one in ids if one not in ACCEPTED]
        for one in set(ids) - set(open_ones):
            print(f"{name}: {one} betrifft uns nicht: {ACCEPTED[one]}")
        if open_ones:
            problems.append(f"{name}: bekannte Lücke {', '.join(open_ones)} (https://osv.dev/{open_ones[0]})")
    print(
        "\n".join(problems) or "Festgelegt sind alle mit Prüfsumme; von einer Lücke ist hier nichts bekannt."
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
