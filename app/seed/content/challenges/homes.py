"""Made-up challenges about homes that councils own or arrange."""

from __future__ import annotations

from app.seed.content import terms
from app.seed.content.kinds import ChallengeSeed, CommentSeed, ContactSeed, CriterionSeed, DatesSeed, QuestionSeed

HOMES: tuple[ChallengeSeed, ...] = (
    ChallengeSeed(
        slug="damp-and-mould-sensing",
        status="open",
        lead="kilnsworth",
        author="harjit.dhaliwal@kilnsworth.example",
        approver="colin.threlfall@kilnsworth.example",
        title="Spot damp and mould in council homes before a tenant has to report it",
        summary="We learn of mould from complaints, when it is already on the wall; we want early signs from 900 homes and a plan for each.",
        sectors=("housing", "connectivity"),
        problem=(
            "Of 19,400 homes that Kilnsworth lets, 2,300 had a damp case last winter. The median case was reported eleven weeks after the first black spots, and 640 homes had been treated before: washed, painted and left to grow again.",
            "A surveyor’s visit takes one reading on one day. It cannot tell condensation from a leak behind tiles, nor a family that cannot afford heating from a fan that has been broken since spring. Tenants tell us that being handed a leaflet about opening windows feels like blame.",
            "The law now sets days, not months, for us to look and to act. We need to know where to look.",
        ),
        outcomes=(
            "Seven homes in ten that develop mould are flagged at least three weeks before it can be seen.",
            "No more than one flag in five is false.",
            "Every flagged home gets a written cause and a remedy within ten working days.",
            "Tenants who take part rate the experience 4 out of 5 or better.",
        ),
        affected="Nine hundred households in brick terraces and system-built flats, among them 210 with a child under five or somebody with a lung condition.",
        constraints=(
            "Tenants choose to take part and can stop at any time without giving a reason.",
            "Sensors must not need the tenant’s broadband, plug sockets or attention.",
            "Readings may never be used for rent arrears or tenancy action.",
        ),
        restricts_who_may_tender=False,
        eligibility="Any supplier or consortium. Staff who enter homes need a basic disclosure check by the day they start.",
        budget_pounds=150_000,
        route="below_threshold_open",
        route_reason="Below the threshold, with every option counted in.",
        months=12,
        cpv="38300000",
        questions=(
            QuestionSeed(
                "How do you tell condensation, rising damp and a leak apart?",
                "Explain with readings from at least one real building.",
                400,
            ),
            QuestionSeed(
                "What does a tenant see, and what do you never collect?",
                "Write it as you would say it on a doorstep.",
                300,
            ),
            QuestionSeed(
                "How do you get from a warning to a repair?",
                "Say what our surveyors and call centre would do differently.",
                300,
            ),
            QuestionSeed("What would it cost to cover 5,000 homes?", "Give a range and what it depends on.", 200),
        ),
        criteria=(
            CriterionSeed("Early and right", "How early problems are found and how often the cause is right.", 35, 3),
            CriterionSeed("Trust of tenants", "How well people are asked, informed and left in control.", 25, 3),
            CriterionSeed("From warning to remedy", "How well it fits the way repairs are ordered.", 15),
        ),
        price_method="published_range",
        price_weight=25,
        tie_rule="heaviest_criterion",
        price_range_pounds=(105_000, 150_000),
        sme_measures="Two firms told us that stock lists were what kept them out, so building types, ages and heating for all 900 homes are published with this call. Payment is monthly.",
        has_lots=False,
        lots_reason="Sensing and diagnosis are bought together because last time the two suppliers each blamed the other’s data.",
        conflicts_assessed=-20,
        conflicts_note="Eight people assessed. The asset data lead once worked for a sensor reseller, more than five years ago; judged not to matter and recorded.",
        readiness=(7, 8),
        intellectual_property=terms.SUPPLIER_OWNS,
        contacts=(
            ContactSeed("Harjit Dhaliwal", "harjit.dhaliwal@kilnsworth.example"),
            ContactSeed("Beatriz Fonseca", "beatriz.fonseca@kilnsworth.example"),
        ),
        dates=DatesSeed(
            opens=-11, questions_close=4, answers_due=8, closes=16, decision_expected=39, contract_starts=66
        ),
    ),
    ChallengeSeed(
        slug="temporary-accommodation-repairs",
        status="in_review",
        lead="lydebourne",
        author="yasmin.haddad@lydebourne.example",
        approver="stephen.oyelaran@lydebourne.example",
        title="Get repairs done in temporary accommodation while families are living there",
        summary="Families in 460 leased rooms and flats wait 23 days for a repair because four parties pass it round; we want one door and a clock.",
        sectors=("housing",),
        problem=(
            "A boiler fails in a flat that we lease from an agent, who manages it for an owner abroad, whose insurer picks the plumber. The family rings us, then the agent, then us. Last year the mean time to hot water was six days and to a mended window 31.",
            "Placements last seven months on average, so slow repairs are often finished for the next family. We paid £390,000 in alternative rooms and vouchers because homes could not be lived in, far more than the repairs would have cost.",
            "Agents say that our emails arrive without photographs, access times or authority to spend. They are right.",
        ),
        outcomes=(
            "Emergency repairs are made safe within 24 hours in 98% of cases.",
            "The median for other repairs falls from 23 days to seven.",
            "Residents can see what was agreed and when somebody will come, in their own language.",
            "Spending on moves caused by disrepair halves.",
        ),
        affected="Around 1,250 people, more than half of them children, along with 38 letting agents, nine nightly-paid hotels and our placements team.",
        constraints=(
            "Leases differ; the service has to know who pays for what in each of five types.",
            "Reporting must work from an old phone, on little data, without an account.",
            "Contact details of people fleeing abuse are held apart and never sent to agents.",
        ),
        restricts_who_may_tender=False,
        eligibility="Repairs contractors, software firms and charities, alone or together. Gas and electrical work is done by registered people, who may be subcontracted.",
        budget_pounds=262_000,
        route="open_procedure",
        route_reason="Above the threshold; what is needed can be described in full, so one stage is enough.",
        months=18,
        cpv="50700000",
        questions=(
            QuestionSeed(
                "It is Friday, 18:40, and a ceiling has come down on a bed. What happens?",
                "Name each person, message and decision until Monday.",
                400,
            ),
            QuestionSeed(
                "How do you settle who pays without holding up the repair?",
                "Use our five lease types, attached to this call.",
                350,
            ),
            QuestionSeed(
                "How do residents report and follow a repair?", "Cover languages, literacy and a shared phone.", 300
            ),
            QuestionSeed(
                "How will you measure first-time repairs and waiting?",
                "Say which figures the council can check itself.",
                200,
            ),
        ),
        criteria=(
            CriterionSeed("Speed for residents", "How far and how surely waiting falls.", 30, 3),
            CriterionSeed("Agents and owners on board", "How credible the working arrangement is.", 20),
            CriterionSeed("Safe and accessible reporting", "How well residents’ situations are understood.", 15, 3),
        ),
        price_method="linear_from_lowest",
        price_weight=35,
        tie_rule="lower_price",
        sme_measures="Bids may cover the northern or the southern half. A schedule of rates is published, so nobody has to price 900 items from nothing.",
        has_lots=True,
        lots_reason="Two lots, north and south of the river; a bidder may win both.",
        conflicts_assessed=-4,
        conflicts_note="Twelve people assessed. Two officers are landlords in the borough: one has left the team, the other sees no agent’s data.",
        readiness=(6, 8),
        intellectual_property=terms.SUPPLIER_OWNS,
        contacts=(ContactSeed("Yasmin Haddad", "yasmin.haddad@lydebourne.example"),),
        dates=DatesSeed(
            opens=9, questions_close=27, answers_due=33, closes=42, decision_expected=75, contract_starts=103
        ),
        comments=(
            CommentSeed(
                author="fergus.mackinlay@lydebourne.example",
                section="problem",
                text="Good set. Could you say who counts as an emergency? Adult care would want loss of a stairlift in it.",
                days=-3,
            ),
            CommentSeed(
                author="yasmin.haddad@lydebourne.example",
                section="problem",
                text="Added to the list in the attachment, which the text points to.",
                days=-2,
            ),
        ),
    ),
    ChallengeSeed(
        slug="building-safety-records",
        status="draft",
        lead="kilnsworth",
        author="harjit.dhaliwal@kilnsworth.example",
        approver="colin.threlfall@kilnsworth.example",
        title="Bring the safety records of 26 high-rise blocks into one golden thread",
        summary="Drawings, certificates and surveys for our tall blocks lie in nine places; we need one record that a fire officer can use at two in the morning.",
        sectors=("housing", "digital"),
        problem=(
            "For the 26 Kilnsworth blocks of seven storeys or more we hold some 61,000 documents: microfilm from 1964, contractors’ discs, e-mail attachments and two cabinets that nobody will claim. An exercise for the accountable person took eleven days to find out which flats had replacement entrance doors.",
            "Records disagree. The same riser has three numbers. Where nothing can be found we pay for another intrusive survey, at £7,800 a time and with holes in somebody’s kitchen.",
        ),
        outcomes=(
            "Any fire door, cavity barrier or smoke vent is found with its latest evidence in under two minutes.",
            "All 26 blocks have a list of what is missing, with a priority and a price.",
            "Repeat intrusive surveys fall by half within a year.",
        ),
        affected="Some 3,100 residents, building safety managers, the fire service, and trades who drill through walls.",
        constraints=(
            "Originals stay with the council’s archive.",
            "Exports follow an open standard for building information.",
        ),
        restricts_who_may_tender=True,
        eligibility="Bidders shall evidence a minimum annual turnover of £5 million in each of the preceding three financial years and shall furnish audited accounts in substantiation thereof.",
        budget_pounds=178_000,
        route="below_threshold_open",
        route_reason="Below the threshold with one year of support included.",
        months=11,
        cpv="48613000",
        questions=(
            QuestionSeed(
                "How do you read, sort and link 61,000 mixed documents?",
                "Include handwriting, microfilm and plans larger than A1.",
                400,
            ),
            QuestionSeed("What does a fire officer see on arriving?", "Describe one screen or one sheet.", 200),
            QuestionSeed(
                "How are contradictions settled and shown?", "Say who decides, and how that stays on record.", 300
            ),
        ),
        criteria=(
            CriterionSeed("Complete and correct", "How surely records are found, linked and checked.", 40, 3),
            CriterionSeed("Use in an emergency", "How quickly the right fact reaches the right person.", 25, 3),
        ),
        price_method="published_range",
        price_weight=30,
        tie_rule="heaviest_criterion",
        price_range_pounds=(125_000, 178_000),
        has_lots=False,
        lots_reason="One thread needs one keeper.",
        conflicts_note="Ten people assessed; one declaration is still awaited.",
        readiness=(6, 8),
        intellectual_property=terms.SUPPLIER_OWNS,
        contacts=(ContactSeed("Harjit Dhaliwal", "harjit.dhaliwal@kilnsworth.example"),),
        dates=DatesSeed(
            opens=14, questions_close=30, answers_due=36, closes=45, decision_expected=73, contract_starts=101
        ),
        comments=(
            CommentSeed(
                author="beatriz.fonseca@kilnsworth.example",
                section="questions",
                text="Please ask for drawings larger than A1 by name. Half of what we hold is A0.",
                days=-9,
            ),
            CommentSeed(
                author="colin.threlfall@kilnsworth.example",
                section="eligibility",
                text="A turnover of £5 million and audited accounts would shut out almost everybody who does this well. Neither is needed for a contract of this size, and the Act does not let us ask for the accounts of firms that need not have them audited.",
                days=-6,
            ),
        ),
        sent_back=CommentSeed(
            author="colin.threlfall@kilnsworth.example",
            section="criteria",
            text="Sent back for three things. The weights add up to 95%, not 100%. The turnover test has to go. And the paragraph on small firms is empty. The problem itself is very well put.",
            days=-6,
        ),
    ),
)
