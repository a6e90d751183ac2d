"""Terms on intellectual property that several of the made-up challenges share, as councils do reuse them."""

from __future__ import annotations

from app.seed.content.kinds import IntellectualPropertySeed

SUPPLIER_OWNS = IntellectualPropertySeed(
    "supplier_owns",
    "You keep what you own already and what you make during the pilot. The council has a free, lasting licence to use "
    "the results for its own services, and so have the other councils of the Arden and Severn region.",
)
SUPPLIER_OWNS_OPEN_DATA = IntellectualPropertySeed(
    "supplier_owns",
    "You keep your software and methods. The data collected during the pilot belongs to the council, which publishes "
    "it under the Open Government Licence once personal details are taken out.",
)
SHARED_RESULTS = IntellectualPropertySeed(
    "shared",
    "You keep the rights in what you develop. You agree to a fair and reasonable licence for any UK public body that "
    "asks, and if you have not brought the result to market within three years, the council may let others do so.",
)
OPEN_SOURCE = IntellectualPropertySeed(
    "open_source",
    "Code written with this money is published under the Apache 2.0 licence within one month of the end of the "
    "pilot. Products you owned before stay yours.",
)
ENTRANT_OWNS = IntellectualPropertySeed(
    "supplier_owns",
    "Entrants keep all rights in their entries. Winners let the council describe the idea and its results in public "
    "and try it in its own area for two years without a fee.",
)
