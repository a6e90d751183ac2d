"""What the demo region is made of: councils, firms, networks and challenges, all made up.

Words: a *seed* is a plain description of something that the loader creates through the ordinary services. Days are
counted from the day of seeding. Addresses end in ``.example``; telephone numbers come from the range kept for drama.
Imports core and the standard library alone.
"""

from __future__ import annotations

from app.seed.content.challenges import CHALLENGES
from app.seed.content.councils import COUNCILS
from app.seed.content.firms import FIRMS
from app.seed.content.networks import NETWORKS

__all__ = ["CHALLENGES", "COUNCILS", "FIRMS", "NETWORKS"]
