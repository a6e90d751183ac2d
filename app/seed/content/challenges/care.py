"""Made-up challenges about care and support for people."""

from __future__ import annotations

from app.seed.content import terms
from app.seed.content.kinds import (
    ChallengeSeed,
    ContactSeed,
    CriterionSeed,
    DatesSeed,
    IntellectualPropertySeed,
    PartnerSeed,
    QuestionSeed,
)

CARE: tuple[ChallengeSeed, ...] = (
    ChallengeSeed(
        slug="home-care-rostering",
        status="open",
        lead="lydebourne",
        author="fergus.mackinlay@lydebourne.example",
        approver="stephen.oyelaran@lydebourne.example",
        title="Plan home care rounds so that people know their carer and carers stay in the job",
        summary="Research and development in two phases: rosters across several agencies that put familiar faces and short journeys first.",
        sectors=("health", "digital"),
        problem=(
            "Lydebourne buys 16,900 home care visits a week from eleven agencies. A person with four visits a day meets 19 different carers in a month. Families tell us that explaining again where the towels are is what wears them out.",
            "Carers spend 27% of a shift between visits, partly because two agencies serve the same street. One carer in three leaves within a year, and unpredictable rotas are the reason most often given.",
            "Rostering products plan one agency at a time and aim at the fewest minutes. Nobody has built, as far as three rounds of talks have shown, a planner that lets rivals trade visits fairly while the person at home has a say. That is why we are paying for research rather than for a licence.",
        ),
        outcomes=(
            "At the end of phase 2, people in the trial see at most eight carers a month.",
            "Travel takes less than 18% of paid time.",
            "No carer’s weekly hours change by more than a tenth without agreement.",
            "Visits that are more than 30 minutes late fall by half.",
        ),
        affected="In phase 2, 420 people who draw on care, 230 carers of four agencies, and 160 relatives who coordinate it all from far away.",
        constraints=(
            "Phase 1 is a feasibility study of four months at up to £30,000 each for at most four teams; phase 2 a prototype of ten months at up to £100,000 each for at most two of them.",
            "Adoption afterwards would be a separate competition, open to everybody.",
            "Agencies must not learn one another’s pay rates or client lists.",
        ),
        restricts_who_may_tender=False,
        eligibility="Any legal person, from anywhere in the UK, alone or in a team. The work must be research and development; licences off the shelf cannot be paid from this budget.",
        budget_pounds=320_000,
        route="rd_exempt_phased",
        route_reason="Three rounds of talks found nothing that can be bought. The work is research and development up to a prototype, and every result may be used by other councils.",
        months=14,
        cpv="73100000",
        questions=(
            QuestionSeed(
                "What is new in your approach, and what could prove it wrong?",
                "Name what exists and where it stops.",
                400,
            ),
            QuestionSeed(
                "How do rival agencies trade visits without harm to either?",
                "Cover money, trust and competition law.",
                400,
            ),
            QuestionSeed(
                "How does Mr Abara, who has dementia, influence his roster?",
                "His daughter lives 200 miles away and has power of attorney.",
                300,
            ),
            QuestionSeed("Set out phase 1 week by week.", "With results that we could judge you by.", 350),
            QuestionSeed("Who is in the team?", "Include somebody who has worked rounds.", 200),
            QuestionSeed(
                "What would a fair price be after phase 2, and for whom?",
                "We ask to learn about the market; it is part of the last criterion.",
                150,
            ),
        ),
        criteria=(
            CriterionSeed(
                "Novelty and soundness",
                "How far it goes beyond what can be bought, and how well it is reasoned.",
                30,
                3,
            ),
            CriterionSeed("Benefit to people and carers", "How much daily life would improve.", 30, 3),
            CriterionSeed("Quality of the study", "How well phase 1 would answer what is not known.", 25, 2),
            CriterionSeed("Path to use", "How likely it is that services can afford and adopt it.", 15),
        ),
        price_method="fixed_price",
        price_weight=0,
        tie_rule="heaviest_criterion",
        sme_measures="Every phase is fully paid, monthly, with 20% in advance. Teams keep their rights. A matching evening puts software makers and care agencies in one room.",
        has_lots=False,
        lots_reason="Phases take the place of lots; up to four contracts are let at the start.",
        conflicts_assessed=-18,
        conflicts_note="Thirteen people assessed. The principal occupational therapist’s partner manages an agency, so she does not score and holds no documents.",
        readiness=(3, 6),
        intellectual_property=terms.SHARED_RESULTS,
        contacts=(ContactSeed("Fergus Mackinlay", "fergus.mackinlay@lydebourne.example"),),
        partners=(PartnerSeed("severnshire", 120_000),),
        dates=DatesSeed(
            opens=-9, questions_close=27, answers_due=34, closes=45, decision_expected=80, contract_starts=108
        ),
    ),
    ChallengeSeed(
        slug="social-care-transcription",
        status="closed",
        lead="lydebourne",
        author="fergus.mackinlay@lydebourne.example",
        approver="stephen.oyelaran@lydebourne.example",
        title="Show us how social workers can spend less time typing up visits",
        summary="Market engagement, not a competition: eight half-hour demonstrations of tools that turn a care conversation into a sound record.",
        sectors=("health", "digital"),
        problem=(
            "A social worker in Lydebourne writes for 21 hours a week. An assessment visit of 90 minutes becomes five hours of forms, mostly from memory and often at home in the evening. Waiting lists for assessment stand at 14 weeks.",
            "Several firms offer to record and summarise. We do not yet know how they cope with three people talking at once, a speech impairment, Welsh or Sylheti, or a sentence such as “I am fine, really” that means its opposite. Nor have we heard from people being assessed about whether they would agree to be recorded.",
            "Before spending any money we want to learn what is possible, what it costs and what should worry us.",
        ),
        outcomes=(
            "A public note of what we saw, with claims and measured error side by side.",
            "A draft of requirements that both residents and social workers have commented on.",
            "A decision, with reasons, on whether to run a competition.",
        ),
        affected="One hundred and forty social workers and occupational therapists, and the 5,200 people they assess in a year.",
        constraints=(
            "Taking part gives no advantage in anything that follows, and staying away no disadvantage.",
            "Demonstrations use our scripted conversations, played by actors; no real case is shared.",
        ),
        restricts_who_may_tender=False,
        eligibility="Everybody who makes, studies or distrusts such tools. Charities that speak for people who draw on care are asked to come too.",
        budget_pounds=180_000,
        route="engagement_only",
        route_reason="We want to learn before deciding whether to buy anything.",
        months=9,
        cpv="48000000",
        questions=(
            QuestionSeed(
                "What does your tool do with our scripted conversation B?",
                "It contains an interruption, a mumble and a disclosure.",
                300,
            ),
            QuestionSeed(
                "Where does it go wrong, and how would we notice?",
                "A candid answer is worth more to us than a high figure.",
                300,
            ),
            QuestionSeed("Where do recordings and models live, and who can reach them?", "In a list.", 200),
            QuestionSeed("How do you charge?", "What a council of our size would pay in year one and year three.", 150),
        ),
        criteria=(
            CriterionSeed(
                "Variety", "If more than eight ask: how far the tool differs from the others we would see.", 50
            ),
            CriterionSeed("Openness about errors", "How frankly weaknesses are described.", 50),
        ),
        price_method="fixed_price",
        price_weight=0,
        tie_rule="drawing_lots",
        sme_measures="Demonstrations are online and last half an hour. We share the scripts two weeks ahead and all questions and answers afterwards.",
        has_lots=False,
        lots_reason="Nothing is being bought. Lots will be considered if a competition follows.",
        conflicts_assessed=-46,
        conflicts_note="Six people assessed. Nobody who takes part has advised or invested in a maker of such tools.",
        readiness=(6, 9),
        intellectual_property=IntellectualPropertySeed(
            "supplier_owns",
            "Everything that you show stays yours. Mark what is confidential and it will be left out of the public note.",
        ),
        contacts=(
            ContactSeed("Fergus Mackinlay", "fergus.mackinlay@lydebourne.example"),
            ContactSeed("Wendy Castlemaine", "wendy.castlemaine@lydebourne.example"),
        ),
        dates=DatesSeed(
            opens=-37, questions_close=-21, answers_due=-16, closes=-7, decision_expected=14, contract_starts=90
        ),
    ),
    ChallengeSeed(
        slug="rough-sleeping-outreach",
        status="closed",
        lead="ardenbrook",
        author="priya.nandakumar@ardenbrook.example",
        approver="maureen.osei@ardenbrook.example",
        title="Reach people who sleep rough on the first night, not the fifth",
        summary="Outreach teams walk the same routes and miss people who move; we want reports, teams and beds joined up within hours.",
        sectors=("health", "safety", "housing"),
        problem=(
            "On an average night 71 people sleep outside in Ardenbrook. For somebody new to the street it takes five nights to be found, and research with 40 residents of our hostels shows that the second night is when drink, debt or danger take hold.",
            "Members of the public report 3,800 sightings a year by telephone, web form and message to councillors. A third reach the outreach workers after the person has gone. Teams of three charities keep separate notebooks, so a frightened teenager may tell the same story four times.",
        ),
        outcomes=(
            "Half of those new to the street are met within 24 hours of the first report, up from 17%.",
            "A person tells their story once, and decides who may read it.",
            "Free beds are known to every team at 18:00 and 22:00.",
        ),
        affected="People who sleep rough, 34 outreach workers, six hostels, the hospital discharge nurse and residents who worry and do not know whom to ring.",
        constraints=(
            "Nothing may be shared with immigration enforcement or used to move people on.",
            "It must work offline, in gloves, at four in the morning.",
            "Consent can be taken back, and records then disappear within a day.",
        ),
        restricts_who_may_tender=False,
        eligibility="Charities, firms and partnerships. At least one person with experience of homelessness is paid to help design it.",
        budget_pounds=110_000,
        route="below_threshold_open",
        route_reason="Below the threshold; charities told us that a second stage would cost them a worker’s week.",
        months=12,
        cpv="85311000",
        questions=(
            QuestionSeed(
                "A passer-by reports a young woman in a doorway at 23:15. What then?", "Follow it to breakfast.", 400
            ),
            QuestionSeed(
                "How do you ask for consent from somebody who trusts nobody?",
                "Use the words that a worker would use.",
                250,
            ),
            QuestionSeed(
                "How do three charities share one picture and stay independent?",
                "Who owns, sees, corrects and deletes.",
                300,
            ),
            QuestionSeed("What would you stop doing if money ran short?", "Rank what you propose.", 150),
        ),
        criteria=(
            CriterionSeed("Found sooner", "How likely people are to be met on the first night.", 40, 3),
            CriterionSeed("Dignity and consent", "How far people keep hold of their own story.", 35, 4),
            CriterionSeed("Working together", "How fit it is for several charities.", 25),
        ),
        price_method="fixed_price",
        price_weight=0,
        tie_rule="heaviest_criterion",
        sme_measures="The price is fixed, so small charities need no estimator. Help with the form was offered on two afternoons by somebody outside the panel.",
        has_lots=False,
        lots_reason="Reports, outreach and beds fail at the joins, so they are one lot.",
        conflicts_assessed=-101,
        conflicts_note="Nine people assessed. A panel member volunteered for a charity that may bid; replaced before publication.",
        readiness=(6, 8),
        intellectual_property=terms.OPEN_SOURCE,
        contacts=(ContactSeed("Priya Nandakumar", "priya.nandakumar@ardenbrook.example"),),
        dates=DatesSeed(
            opens=-92, questions_close=-76, answers_due=-70, closes=-60, decision_expected=-21, contract_starts=18
        ),
    ),
)
