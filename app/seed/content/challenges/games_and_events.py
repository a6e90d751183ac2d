"""Made-up challenges about the Games, events and town centres."""

from __future__ import annotations

from app.seed.content import terms
from app.seed.content.kinds import (
    ChallengeSeed,
    CommentSeed,
    ContactSeed,
    CriterionSeed,
    DatesSeed,
    PartnerSeed,
    QuestionSeed,
)

GAMES_AND_EVENTS: tuple[ChallengeSeed, ...] = (
    ChallengeSeed(
        slug="crowd-guidance-arden-games",
        status="open",
        lead="ardenbrook",
        author="gareth.ellwood@ardenbrook.example",
        approver="maureen.osei@ardenbrook.example",
        title="Guide Games spectators to the quietest gate, minute by minute, over our 5G test bed",
        summary="We want a way to see queues building outside Ropewalk Stadium and to send people to a shorter one before they join it.",
        sectors=("events", "connectivity", "safety"),
        problem=(
            "Ropewalk Stadium holds 34,000 people and has six gates. At the test event in May two gates took 61% of arrivals, the longest wait was 47 minutes, and stewards with radios learned of it after the queue had reached the tram stop.",
            "Printed signs and announcements cannot change fast enough. The station, the tram stop and the coach park each feed a different side of the ground, and a late train can put 1,900 people on one street within nine minutes.",
            "The city centre has a private 5G network with 42 small cells and computing at its edge, paid for already and barely used. Nobody has shown that it can move a crowd safely, for everybody, including people who carry no phone.",
        ),
        outcomes=(
            "No spectator waits longer than 15 minutes at any gate at three full-scale rehearsals.",
            "Each gate takes between 12% and 22% of arrivals.",
            "Queue lengths are known to within 40 people and are no older than 20 seconds.",
            "At least 80% of wheelchair users in the rehearsal panel say that they found a step-free route without asking.",
        ),
        affected="About 310,000 spectators over eleven days, 700 volunteer stewards, 2,400 households inside the last-mile zone, and traders on Copperhouse Street who lose their pavements to queues.",
        constraints=(
            "No face recognition and no tracking of a phone from one day to the next.",
            "Guidance must reach people without a smartphone, in large print and by sound.",
            "Equipment is fixed to existing columns; each may carry 12 kg.",
            "The safety officer can switch all guidance off with one action.",
        ),
        restricts_who_may_tender=False,
        eligibility="Any organisation, alone or with others. You need public liability insurance of £10 million by the day the contract starts, not before.",
        budget_pounds=285_000,
        route="competitive_flexible",
        route_reason="The value is above the threshold, and a demonstration on the real network between first stage and final tender tells us more than paper.",
        months=10,
        cpv="72000000",
        questions=(
            QuestionSeed(
                "How would a family arriving on a delayed train be guided to a gate?",
                "Tell it as a story from platform to seat. Say what they see and hear.",
                400,
            ),
            QuestionSeed(
                "How do you measure a queue, and how sure are you of the number?",
                "Name the sensors, the error you have measured and where you measured it.",
                350,
            ),
            QuestionSeed(
                "What happens when the network, a sensor or a sign fails?",
                "Cover the first minute, the first hour and the rest of the day.",
                300,
            ),
            QuestionSeed(
                "How do you protect people’s privacy?",
                "List every item of data, how long it lives and who can see it.",
                250,
            ),
            QuestionSeed(
                "Who would work with us, and how would you use the three rehearsals?",
                "Roles rather than CVs. Include what you need from the council.",
                300,
            ),
        ),
        criteria=(
            CriterionSeed(
                "Effect on queues", "How convincingly waiting times fall and arrivals spread over the gates.", 30, 3
            ),
            CriterionSeed("Safety and resilience", "How safely the proposal behaves when things go wrong.", 20, 3),
            CriterionSeed(
                "Inclusion and privacy",
                "How well it serves disabled people and those without a phone, with the least data.",
                20,
                2,
            ),
            CriterionSeed("Delivery by the rehearsals", "How credible the plan and the people are.", 15),
        ),
        price_method="published_range",
        price_weight=15,
        tie_rule="heaviest_criterion",
        price_range_pounds=(200_000, 285_000),
        sme_measures="The first stage is 1,600 words and asks for no price. Shortlisted firms are paid £4,000 for the demonstration, a quarter of the price is paid at signature, and we provide the network, columns and power.",
        has_lots=False,
        lots_reason="Sensing and guidance must answer to each other within seconds, so one team has to be responsible for both. Consortia are welcome.",
        conflicts_assessed=-23,
        conflicts_note="Assessed for 14 people. One engineer advised a sensor maker in 2023; she will not score and has left the project mailing list.",
        readiness=(6, 8),
        intellectual_property=terms.SUPPLIER_OWNS,
        contacts=(
            ContactSeed("Gareth Ellwood", "gareth.ellwood@ardenbrook.example"),
            ContactSeed("Tomasz Wierzba", "tomasz.wierzba@ardenbrook.example"),
        ),
        partners=(PartnerSeed("kilnsworth", 40_000), PartnerSeed("mardle-valley", 25_000)),
        dates=DatesSeed(
            opens=-14, questions_close=14, answers_due=19, closes=28, decision_expected=66, contract_starts=94
        ),
    ),
    ChallengeSeed(
        slug="event-stewarding-pool",
        status="draft",
        lead="ardenbrook",
        author="gareth.ellwood@ardenbrook.example",
        approver="maureen.osei@ardenbrook.example",
        title="Build a shared pool of trained stewards for carnivals, runs and fairs",
        summary="Organisers of 140 small events a year compete for the same stewards; we want one pool that they can all book from.",
        sectors=("events", "education", "safety"),
        problem=(
            "Last year 19 of 140 permitted events were cut short or cancelled because stewards did not turn up. Community organisers pay up to £24 an hour through agencies at two weeks’ notice, while 600 people on our skills programmes look for a first shift.",
            "Every organiser checks identity, trains and briefs from nothing. A person who stewarded the half marathon in April is unknown to the carnival committee in August.",
        ),
        outcomes=(
            "95% of booked stewarding shifts are filled by noon the day before.",
            "300 residents complete the basic steward course, half of them out of work when they begin.",
            "The average cost of an hour falls below £17 for community organisers.",
        ),
        affected="Organisers of 140 events, about 1,100 casual stewards, and the residents who come to carnivals, lantern walks and fun runs.",
        constraints=(
            "Stewards are paid at least the real Living Wage within seven days.",
            "Work that needs a door supervisor’s licence is outside this pool.",
        ),
        restricts_who_may_tender=False,
        eligibility="Open to firms, charities and colleges. Your course must lead to a nationally recognised award or one of equal standing.",
        budget_pounds=132_000,
        route="below_threshold_open",
        route_reason="Below the threshold, and anybody who trains or rosters people could have an answer.",
        months=12,
        cpv="79952000",
        questions=(
            QuestionSeed(
                "How would an organiser book 20 stewards for a Sunday in June?",
                "Take us through each step, from either side.",
                350,
            ),
            QuestionSeed(
                "How will you find and train the first 300 people?",
                "Say who you would work with and what one place costs.",
                350,
            ),
            QuestionSeed(
                "What do you do when somebody does not turn up?",
                "Include the last two hours before the gates open.",
                250,
            ),
        ),
        criteria=(
            CriterionSeed("Reliable cover", "How likely it is that shifts are filled by people who are ready.", 40, 3),
            CriterionSeed("Routes into work", "What residents gain, and how many of them.", 30, 2),
            CriterionSeed("Easy for organisers", "How little effort a volunteer committee needs.", 15),
        ),
        price_method="relative_to_lowest",
        price_weight=15,
        tie_rule="lower_price",
        sme_measures="No turnover test, invoices paid in 14 days, and a reply of 950 words at most.",
        has_lots=False,
        lots_reason="We thought about separate lots for training and for booking; three organisers told us that the gap between the two is the problem.",
        conflicts_note="",
        readiness=(7, 9),
        intellectual_property=terms.SUPPLIER_OWNS,
        contacts=(ContactSeed("Gareth Ellwood", "gareth.ellwood@ardenbrook.example"),),
        dates=DatesSeed(
            opens=12, questions_close=28, answers_due=33, closes=40, decision_expected=68, contract_starts=96
        ),
        comments=(
            CommentSeed(
                author="maureen.osei@ardenbrook.example",
                section="fairness",
                text="Please finish the conflicts assessment before you submit this. Two of the steering group sit on the half marathon’s board, so it matters here.",
                days=-5,
            ),
            CommentSeed(
                author="priya.nandakumar@ardenbrook.example",
                section="price",
                text="Relative scoring lets one very cheap reply swing the result. Would a published range of £95,000 to £132,000 do the same job more calmly?",
                days=-4,
            ),
            CommentSeed(
                author="gareth.ellwood@ardenbrook.example",
                section="fairness",
                text="Agreed. I have asked both board members for their declarations and expect them by Thursday.",
                days=-2,
            ),
        ),
    ),
    ChallengeSeed(
        slug="market-square-footfall",
        status="scheduled",
        lead="mardle-valley",
        author="judith.farrow@mardlevalley.example",
        approver="sanjay.rao@mardlevalley.example",
        title="Know who our three market squares are for, and when they are empty",
        summary="We spend £210,000 a year on market towns without knowing what brings people in; we need honest, affordable counts.",
        sectors=("professional", "digital"),
        problem=(
            "Market stall lettings in Mardle, Oakhanger Cross and Lode Ferry have fallen by 28% in six years. We hold food fairs, free parking days and late openings, and argue afterwards about whether they helped, because our only figures are a clicker count on two Saturdays.",
            "Commercial footfall products are priced for shopping centres. The cheapest quotation was £1,450 a month for one square, and it could not tell a visitor who stays three hours from a commuter who crosses on the way to the bus.",
        ),
        outcomes=(
            "Daily counts for each square within 10% of a hand count, for a year.",
            "Length of stay in four bands, without following anybody.",
            "Traders receive a one-page summary each month, and at least 30 of 52 say they used it.",
            "Running costs after the pilot stay under £350 a month for each square.",
        ),
        affected="Fifty-two market traders, 190 shops and cafés on the squares, and the 96,000 people of the district.",
        constraints=(
            "Two squares are conservation areas: nothing may be fixed to a listed front.",
            "Counts must be published as open data at least weekly.",
        ),
        restricts_who_may_tender=False,
        eligibility="Any supplier that can install within eight weeks. Working examples may come from any setting, including a shop or a festival.",
        budget_pounds=36_000,
        route="below_threshold_open",
        route_reason="Below the threshold. One short stage costs bidders least.",
        months=12,
        cpv="72000000",
        questions=(
            QuestionSeed(
                "How do you count, and how do you know that the count is right?",
                "Show one comparison with a hand count.",
                300,
            ),
            QuestionSeed(
                "What would a fishmonger do differently after reading your monthly page?",
                "Attach nothing; describe it.",
                200,
            ),
            QuestionSeed("What does it cost in the second year?", "List every licence, connection and visit.", 150),
        ),
        criteria=(
            CriterionSeed("Trustworthy figures", "How sound and open the method of counting is.", 35, 3),
            CriterionSeed("Use to traders", "How likely the results are to change a decision.", 25),
            CriterionSeed(
                "Light touch", "How little the equipment takes from the squares, in looks, power and privacy.", 10
            ),
        ),
        price_method="linear_from_lowest",
        price_weight=30,
        tie_rule="lower_price",
        sme_measures="The whole reply is 650 words. We pay half on installation, and a site walk is held on a market day and repeated by video.",
        has_lots=False,
        lots_reason="One square would be too small to be worth a visit; three together suit one small supplier.",
        conflicts_assessed=-5,
        conflicts_note="Five people assessed. One councillor rents a stall; he takes no part and has been told not to discuss it.",
        readiness=(7, 9),
        intellectual_property=terms.SUPPLIER_OWNS_OPEN_DATA,
        contacts=(ContactSeed("Judith Farrow", "judith.farrow@mardlevalley.example"),),
        dates=DatesSeed(
            opens=4, questions_close=18, answers_due=22, closes=32, decision_expected=53, contract_starts=74
        ),
    ),
)
