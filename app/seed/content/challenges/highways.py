"""Made-up challenges about roads, drains and rural transport."""

from __future__ import annotations

from app.seed.content import terms
from app.seed.content.kinds import ChallengeSeed, ContactSeed, CriterionSeed, DatesSeed, QuestionSeed, WithdrawalSeed

HIGHWAYS: tuple[ChallengeSeed, ...] = (
    ChallengeSeed(
        slug="dial-a-ride-rural",
        status="open",
        lead="severnshire",
        author="eleanor.pugh@severnshire.example",
        approver="ruth.applegarth@severnshire.example",
        title="Let rural residents book a shared lift by telephone or app and be sure that it comes",
        summary="Dial-a-ride turns away one caller in three while its minibuses run less than half full; we want bookings and vehicles to meet.",
        sectors=("transport", "health"),
        problem=(
            "Six community operators run 31 minibuses in Severnshire. Each has its own telephone line, its own paper diary and its own boundary. In the last twelve months 14,200 journeys were refused, although an audit found seats free on a vehicle nearby for 58% of them.",
            "People plan days ahead and ring at eight in the morning because the lines are engaged by nine. Anybody discharged from hospital in the afternoon waits for a taxi that costs the county £46 on average.",
            "A trial of a smartphone app three years ago reached 4% of passengers. Most of those who depend on dial-a-ride are over 75, and four in ten have poor mobile reception at home.",
        ),
        outcomes=(
            "Refused journeys fall from 33% to below 12% in the pilot area.",
            "Average occupancy rises from 2.9 to at least 4.5 passengers an hour.",
            "A caller speaks to a person or finishes a booking within three minutes.",
            "Nine pick-ups in ten happen within ten minutes of the time promised.",
        ),
        affected="Some 6,800 registered passengers, 45 paid and 160 volunteer drivers, two hospital discharge lounges and 23 day centres.",
        constraints=(
            "Operators keep their vehicles, drivers and charitable status.",
            "Booking by telephone must be as good as booking by app.",
            "Concessionary passes count, so fares and reimbursement must be recorded for each ride.",
        ),
        restricts_who_may_tender=True,
        eligibility="Firms, charities and joint bids. You do not need to have worked for a council, but you must show a live service of any size with at least 100 bookings a week, yours or a partner’s.",
        budget_pounds=240_000,
        route="open_procedure",
        route_reason="Above the threshold, with requirements clear enough for a single stage.",
        months=15,
        cpv="60100000",
        questions=(
            QuestionSeed(
                "How does Mrs Evans, aged 83, get to her eye clinic on Tuesday?",
                "She has a landline, a walking frame and a neighbour who could share the ride.",
                400,
            ),
            QuestionSeed(
                "How does your routing share six operators’ vehicles fairly?",
                "Say what an operator sees, may refuse and is paid.",
                400,
            ),
            QuestionSeed(
                "How do drivers work with it where there is no signal?",
                "Include volunteers who drive twice a month.",
                250,
            ),
            QuestionSeed(
                "How will you know that waiting and refusals have fallen?",
                "Give the measure, its baseline and how often we see it.",
                250,
            ),
        ),
        criteria=(
            CriterionSeed(
                "Passenger experience",
                "How dependable and simple a journey becomes for people without a smartphone.",
                30,
                3,
            ),
            CriterionSeed("Shared planning", "How well vehicles of several operators are used together.", 25, 3),
            CriterionSeed("Start-up and support", "How realistically operators are brought in and kept going.", 15),
        ),
        price_method="published_range",
        price_weight=30,
        tie_rule="heaviest_criterion",
        price_range_pounds=(170_000, 240_000),
        sme_measures="Questions were cut from eleven to four after talks with nine small suppliers. There is no deposit, and the first invoice may be sent on the day the contract starts.",
        has_lots=False,
        lots_reason="We considered one lot for each district. Refusals come from the boundaries between districts, so one plan has to cover them all.",
        conflicts_assessed=-21,
        conflicts_note="Eleven people assessed. A transport planner’s brother drives for an operator; she may not see operator payments.",
        readiness=(7, 9),
        intellectual_property=terms.SUPPLIER_OWNS,
        contacts=(ContactSeed("Eleanor Pugh", "eleanor.pugh@severnshire.example"),),
        dates=DatesSeed(
            opens=-12, questions_close=8, answers_due=13, closes=22, decision_expected=50, contract_starts=78
        ),
    ),
    ChallengeSeed(
        slug="flood-gullies",
        status="open",
        lead="severnshire",
        author="eleanor.pugh@severnshire.example",
        approver="ruth.applegarth@severnshire.example",
        title="Clear the gullies that are about to flood, not the ones that are due",
        summary="We empty 112,000 road gullies by calendar; we want to send tankers where silt and forecast rain will meet.",
        sectors=("water", "transport"),
        problem=(
            "Each gully is emptied once in 18 months whether it needs it or not. Crews report that 44% are nearly clean when they arrive, while 380 properties were flooded from the highway in the last two winters, mostly beside gullies that were blocked with leaves and soil.",
            "We know where gullies are but not how they behave. A drain below a ploughed field can fill in a week; one on a ridge stays open for five years. Inspectors’ knowledge is in their heads, and four of seven retire by 2028.",
        ),
        outcomes=(
            "At least a third fewer wasted visits in the two trial districts.",
            "Blocked gullies are found at least 48 hours before forecast heavy rain in eight cases out of ten.",
            "No increase in tanker hours.",
        ),
        affected="Residents of 41 flood-prone streets, two tanker crews, the control room, and farmers whose fields drain on to lanes.",
        constraints=(
            "Anything fixed below a grate must survive jetting at 150 bar.",
            "Devices must last three winters without a change of battery.",
            "Results must appear in our present asset map through its open interface.",
        ),
        restricts_who_may_tender=False,
        eligibility="Open to all. Working in the carriageway needs a street works card, which a subcontractor may hold.",
        budget_pounds=120_000,
        route="below_threshold_open",
        route_reason="Below the threshold; we would rather hear from many than shortlist a few.",
        months=9,
        cpv="90641000",
        questions=(
            QuestionSeed(
                "How do you find out which gullies are filling?",
                "Sensors, records, photographs from lorries: anything that works.",
                350,
            ),
            QuestionSeed(
                "How does a crew’s Monday change?", "Describe the list they get and how they may argue with it.", 250
            ),
            QuestionSeed(
                "How will we tell whether fewer homes were at risk?", "Winters differ; say how you allow for that.", 250
            ),
        ),
        criteria=(
            CriterionSeed("Right gully, right time", "How well blockages are foreseen.", 40, 3),
            CriterionSeed("Practical on the road", "How robust and safe it is to fit, reach and maintain.", 25, 2),
            CriterionSeed("Passing on knowledge", "How inspectors’ experience is captured and used.", 10),
        ),
        price_method="linear_from_lowest",
        price_weight=25,
        tie_rule="heaviest_criterion",
        sme_measures="Reply in 850 words on our form. We lend a tanker crew for four days, and asset data is free to download before you decide to bid.",
        has_lots=False,
        lots_reason="Two districts could be two lots, but comparing like with like needs one method in both.",
        conflicts_assessed=-26,
        conflicts_note="Seven people assessed, no interests found. Repeated when the deadline has passed and names are known.",
        readiness=(5, 7),
        intellectual_property=terms.SUPPLIER_OWNS_OPEN_DATA,
        contacts=(ContactSeed("Imran Sheikh", "imran.sheikh@severnshire.example"),),
        dates=DatesSeed(
            opens=-17, questions_close=-2, answers_due=3, closes=11, decision_expected=32, contract_starts=53
        ),
    ),
    ChallengeSeed(
        slug="potholes-first-time",
        status="closed",
        lead="severnshire",
        author="eleanor.pugh@severnshire.example",
        approver="ruth.applegarth@severnshire.example",
        title="Mend potholes once: repairs that still hold after three winters",
        summary="Four in ten of our patches fail within a year; we want a way to find, cut and fill that lasts.",
        sectors=("transport", "housing"),
        problem=(
            "Severnshire repaired 58,600 potholes last year at £71 each and went back to 23,900 of them. Crews are paid by the patch, often in rain, and arrive with whatever material the depot has.",
            "Inspectors drive each road monthly and measure with a ruler. Defects grow between visits, particularly on unclassified lanes where tractors break the edge. Claims for damaged wheels cost £640,000.",
            "We would accept a machine, a material, a method or a contract that pays for survival instead of for numbers. What we cannot accept is one more year of the same.",
        ),
        outcomes=(
            "Fewer than 8% of repairs fail within twelve months, checked by photograph.",
            "Cost for each repair that survives a year falls below £95.",
            "Carbon for each repair falls by a quarter against the depot’s 2025 figure.",
        ),
        affected="Drivers, cyclists and riders on 1,050 km of minor road in the Upper Lode area, six repair gangs and the claims team.",
        constraints=(
            "One lane stays open wherever the road is wider than 4.8 m.",
            "Skid resistance must meet the county’s published level.",
            "Gangs employed now must be trained, not displaced.",
        ),
        restricts_who_may_tender=False,
        eligibility="Contractors, material makers and researchers, in any combination. Health and safety accreditation or its equivalent is needed before work on the road begins.",
        budget_pounds=300_000,
        route="open_procedure",
        route_reason="Above the threshold; methods can be compared from written evidence and a site visit.",
        months=14,
        cpv="45233141",
        questions=(
            QuestionSeed(
                "What makes a patch fail, and what does your method change?",
                "Evidence from a car park counts if it has been through frost.",
                400,
            ),
            QuestionSeed(
                "How do you choose which defect to mend first?", "Say how you treat edges, trenches and crazing.", 300
            ),
            QuestionSeed(
                "Set out the whole cost of 2,000 repairs over three years.",
                "Include returning to those that fail.",
                300,
            ),
            QuestionSeed("How will our gangs learn it?", "Days, places and who teaches.", 200),
            QuestionSeed(
                "What are the carbon figures for one repair?", "Name the boundaries and factors that you used.", 200
            ),
        ),
        criteria=(
            CriterionSeed("Durability", "How sure we can be that repairs last three winters.", 35, 3),
            CriterionSeed("Whole-life value", "How well the cost of surviving repairs is understood.", 15),
            CriterionSeed("People and carbon", "What gangs gain and the climate is spared.", 10),
        ),
        price_method="relative_to_lowest",
        price_weight=40,
        tie_rule="heaviest_criterion",
        sme_measures="Trial lengths may be as short as 40 km, so a firm with one gang can bid. Bonds and parent guarantees are not asked for.",
        has_lots=False,
        lots_reason="One lot keeps the comparison between methods fair; firms may bid for a part of the length.",
        conflicts_assessed=-61,
        conflicts_note="Nine people assessed. An area manager holds shares in a surfacing group and has no role.",
        readiness=(6, 8),
        intellectual_property=terms.SUPPLIER_OWNS,
        contacts=(ContactSeed("Eleanor Pugh", "eleanor.pugh@severnshire.example"),),
        dates=DatesSeed(
            opens=-52, questions_close=-34, answers_due=-28, closes=-18, decision_expected=17, contract_starts=45
        ),
    ),
    ChallengeSeed(
        slug="winter-gritting-routes",
        status="withdrawn",
        lead="severnshire",
        author="eleanor.pugh@severnshire.example",
        approver="ruth.applegarth@severnshire.example",
        title="Salt only the roads that will freeze tonight",
        summary="Our 34 gritters treat whole routes although frost forms on part of them; we want decisions by stretch of road.",
        sectors=("transport", "environment"),
        problem=(
            "On an average winter night we spread 210 tonnes of salt over 1,540 km because a forecast for the whole county leaves no choice. Thermal mapping from 2011 suggests that a third of that length stays above zero.",
            "Salt costs £52 a tonne, kills verges and runs into the Lode. Yet nobody will be thanked for leaving out a bend that turned to ice, so any new way must show its reasons to the duty officer in a form a coroner could follow.",
        ),
        outcomes=(
            "Salt use falls by 20% with no rise in icy-road incidents.",
            "A decision for each 250 m stretch is ready by 14:00.",
            "Every decision not to treat is recorded with the figures it rested on.",
        ),
        affected="Night crews, duty officers, bus operators whose first run is at 05:40, and everybody who drives before dawn.",
        constraints=(
            "The officer on duty decides; software may only advise.",
            "Gritters’ present controllers stay in place.",
        ),
        restricts_who_may_tender=False,
        eligibility="Open to forecasters, software firms and universities.",
        budget_pounds=88_000,
        route="below_threshold_open",
        route_reason="Below the threshold and ready to be bought in one stage.",
        months=6,
        cpv="90630000",
        questions=(
            QuestionSeed(
                "How do you forecast the temperature of a short stretch of road?",
                "Give your error on nights close to freezing.",
                350,
            ),
            QuestionSeed(
                "How would a duty officer weigh your advice?", "Show a night on which advice and instinct differ.", 300
            ),
            QuestionSeed("What do you need to install, if anything?", "Count stations, visits and licences.", 200),
        ),
        criteria=(
            CriterionSeed("Accuracy near freezing", "How good the forecast is on the nights that matter.", 45, 3),
            CriterionSeed("Explained decisions", "How easily reasons are seen and kept.", 25, 3),
        ),
        price_method="published_range",
        price_weight=30,
        tie_rule="lower_price",
        price_range_pounds=(55_000, 88_000),
        sme_measures="Four years of our own sensor records are free to use in a bid, so nobody needs to own a network already.",
        has_lots=False,
        lots_reason="Forecast and record belong to the same decision.",
        conflicts_assessed=-57,
        conflicts_note="Six people assessed; nothing found.",
        readiness=(6, 8),
        intellectual_property=terms.SHARED_RESULTS,
        contacts=(ContactSeed("Eleanor Pugh", "eleanor.pugh@severnshire.example"),),
        dates=DatesSeed(
            opens=-48, questions_close=-26, answers_due=-20, closes=-10, decision_expected=20, contract_starts=48
        ),
        withdrawal=WithdrawalSeed(
            -30,
            "A neighbouring trial that is paid for nationally was extended to our roads nine days after we published. Buying the same again would waste public money and bidders’ time. We will publish its results here and ask again if questions remain.",
        ),
    ),
)
