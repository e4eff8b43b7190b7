"""The file with which a checklist of somebody's own begins: valid as it is, with a word on each key."""

from datetime import date
from string import Template
from typing import Final

_TEXT: Final = Template("""\
#:schema ./schema/checklist.json
# A checklist of your own. `posture check --strict` says what is wrong or missing, with the line.
# Editors complete and explain keys in this file once `posture schema` has written the folder named above.
schema_version = 1                   # the format of this file; always 1
id = "$id"  # the name of the file without .toml
title = "$title"  # a few words
version = "0.1.0"                    # of your content; raise it with every change
summary = "Say in a sentence or two what this checklist is good for."
order = 500                          # checklists are walked from the lowest number; the built-in ones have 10 to 100

[[sections]]                         # a heading; as many as you like
id = "first-section"
title = "First section"

# ---------------------------------------------------------------- a question; copy this block for each one

[[controls]]
id = "$control"  # a-z, 0-9 and -; used nowhere else, and never again for something else
section = "first-section"            # id of a heading above
title = "Spare keys are in the safe"                 # the good state, at most 60 characters
question = "Are all spare keys of the clinic kept in the safe?"    # one thing, at most 200 characters
why = "A key that nobody misses opens the records room to strangers. Patients then find their charts in the street."
ask = "practice-manager"             # who can answer: front-desk, clinician, practice-manager, owner, it-provider
minutes = 5                          # to find out
# How likely harm is in a typical small clinic if this is missing, and how bad it would be: very-low, low, moderate,
# high or very-high. Both together give the weight.
likelihood = "moderate"
impact = "high"
credit = "graded"                    # "strict" where one hole defeats the purpose
na_allowed = true                    # false where every clinic must have it
evidence_days = 365                  # how long proof stays current
quick_check = false                  # leave this to `posture quick-check`
# Only for such clinics; of several conditions all must hold. There are `is`, `in`, `has` and `at_least`.
# applies_when = [{ fact = "sites", at_least = 2 }]
sources = ["Our own rule"]           # the standard or document it rests on
last_verified = $today           # when somebody last made sure that all this is right

# What it does against which threat (ids: posture explain FILE, or common/threats.toml), at which stage
# (prevent, detect, respond, recover), as part of which layer (your word for it), and how much
# (minor, moderate, strong, decisive).
threats = [{ scenario = "insider", stage = "prevent", layer = "doors", strength = "moderate" }]

[controls.answers]                   # what each answer means HERE: what one would see, at most 110 characters
implemented = "Every spare key is in the safe, and a list beside it is signed for each one taken"
mostly = "Every spare key is in the safe, but one or two were taken without a signature"
partly = "Some spare keys are in the safe, and others elsewhere"
not = "No spare key is in the safe, or nobody knows where they are"

[[controls.checks]]                  # how to find out; as many as there are ways
# when = [{ fact = "onsite_server", is = true }]     # show this way only then
how = "Count the spare keys in the safe and compare them with the list of doors."
proof = "A photo of the list with today's date"      # what to keep

# ---------------------------------------------------------------- what closes the gap; shares add up to 100

[[actions]]
id = "$action"
title = "Put all spare keys into the safe"           # an order, at most 70 characters
closes = [{ control = "$control", share = 100 }]     # per cent of the gap; several actions may share it
role = "practice-manager"            # who does it
hours = { base = 1, per_staff = 0 }  # of work; per_staff for each person who works here
dollars = { base = 0, per_staff = 0 }                # in the first year
lead_days = 0                        # of waiting, for a delivery for instance
requires = []                        # ids of actions that must be done first
steps = [
  "Ask everybody for the spare keys they have.",
  "Label the keys, put them into the safe, and lay a list beside them.",
]
proof = "The signed list."
""")


def starting_text(identity: str, today: date) -> str:
    """The text of a new checklist with an id of at most 48 characters, which passes `posture check --strict`."""
    return _TEXT.substitute(
        id=identity,
        title=identity.replace("-", " ").capitalize(),
        control=f"{identity}-first",
        action=f"do-{identity}-first",
        today=today.isoformat(),
    )
