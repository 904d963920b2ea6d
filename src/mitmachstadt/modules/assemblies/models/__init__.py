"""Tables of the module, one noun a file."""

from mitmachstadt.modules.assemblies.models.assembly import Assembly, State, StepFree
from mitmachstadt.modules.assemblies.models.photo import Photo
from mitmachstadt.modules.assemblies.models.signup import Seat, SignUp
from mitmachstadt.modules.assemblies.models.wish import Outcome, Phase, Wish, WishGroup

__all__ = [
    "Assembly",
    "Outcome",
    "Phase",
    "Photo",
    "Seat",
    "SignUp",
    "State",
    "StepFree",
    "Wish",
    "WishGroup",
]
