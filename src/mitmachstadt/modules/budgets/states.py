"""Words that every room shares: keys of phases, of what may be done in them, and of the states of an application."""

PHASES = ("announce", "collect", "check", "discuss", "vote", "board", "decide", "build", "done")
#: What a phase can allow.
DOINGS = ("apply", "check", "discuss", "vote", "advise", "decide", "pay", "prove")

#: Applications whose money is promised and not given back.
GRANTED = ("granted", "paid", "proved", "recovering", "closed")
#: Those that still wait for a decision.
WAITING = ("admitted", "advised", "scheduled", "decided")
#: Before the notice of grant nobody may begin, unless it was allowed.
BEFORE_NOTICE = WAITING
