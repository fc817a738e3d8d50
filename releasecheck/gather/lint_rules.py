"""Which of ruff's rules count without the project asking for them, and why."""

# Python refuses the file, or raises as soon as the line runs. Left out although ruff files them beside
# these: F504, F522, F523 (a superfluous argument does no harm), F722 (an annotation is not evaluated),
# PLE0704 (a function that an `except` block calls may raise again), PLE0116, PLE1310, PLE1519 (odd only).
BREAKS = frozenset(
    {
        *("F404", "F407", "F621", "F622", "F701", "F702", "F704", "F706", "F707"),  # no valid Python
        *("PLE0115", "PLE0117", "PLE0118", "PLE1142", "PLE1700"),  # no valid Python either
        *("F821", "F823"),  # NameError, UnboundLocalError
        *("F501", "F502", "F503", "F505", "F506", "F507", "F508", "F509"),  # "…" % raises
        *("F521", "F524", "F525", "PLE1300", "PLE1307"),  # "…".format raises
        *("F631", "F632", "F633", "F634"),  # a condition that is never what it says
        *("PLE0100", "PLE0101", "PLE0237", "PLE0241", "PLE0302", "PLE1132"),  # TypeError, AttributeError
        *("PLE0303", "PLE0304", "PLE0305", "PLE0307", "PLE0308", "PLE0309"),  # __len__, __str__, … raise
        *("PLE0643", "PLE1507"),  # IndexError, TypeError
    }
)
SYNTAX = "invalid-syntax"
UNDEFINED = "F821"
UNREADABLE = "E902"

# Works until somebody imports everything or reads the log.
DOUBTFUL = frozenset({"F822", "PLE0604", "PLE1205", "PLE1206"})
# Told only of a method that was to be called (`db.session.commit` as a statement), and of nothing else.
USELESS = "B018"
# Told only of a test that another of the same name hides: pytest never sees it.
HIDDEN = "F811"

# What a stranger's request, or what the app fetched or unpacked, can turn against a web app. Left out:
# S101 (assert is how tests are written), S105-S107 (the secrets rules own that, with evidence), S104 and
# S201 (the deploy decides; debug-on knows), S108, S110, S112 (style), S303-S305, S324 (Gravatar and ETags are
# MD5 by protocol), S311 (mostly play), S312, S321 (clear text is the other side's choice), S313-S319 (expat
# limits entities since 2.4), S4 (an import is no use), S508, S509, S601 (no web matter), S603, S606, S607
# (every start of a program), S310 (every urlopen of a variable), S103 (0o755 too), S308, S610, S611 (Django).
SECURITY = frozenset(
    {
        *("S102", "S307"),  # exec, eval
        *("S301", "S302", "S506"),  # pickle, marshal, yaml.load: data that runs
        *("S113",),  # a request that waits for ever
        *("S202", "S306"),  # an archive or a temporary file that somebody else steers
        *("S323", "S501", "S502", "S503", "S504", "S507"),  # the other side is not verified
        *("S505",),  # short keys
        *("S602", "S604", "S605", "S609"),  # the shell
        *("S608",),  # SQL put together from text
        *("S612",),  # a logging configuration from the network
        *("S701", "S702", "S704"),  # HTML that is not escaped
        *("PLE2502",),  # source that reads otherwise than it runs
    }
)

OURS = BREAKS | DOUBTFUL | SECURITY | {UNREADABLE, USELESS, HIDDEN}

# ruff's S602 and S605 say so themselves of a constant command.
HARMLESS = "seems safe"
