"""Made-up challenges about waste, reuse and food."""

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

WASTE: tuple[ChallengeSeed, ...] = (
    ChallengeSeed(
        slug="recycling-in-flats",
        status="open",
        lead="ardenbrook",
        author="priya.nandakumar@ardenbrook.example",
        approver="maureen.osei@ardenbrook.example",
        title="A £60,000 prize for making recycling easy on the fourteenth floor",
        summary="Flats in Ardenbrook recycle 9% of their waste, houses 46%; five finalists get a tower block each to show how that gap closes.",
        sectors=("waste", "housing"),
        problem=(
            "Ardenbrook has 31 towers and 640 lower blocks. Their bin rooms are dark, their chutes take only mixed rubbish, and kitchens have no space for three containers. Half the recycling that does get sorted is rejected because of nappies, food or a mattress on top.",
            "We have tried stickers, leaflets and free sacks. Each raised the rate for about six weeks. Caretakers, who know what goes wrong, were asked for the first time this spring; their answers are attached and worth reading.",
        ),
        outcomes=(
            "In the finalist’s block, recycling that is fit to sell doubles over five months.",
            "Rejected loads fall below 15%.",
            "Caretakers spend no more time in bin rooms than they do now.",
            "The cost for each flat, if spread to all towers, stays under £22 a year.",
        ),
        affected="In the trial, 520 households in five towers, 11 caretakers and two collection crews.",
        constraints=(
            "Escape routes and fire doors are not to be obstructed, ever.",
            "No fines and no cameras pointed at residents.",
            "Chutes may be closed only if 60% of the households in a block agree.",
        ),
        restricts_who_may_tender=False,
        eligibility="Anybody over 18, any firm, charity, school or tenants’ association. Entrants outside the UK may take part but must trial here.",
        budget_pounds=60_000,
        route="prize",
        route_reason="We pay for a result, from whomever it comes, and leave the way there open.",
        months=5,
        cpv="90511000",
        questions=(
            QuestionSeed(
                "What would a resident do differently on a wet Tuesday night?", "With a baby on one arm.", 250
            ),
            QuestionSeed(
                "Why would it last longer than six weeks?",
                "Point to habits, design or money, and to any evidence.",
                250,
            ),
            QuestionSeed("What would you spend £5,000 of finalist money on?", "A short list.", 150),
        ),
        criteria=(
            CriterionSeed("Ease for residents", "How little effort or space it asks of people.", 35, 2),
            CriterionSeed("Lasting effect", "How likely it is to hold after the trial.", 35, 2),
            CriterionSeed("Cost to spread", "How affordable it would be for all blocks.", 30),
        ),
        price_method="fixed_price",
        price_weight=0,
        tie_rule="drawing_lots",
        sme_measures="Entry takes about two hours and 650 words. Each of five finalists is paid £5,000 in advance, and the winner receives £35,000.",
        has_lots=False,
        lots_reason="A prize has no lots; finalists each have a block of their own.",
        conflicts_assessed=-14,
        conflicts_note="Judges and seven officers assessed. One judge chairs a tenants’ association and will not judge its entry.",
        readiness=(4, 7),
        intellectual_property=terms.ENTRANT_OWNS,
        contacts=(ContactSeed("Priya Nandakumar", "priya.nandakumar@ardenbrook.example"),),
        dates=DatesSeed(
            opens=-5, questions_close=40, answers_due=46, closes=60, decision_expected=88, contract_starts=116
        ),
    ),
    ChallengeSeed(
        slug="fly-tipping-lay-bys",
        status="open",
        lead="mardle-valley",
        author="judith.farrow@mardlevalley.example",
        approver="sanjay.rao@mardlevalley.example",
        title="Catch fly-tippers in lanes and lay-bys with evidence that stands up in court",
        summary="Fly-tipping in rural spots costs us £96,000 a year and two prosecutions in a hundred; we want fewer loads and better proof.",
        sectors=("waste", "safety"),
        problem=(
            "Mardle Valley cleared 1,130 tips last year. Four in five were in 26 places: gateways, woodland tracks and one notorious lay-by on the Lode Ferry road. Most were builders’ or house-clearance loads of more than a van.",
            "Our two trail cameras are stolen, flooded or full of foxes. When a plate can be read the clip often fails as evidence, because nobody can show who had the memory card between the hedge and the hearing.",
        ),
        outcomes=(
            "Loads at the worst ten places fall by 40% in nine months.",
            "At least 15 cases with a readable plate and an unbroken record of custody.",
            "An officer spends under two hours on a case file.",
        ),
        affected="Farmers and woodland owners who pay to clear their own land, 58 parish councils, and a crew of four.",
        constraints=(
            "A privacy assessment and signs come first; no footpath or home may be in view.",
            "There is no mains power, and a mobile signal at only 15 of the 26 places.",
        ),
        restricts_who_may_tender=False,
        eligibility="Open to any supplier. Two references are welcome, from any kind of customer, but not required.",
        budget_pounds=48_000,
        route="below_threshold_open",
        route_reason="Well below the threshold, so as short as we can make it.",
        months=9,
        cpv="35125000",
        questions=(
            QuestionSeed(
                "How do you see a van and ignore a deer, for nine months, without mains?",
                "Give hours of battery in December.",
                300,
            ),
            QuestionSeed(
                "Show the path of one clip from lane to magistrate.", "Each hand, each copy, each check.", 300
            ),
            QuestionSeed(
                "What stops people from simply tipping a mile away?", "We know the pattern; what is your answer?", 200
            ),
        ),
        criteria=(
            CriterionSeed("Sound evidence", "How surely clips could be relied on in court.", 35, 3),
            CriterionSeed("Fewer loads", "How convincingly tipping falls rather than moves.", 30, 2),
            CriterionSeed("Hard-wearing", "How well equipment lasts outdoors.", 10),
        ),
        price_method="published_range",
        price_weight=25,
        tie_rule="lower_price",
        price_range_pounds=(30_000, 48_000),
        sme_measures="No accreditation beyond data protection registration. Equipment may be hired to us, so nobody has to finance it.",
        has_lots=False,
        lots_reason="Cameras, signs and case files are small and belong together.",
        conflicts_assessed=-34,
        conflicts_note="Four people assessed; no interest to declare.",
        readiness=(7, 9),
        intellectual_property=terms.SUPPLIER_OWNS,
        contacts=(
            ContactSeed("Judith Farrow", "judith.farrow@mardlevalley.example"),
            ContactSeed("Megan Lightowler", "megan.lightowler@mardlevalley.example"),
        ),
        dates=DatesSeed(
            opens=-25, questions_close=-7, answers_due=-3, closes=3, decision_expected=24, contract_starts=45
        ),
    ),
    ChallengeSeed(
        slug="school-meals-waste",
        status="in_review",
        lead="severnshire",
        author="kwabena.mensah@severnshire.example",
        approver="ruth.applegarth@severnshire.example",
        title="Halve what is left on the plate in 24 primary schools",
        summary="Children leave 31% of each school lunch; we want menus, portions and dining rooms that change it without more packaging or shame.",
        sectors=("food", "education", "waste"),
        problem=(
            "Our kitchens serve 11,600 lunches a day. Caterers weigh what they buy and what they bin from the kitchen, but not what children scrape off, which a study in three schools put at 94 g a head. Vegetables and anything in gravy come back first.",
            "Cooks order by the number on the register, a fortnight ahead. On trip days they throw away whole trays. Lunch lasts 35 minutes in two sittings, and infants sent in last eat least.",
        ),
        outcomes=(
            "Plate waste falls from 94 g to 47 g a child by the summer term.",
            "Uptake of free meals does not fall in any school.",
            "Cooks say that ordering takes no longer than before.",
        ),
        affected="Some 5,700 pupils, 96 cooks and midday staff, caretakers, and parents who pay £2.75 a day.",
        constraints=(
            "School food standards apply, and every allergy plan is kept.",
            "No child is singled out, photographed or rewarded for eating.",
            "No single-use containers.",
        ),
        restricts_who_may_tender=False,
        eligibility="Caterers, designers, researchers, software firms and charities. Anybody on site during lunch needs an enhanced disclosure check, which we arrange.",
        budget_pounds=84_000,
        route="below_threshold_open",
        route_reason="Below the threshold, open to all, in time for a school year.",
        months=8,
        cpv="55524000",
        questions=(
            QuestionSeed(
                "What would you change first in a school you have never seen?",
                "And what would you look at before deciding?",
                300,
            ),
            QuestionSeed(
                "How do you weigh what is left without slowing the queue?", "Eight minutes, 120 children.", 250
            ),
            QuestionSeed("How would you bring in cooks and pupils?", "From the first week.", 250),
            QuestionSeed("How can another county copy it?", "What you would leave behind.", 150),
        ),
        criteria=(
            CriterionSeed("Less left over", "How strong the case is that plate waste halves.", 35, 3),
            CriterionSeed("Children’s welfare", "How kindly and healthily it is done.", 30, 3),
            CriterionSeed("Easy for kitchens", "How little extra work it means.", 15),
        ),
        price_method="published_range",
        price_weight=20,
        tie_rule="heaviest_criterion",
        price_range_pounds=(60_000, 84_000),
        sme_measures="A team of two could do this. Term-time payment dates are fixed in advance, and visits to two dining rooms are offered to all.",
        has_lots=False,
        lots_reason="Splitting 24 schools would leave too few for a comparison.",
        conflicts_assessed=-4,
        conflicts_note="Eight people assessed. A head teacher’s sister works for a caterer; the head is asked for advice only.",
        readiness=(5, 8),
        intellectual_property=terms.SUPPLIER_OWNS_OPEN_DATA,
        contacts=(ContactSeed("Kwabena Mensah", "kwabena.mensah@severnshire.example"),),
        dates=DatesSeed(
            opens=7, questions_close=20, answers_due=25, closes=34, decision_expected=55, contract_starts=83
        ),
        comments=(
            CommentSeed(
                author="eleanor.pugh@severnshire.example",
                section="dates",
                text="Opening in the last week of term is hard on caterers. Could the deadline move by a week if we slip?",
                days=-1,
            ),
        ),
    ),
    ChallengeSeed(
        slug="library-of-things",
        status="closed",
        lead="lydebourne",
        author="yasmin.haddad@lydebourne.example",
        approver="stephen.oyelaran@lydebourne.example",
        title="Lend a drill, a tent or a carpet cleaner from every branch library",
        summary="A prize for the best way to run a library of things in branches that are staffed for only 22 hours a week.",
        sectors=("creative", "waste"),
        problem=(
            "A survey of 1,400 Lydebourne households found an average of £1,170 of tools, camping gear and party things used less than twice a year. The tip receives 40 tonnes of them annually, much of it working.",
            "One volunteer-run lending shop shows that people will borrow: 900 loans in its first year. It closes when the volunteer is ill. Branch libraries have the doors, the cards and the goodwill, but neither the hours nor anybody trained to test a hedge trimmer.",
        ),
        outcomes=(
            "Two thousand loans across four branches within a year.",
            "Every powered item tested and every return checked, at under £3 a loan.",
            "A third of borrowers live in the poorest fifth of neighbourhoods.",
        ),
        affected="Members of four branch libraries, 16 library assistants and the volunteers of the lending shop, who want to hand over.",
        constraints=(
            "Borrowing is possible when no staff are present.",
            "A deposit may not keep people on low incomes out.",
        ),
        restricts_who_may_tender=False,
        eligibility="Anybody may enter: residents, charities, firms, students.",
        budget_pounds=30_000,
        route="prize",
        route_reason="A small prize draws residents and charities who would never read a tender.",
        months=12,
        cpv="92511000",
        questions=(
            QuestionSeed(
                "Take us through a loan on a Sunday, when the branch has no staff.",
                "From wanting a thing to giving it back.",
                300,
            ),
            QuestionSeed("Who tests, mends and insures?", "And who pays when a thing comes back broken?", 250),
            QuestionSeed("How will it pay for itself in the second year?", "Show the sums.", 200),
        ),
        criteria=(
            CriterionSeed("Ease of borrowing", "How simple and open to all it is.", 40, 2),
            CriterionSeed("Safe things", "How surely items are tested, clean and complete.", 30, 3),
            CriterionSeed("Standing on its own", "How likely it is to outlive the prize.", 30),
        ),
        price_method="fixed_price",
        price_weight=0,
        tie_rule="drawing_lots",
        sme_measures="Entries of 750 words; three runners-up receive £1,500 each for their work.",
        has_lots=False,
        lots_reason="One prize, with freedom to choose any of the branches.",
        conflicts_assessed=-264,
        conflicts_note="Five judges assessed. One volunteers at the lending shop and stepped down.",
        readiness=(6, 9),
        intellectual_property=terms.ENTRANT_OWNS,
        contacts=(ContactSeed("Yasmin Haddad", "yasmin.haddad@lydebourne.example"),),
        partners=(PartnerSeed("mardle-valley", 6_000),),
        dates=DatesSeed(
            opens=-255,
            questions_close=-230,
            answers_due=-224,
            closes=-210,
            decision_expected=-175,
            contract_starts=-140,
        ),
    ),
)
