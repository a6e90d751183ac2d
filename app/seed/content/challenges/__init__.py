"""Twenty-five made-up challenges, at every stage of a challenge's life, grouped by subject."""

from __future__ import annotations

from app.seed.content.challenges.care import CARE
from app.seed.content.challenges.energy_and_air import ENERGY_AND_AIR
from app.seed.content.challenges.games_and_events import GAMES_AND_EVENTS
from app.seed.content.challenges.highways import HIGHWAYS
from app.seed.content.challenges.homes import HOMES
from app.seed.content.challenges.public_services import PUBLIC_SERVICES
from app.seed.content.challenges.waste import WASTE
from app.seed.content.kinds import ChallengeSeed

CHALLENGES: tuple[ChallengeSeed, ...] = (
    GAMES_AND_EVENTS + HIGHWAYS + HOMES + CARE + WASTE + ENERGY_AND_AIR + PUBLIC_SERVICES
)
