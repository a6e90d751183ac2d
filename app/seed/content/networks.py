"""Three made-up networks of the region and their convenors."""

from __future__ import annotations

from app.core.policy import Role
from app.seed.content.kinds import Network, Person

NETWORKS: tuple[Network, ...] = (
    Network(
        name="Arden and Severn Innovation Alliance",
        slug="arden-severn-innovation-alliance",
        region="TLG",
        description="An open alliance of 140 small firms, two universities and the five councils. It meets five times a year, keeps working groups on mobility, data and the Games, and carries what its members hear from residents to the councils that could act on it.",
        sectors=("digital", "events", "transport"),
        website="https://alliance.arden-severn.example",
        people=(
            Person(
                name="Dervla Quinlan",
                job_title="Convenor",
                email="dervla.quinlan@alliance.arden-severn.example",
                phone="01632 960151",
                roles=(Role.OWNER,),
            ),
            Person(
                name="Omari Baptiste",
                job_title="Events and membership",
                email="omari.baptiste@alliance.arden-severn.example",
                phone="01632 960152",
                roles=(Role.MEMBER,),
            ),
        ),
    ),
    Network(
        name="Severn Health and Care Cluster",
        slug="severn-health-care-cluster",
        region="TLK",
        description="Home care agencies, assistive technology makers, clinicians and people who draw on care, brought together to test things in ordinary homes. The cluster runs a panel of 85 residents who try products and say plainly what they think.",
        sectors=("health", "digital"),
        website="https://cluster.severn-care.example",
        people=(
            Person(
                name="Marguerite Sowande",
                job_title="Cluster director",
                email="marguerite.sowande@cluster.severn-care.example",
                phone="01632 960153",
                roles=(Role.OWNER,),
            ),
            Person(
                name="Philip Gascoyne",
                job_title="Resident panel coordinator",
                email="philip.gascoyne@cluster.severn-care.example",
                phone="01632 960154",
                roles=(Role.MEMBER,),
            ),
        ),
    ),
    Network(
        name="Low Carbon Arden",
        slug="low-carbon-arden",
        region="TLG",
        description="Installers, landlords, community energy groups and engineers who want heat, power and transport without carbon. Members share monitored results from real buildings, good and bad, and visit one another’s sites every second month.",
        sectors=("energy", "environment", "housing"),
        website="https://www.lowcarbonarden.example",
        people=(
            Person(
                name="Anneliese Thorburn",
                job_title="Chair",
                email="anneliese.thorburn@lowcarbonarden.example",
                phone="01632 960155",
                roles=(Role.OWNER,),
            ),
        ),
    ),
)
