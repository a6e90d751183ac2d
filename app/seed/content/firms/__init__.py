"""Forty made-up suppliers: small firms first, then large firms, universities and charities."""

from __future__ import annotations

from app.seed.content.firms.digital import DIGITAL
from app.seed.content.firms.homes_and_care import HOMES_AND_CARE
from app.seed.content.firms.institutions import INSTITUTIONS
from app.seed.content.firms.streets_and_climate import STREETS_AND_CLIMATE
from app.seed.content.kinds import Firm

FIRMS: tuple[Firm, ...] = DIGITAL + STREETS_AND_CLIMATE + HOMES_AND_CARE + INSTITUTIONS
