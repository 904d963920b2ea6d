"""What most kinds of case share, so that each declares only its own: states by their look, moderation, taking back."""

from __future__ import annotations

from textwrap import shorten

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mitmachstadt.spine.accounts.models import Role
from mitmachstadt.spine.cases.registry import State, Transition, Words

STAFF = (Role.CLERK, Role.COORDINATOR)
MODERATION = (Role.CLERK, Role.MODERATOR, Role.COORDINATOR)


def state(
    key: str, name: Words, look: str, *, public: bool = True, final: bool = False, hidden: bool = False
) -> State:
    """A state; `look` names its colour and its icon ("grey inbox")."""
    colour, icon = look.split()
    return State(key=key, name=name, colour=colour, icon=icon, public=public, final=final, hidden=hidden)


def hide(sources: tuple[str, ...], mail: str) -> tuple[Transition, Transition]:
    """Taking something out of sight with a reason, and looking at it again; needs the states `hidden` and `received`."""
    return (
        Transition(
            key="hide",
            label=pgettext_lazy("case step", "Hide"),
            sources=sources,
            targets=("hidden",),
            roles=MODERATION,
            needs=frozenset({"reason"}),
            said=_("Hidden"),
            icon="eye-off",
            mail=mail,
            public=False,
            together=True,
        ),
        Transition(
            key="restore",
            label=pgettext_lazy("case step", "Check again"),
            sources=("hidden",),
            targets=("received",),
            roles=(Role.MODERATOR, Role.COORDINATOR),
            said=_("Will be checked again"),
            icon="history",
            public=False,
        ),
    )


def withdraw(sources: tuple[str, ...] = ("received",)) -> Transition:
    """The sender takes it back; needs the state `withdrawn`."""
    return Transition(
        key="withdraw",
        label=pgettext_lazy("case step", "Withdraw"),
        sources=sources,
        targets=("withdrawn",),
        roles=("sender",),
        said=_("Withdrawn by the sender"),
        icon="minus",
        public=False,
    )


def take_back(step: str, sources: tuple[str, ...], target: str) -> Transition:
    """What was recorded by `step` was wrong: it is taken back with a public reason, so that it can be recorded anew."""
    return Transition(
        key=f"take_back_{step}",
        label=pgettext_lazy("case step", "Take the result back"),
        sources=sources,
        targets=(target,),
        roles=(Role.COORDINATOR,),
        needs=frozenset({"reason"}),
        said=_("The recorded result was wrong and is taken back"),
        icon="history",
        mail="case_taken_back",
        takes_back=step,
    )


def short_title(text: str) -> str:
    """The first line of what somebody wrote, as its heading on the desk: whole words, at most 80 characters."""
    lines = text.strip().splitlines()
    return shorten(lines[0] if lines else "", 80, placeholder=" …")
