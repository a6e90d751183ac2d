"""Made-up challenges about planning, fostering, permits and noise."""

from __future__ import annotations

from app.seed.content import terms
from app.seed.content.kinds import (
    ChallengeSeed,
    CommentSeed,
    ContactSeed,
    CriterionSeed,
    DatesSeed,
    QuestionSeed,
    WithdrawalSeed,
)

PUBLIC_SERVICES: tuple[ChallengeSeed, ...] = (
    ChallengeSeed(
        slug="planning-consultation-reach",
        status="closed",
        lead="mardle-valley",
        author="judith.farrow@mardlevalley.example",
        approver="sanjay.rao@mardlevalley.example",
        title="Hear from people under 40 when we plan where new homes go",
        summary="Nine in ten replies to our local plan came from owners over 55; we want a consultation that renters, parents and teenagers finish.",
        sectors=("professional", "digital"),
        problem=(
            "The last round of the Mardle Valley local plan ran to 312 pages and drew 840 replies, 760 of them from people who own their home outright. Fewer than 20 came from private tenants, who make up a fifth of the district.",
            "Maps open slowly on a phone and speak of allocations and policy H7. Evening meetings in village halls suit those who are free in the evening. Inspectors have asked, politely, how representative our evidence is.",
        ),
        outcomes=(
            "At least 2,500 usable replies, of which 40% are from people under 40.",
            "The spread of tenure and postcode is within five points of the census.",
            "Planners can trace each theme to the replies behind it.",
            "Two people in three who begin, finish.",
        ),
        affected="Everybody who may live beside, or in, the 6,100 homes that the plan will allow by 2041.",
        constraints=(
            "Legal requirements for consultation are met in full, and paper replies count equally.",
            "Summaries by machine are checked by a person against a sample that we choose.",
        ),
        restricts_who_may_tender=False,
        eligibility="Design studios, researchers, software makers and charities with young people, in any mix.",
        budget_pounds=52_000,
        route="below_threshold_open",
        route_reason="Below the threshold, and the kind of team we need is small.",
        months=7,
        cpv="71410000",
        questions=(
            QuestionSeed(
                "Where will you meet a 24-year-old who rents above the chip shop?",
                "And what would you ask her first?",
                300,
            ),
            QuestionSeed(
                "How do 2,500 answers become findings that an inspector can test?", "Method, checks, trail.", 350
            ),
            QuestionSeed("Turn policy H7 into something for a phone.", "The text is attached. Up to 150 words.", 150),
        ),
        criteria=(
            CriterionSeed("Reach", "How likely the missing voices are to be heard.", 40, 3),
            CriterionSeed("Findings that can be tested", "How open and checkable the analysis is.", 25, 3),
            CriterionSeed("Clear language", "How well difficult matter is put.", 15),
        ),
        price_method="linear_from_lowest",
        price_weight=20,
        tie_rule="heaviest_criterion",
        sme_measures="Portfolio links are accepted instead of references, and a quarter of the price is paid when work begins.",
        has_lots=False,
        lots_reason="Outreach and analysis as separate lots were considered; bidders may form teams instead.",
        conflicts_assessed=-70,
        conflicts_note="Six people assessed. A planner’s mother owns land that was put forward; he is not on the panel.",
        readiness=(7, 9),
        intellectual_property=terms.OPEN_SOURCE,
        contacts=(ContactSeed("Judith Farrow", "judith.farrow@mardlevalley.example"),),
        dates=DatesSeed(
            opens=-61, questions_close=-47, answers_due=-42, closes=-33, decision_expected=-8, contract_starts=20
        ),
    ),
    ChallengeSeed(
        slug="blue-badge-misuse",
        status="withdrawn",
        lead="ardenbrook",
        author="priya.nandakumar@ardenbrook.example",
        approver="maureen.osei@ardenbrook.example",
        title="Stop stolen and expired Blue Badges without troubling the people who need them",
        summary="One badge in nine on display in the centre is misused; we want quicker checks that are fair to disabled drivers.",
        sectors=("safety", "transport", "digital"),
        problem=(
            "Wardens found 412 misused badges in eight weeks of checks: stolen, altered or belonging to somebody who has died. Disabled residents circle the theatre looking for a space, and some have given up coming into town.",
            "A check today means reading a serial number through a windscreen and telephoning an office that closes at five. Holders with conditions that cannot be seen are challenged again and again, and nine formal complaints were upheld.",
        ),
        outcomes=(
            "A check takes under 20 seconds at any hour.",
            "Misuse in the centre falls by half in a year.",
            "Complaints from rightful holders fall to none upheld.",
        ),
        affected="The 17,800 badge holders of the city, 46 wardens and the fraud team.",
        constraints=(
            "No new card or device for the holder.",
            "Health details are never shown to a warden.",
        ),
        restricts_who_may_tender=False,
        eligibility="Any firm or consortium that can work under a data processing agreement.",
        budget_pounds=74_000,
        route="below_threshold_open",
        route_reason="Below the threshold, one stage.",
        months=10,
        cpv="98351000",
        questions=(
            QuestionSeed(
                "How does a warden check a badge at nine at night in the rain?", "Count seconds and taps.", 250
            ),
            QuestionSeed(
                "How do you keep a rightful holder from being challenged twice?",
                "Including carers and shared cars.",
                300,
            ),
            QuestionSeed("Which data do you need, from whom, under which power?", "Be exact.", 300),
        ),
        criteria=(
            CriterionSeed("Fair to holders", "How well disabled people are respected.", 35, 3),
            CriterionSeed("Quick and right", "How fast and reliable checks are.", 30, 2),
            CriterionSeed("Lawful data", "How soundly personal data is handled.", 15, 3),
        ),
        price_method="published_range",
        price_weight=20,
        tie_rule="heaviest_criterion",
        price_range_pounds=(50_000, 74_000),
        sme_measures="A test data set and a day with wardens were offered to every firm that asked.",
        has_lots=False,
        lots_reason="Small and indivisible.",
        conflicts_assessed=-89,
        conflicts_note="Seven people assessed; no conflict found.",
        readiness=(7, 9),
        intellectual_property=terms.SUPPLIER_OWNS,
        contacts=(ContactSeed("Priya Nandakumar", "priya.nandakumar@ardenbrook.example"),),
        dates=DatesSeed(
            opens=-80, questions_close=-62, answers_due=-57, closes=-48, decision_expected=-13, contract_starts=15
        ),
        withdrawal=WithdrawalSeed(
            -64,
            "A supplier’s question showed that we may not yet share badge records with a processor in the way this call assumed. Seeking the necessary agreement will take at least six months, and we will not hold bidders to prices for that long. Thank you to everybody who asked.",
        ),
    ),
    ChallengeSeed(
        slug="fostering-recruitment",
        status="draft",
        lead="severnshire",
        author="kwabena.mensah@severnshire.example",
        approver="ruth.applegarth@severnshire.example",
        title="Find 60 new foster families in market towns and villages",
        summary="Enquiries about fostering fall away before the first visit; we want to know why and to win people who stay.",
        sectors=("health", "creative"),
        problem=(
            "Severnshire needs homes for 74 children who now live more than 20 miles from their school. Last year 512 people enquired about becoming foster carers and 19 were approved. Most of the others never heard from us within a week.",
            "Agencies with larger budgets advertise in the same places. People who foster with us say that what decided them was a conversation with somebody who already did.",
        ),
        outcomes=(
            "60 approved households in 18 months, at least 20 of them for teenagers or for brothers and sisters together.",
            "Every enquiry is answered by a person within one working day.",
        ),
        affected="Children in care, families who might foster, and a recruitment team of five.",
        constraints=("Children are never identifiable, in pictures or in stories.",),
        budget_pounds=98_000,
        route="below_threshold_open",
        months=18,
        cpv="79340000",
        questions=(
            QuestionSeed("What happens in the first week after somebody enquires?", "Day by day.", 300),
            QuestionSeed("How would you involve present foster carers?", "Say how they are paid and supported.", 250),
        ),
        readiness=(7, 9),
        contacts=(ContactSeed("Kwabena Mensah", "kwabena.mensah@severnshire.example"),),
        comments=(
            CommentSeed(
                author="kwabena.mensah@severnshire.example",
                section=None,
                text="Criteria and dates still to do. I am waiting for the service to say whether spring or autumn suits.",
                days=-8,
            ),
        ),
    ),
    ChallengeSeed(
        slug="night-noise-complaints",
        status="draft",
        lead="ardenbrook",
        author="priya.nandakumar@ardenbrook.example",
        title="Settle noise complaints in days instead of months",
        summary="Residents keep diaries for weeks before anybody hears what they hear; we want fair evidence sooner.",
        sectors=("environment", "safety"),
        problem=(
            "We receive 5,900 complaints about noise a year: music, extractor fans, barking, building work. A resident is asked to fill in a diary for a fortnight and then waits for one of three recorders, which are always out. The median case closes after 94 days, more often because people give up than because it is quiet.",
        ),
    ),
)
