"""Made-up challenges about heat, charging, air and trees."""

from __future__ import annotations

from app.seed.content import terms
from app.seed.content.kinds import ChallengeSeed, ContactSeed, CriterionSeed, DatesSeed, PartnerSeed, QuestionSeed

ENERGY_AND_AIR: tuple[ChallengeSeed, ...] = (
    ChallengeSeed(
        slug="canal-side-heat",
        status="scheduled",
        lead="ardenbrook",
        author="priya.nandakumar@ardenbrook.example",
        approver="maureen.osei@ardenbrook.example",
        title="Warm canal-side homes and mills with heat drawn from the water",
        summary="Phased research: prove that a shallow, slow canal can heat old buildings through winter at a price people can pay.",
        sectors=("energy", "housing", "water"),
        problem=(
            "Eleven kilometres of the Ardenbrook and Lode Canal run past 4,300 homes, nine mills and a leisure centre, nearly all heated by gas. Water-source heat pumps work in rivers and docks. Our canal is 1.4 m deep, hardly moves, and freezes along its edges.",
            "Two consultants’ models disagree by a factor of three on how much heat may be taken before fish suffer. Old mills need water at 65 °C in places, which costs a heat pump dearly. Nobody has measured; everybody has estimated.",
            "We want teams to find out, then build something small and real, next to people who will tell us whether they are warm.",
        ),
        outcomes=(
            "A measured limit for heat taken from each pound of the canal, accepted by its owner and the regulator.",
            "A prototype that heats at least 30 homes or one mill through a winter.",
            "Seasonal efficiency of 2.8 or better, on a meter.",
            "Heat that costs residents no more than gas did in the year before.",
        ),
        affected="Residents of Millrace and Tanners’ Quarter, 60 small businesses in mills, boaters and anglers.",
        constraints=(
            "Phase 1 is a study of five months at up to £40,000 for each of four teams; phase 2 builds at up to £220,000 for each of two.",
            "Navigation stays open; water may not be cooled below 2 °C.",
            "Whatever follows is bought in a new competition.",
        ),
        restricts_who_may_tender=False,
        eligibility="Open to all who can carry out research and development in the UK. Access to the towpath and pump house is arranged for every team alike.",
        budget_pounds=600_000,
        route="rd_exempt_phased",
        route_reason="Measurements and a prototype are research and development; the knowledge will be published for other canal towns.",
        months=22,
        cpv="73000000",
        questions=(
            QuestionSeed(
                "How much heat can the canal give, and how will you find out?",
                "Include the coldest fortnight in ten years.",
                400,
            ),
            QuestionSeed(
                "How do you serve buildings that leak heat and want hot radiators?",
                "Say what you would change in them and what you would not.",
                350,
            ),
            QuestionSeed("What do residents pay, and who takes the risk?", "For the winter of the prototype.", 250),
            QuestionSeed("What could harm wildlife or boats?", "And what would make you stop.", 250),
            QuestionSeed("Plan phase 1.", "Milestones, people, money.", 350),
        ),
        criteria=(
            CriterionSeed("Scientific quality", "How well the unknowns are identified and tested.", 30, 3),
            CriterionSeed("Warm at a fair price", "How good the result would be for residents.", 25, 3),
            CriterionSeed("Care for the canal", "How well water, wildlife and boats are protected.", 20, 3),
            CriterionSeed("Team and plan", "How credible delivery is.", 25, 2),
        ),
        price_method="fixed_price",
        price_weight=0,
        tie_rule="heaviest_criterion",
        sme_measures="Teams of any size; study costs are met in full each month. University instruments may be borrowed without charge.",
        has_lots=False,
        lots_reason="Up to four studies run side by side instead of lots.",
        conflicts_assessed=-4,
        conflicts_note="Fifteen people assessed. The university may bid, so its member of the energy board sees no papers until a decision has been made.",
        readiness=(4, 7),
        intellectual_property=terms.SHARED_RESULTS,
        contacts=(ContactSeed("Priya Nandakumar", "priya.nandakumar@ardenbrook.example"),),
        partners=(PartnerSeed("kilnsworth", 150_000),),
        dates=DatesSeed(
            opens=9, questions_close=38, answers_due=45, closes=58, decision_expected=100, contract_starts=135
        ),
    ),
    ChallengeSeed(
        slug="kerbside-charging-terraces",
        status="open",
        lead="lydebourne",
        author="yasmin.haddad@lydebourne.example",
        approver="stephen.oyelaran@lydebourne.example",
        title="Charge an electric car outside a terraced house without tripping anybody up",
        summary="Seven homes in ten have no driveway; we want charging at home prices on narrow pavements, for residents and the people who walk past.",
        sectors=("energy", "transport"),
        problem=(
            "Lydebourne and Ardenbrook have 71,000 terraced homes between them and 212 public chargepoints. Drivers without off-street parking pay up to ten times as much for a unit of electricity. Some run cables across the footway under a rubber mat; 48 falls were reported to us last year.",
            "Pavements are 1.5 m wide in places and full of poles, bins and basements. Parking spaces belong to nobody, so a socket outside number 12 is of little use when number 30 has parked there.",
            "We are open to channels, lamp columns, shared hubs at the end of the street, vans that come by night, or something we have not thought of.",
        ),
        outcomes=(
            "400 households charge within 100 m of home at no more than 1.3 times a domestic night rate.",
            "No trip hazard: a clear width of 1.2 m and a surface flush to 3 mm.",
            "Working 98% of the time, with faults answered within a day.",
            "Blind and partially sighted residents on the panel rate the street no worse than before.",
        ),
        affected="Households in 36 trial streets, people who use sticks, wheelchairs or pushchairs, and engineers of the electricity network.",
        constraints=(
            "No new furniture on pavements narrower than 1.8 m.",
            "Connection costs above £2,500 a site need agreement first.",
            "Equipment can be removed and the surface made good at the supplier’s expense.",
        ),
        restricts_who_may_tender=False,
        eligibility="Single firms or consortia, UK or overseas. Street works accreditation is needed when digging starts and may come from a subcontractor.",
        budget_pounds=450_000,
        route="competitive_flexible",
        route_reason="Above the threshold. We expect very different answers and need to talk about streets and prices before final tenders.",
        months=18,
        cpv="31158000",
        questions=(
            QuestionSeed(
                "Draw us, in words, the pavement outside number 30 at night.",
                "Car, cable, bins, and a neighbour with a pushchair.",
                350,
            ),
            QuestionSeed("What will a resident pay, and why?", "Break down one unit of electricity.", 300),
            QuestionSeed(
                "How do you share out sockets where parking is first come, first served?",
                "Give rules that neighbours could live with.",
                300,
            ),
            QuestionSeed(
                "How do you install and connect 36 streets in 18 months?", "Point out what depends on others.", 350
            ),
            QuestionSeed("Who mends it, and who removes it?", "In year one and in year seven.", 200),
        ),
        criteria=(
            CriterionSeed("Safe and inclusive streets", "How well everybody can pass.", 25, 3),
            CriterionSeed("Fair price to drivers", "How close the cost comes to charging at home.", 25, 2),
            CriterionSeed("Delivery and upkeep", "How credible installation and maintenance are.", 20, 2),
        ),
        price_method="published_range",
        price_weight=30,
        tie_rule="heaviest_criterion",
        price_range_pounds=(330_000, 450_000),
        sme_measures="The first stage is 1,500 words and asks for no price. Street plans, cable routes and permits come from us. You may offer as few as six streets.",
        has_lots=True,
        lots_reason="Three lots by type of street; a firm may win any number of them.",
        conflicts_assessed=-17,
        conflicts_note="Sixteen people assessed in both councils. Two hold shares in energy companies below £500; recorded, no action.",
        readiness=(7, 9),
        intellectual_property=terms.SUPPLIER_OWNS,
        contacts=(
            ContactSeed("Yasmin Haddad", "yasmin.haddad@lydebourne.example"),
            ContactSeed("Tomasz Wierzba", "tomasz.wierzba@ardenbrook.example"),
        ),
        partners=(PartnerSeed("ardenbrook", 180_000),),
        dates=DatesSeed(
            opens=-8, questions_close=18, answers_due=24, closes=35, decision_expected=77, contract_starts=112
        ),
    ),
    ChallengeSeed(
        slug="air-quality-near-schools",
        status="open",
        lead="kilnsworth",
        author="ngozi.adeyinka@kilnsworth.example",
        approver="colin.threlfall@kilnsworth.example",
        title="Cleaner air at the school gate: measure it, explain it, change it",
        summary="Nitrogen dioxide and fine particles peak outside 18 schools at drop-off; we want data that families believe and act on.",
        sectors=("environment", "education", "connectivity"),
        problem=(
            "Kilnsworth has one reference station, four kilometres from the nearest school on this list. Diffusion tubes give a monthly mean, which hides the quarter of an hour in which 300 children stand beside idling engines.",
            "Parents have bought their own sensors and post alarming numbers; some are right and some were placed above a kitchen vent. Argument has replaced action. School streets were tried at three sites, and nobody can say what they did to the streets around.",
        ),
        outcomes=(
            "Readings every five minutes at 18 gates, with the uncertainty stated, for a full school year.",
            "Peaks at drop-off fall by a quarter at six schools that choose a measure.",
            "Nine classes use their own data in a lesson each term.",
        ),
        affected="Some 7,400 pupils, their families and teachers, crossing patrols, and residents of the roads to which traffic may move.",
        constraints=(
            "Devices are compared with a reference instrument before, during and after.",
            "Fixings stay above 2.5 m, clear of signs and school windows.",
            "Every reading is published within an hour, mistakes marked and not deleted.",
        ),
        restricts_who_may_tender=False,
        eligibility="Companies, universities and community groups. No certificate is prescribed; show us how you check your instruments.",
        budget_pounds=95_000,
        route="below_threshold_open",
        route_reason="Below the threshold in both councils taken together.",
        months=13,
        cpv="90731400",
        questions=(
            QuestionSeed(
                "How do you know that your instruments are right?", "Show drift over at least three months.", 300
            ),
            QuestionSeed(
                "How would you talk to a worried parent and to a sceptical driver?", "About the same graph.", 250
            ),
            QuestionSeed(
                "Which changes at a gate work, and how would we see the effect?", "Wind and weather included.", 300
            ),
            QuestionSeed("What would children do with it?", "One lesson, any age.", 200),
        ),
        criteria=(
            CriterionSeed("Sound measurement", "How far we can rely on the readings.", 35, 3),
            CriterionSeed("Understood and used", "How well people of all ages are reached.", 25),
            CriterionSeed("Change at the gate", "How likely it is that peaks fall.", 20, 2),
        ),
        price_method="relative_to_lowest",
        price_weight=20,
        tie_rule="lower_price",
        sme_measures="Instruments can be leased to us month by month. No financial test beyond the usual exclusion questions.",
        has_lots=False,
        lots_reason="Measuring and explaining need one method across all gates, so one lot.",
        conflicts_assessed=-30,
        conflicts_note="Seven people assessed. One has children at a listed school; she helps with access and does not score.",
        readiness=(7, 8),
        intellectual_property=terms.SUPPLIER_OWNS_OPEN_DATA,
        contacts=(ContactSeed("Ngozi Adeyinka", "ngozi.adeyinka@kilnsworth.example"),),
        partners=(PartnerSeed("ardenbrook", 35_000),),
        dates=DatesSeed(
            opens=-21, questions_close=-4, answers_due=0, closes=7, decision_expected=30, contract_starts=58
        ),
    ),
    ChallengeSeed(
        slug="street-tree-watering",
        status="closed",
        lead="kilnsworth",
        author="ngozi.adeyinka@kilnsworth.example",
        approver="colin.threlfall@kilnsworth.example",
        title="Keep 1,200 young street trees alive through dry summers",
        summary="Three in ten saplings die before their fourth year; we want water where roots are thirsty and neighbours who care.",
        sectors=("environment", "professional"),
        problem=(
            "Since 2022 Kilnsworth has planted 1,200 trees at £480 each. A bowser visits each of them every fortnight from May to September. In July 2025 we lost 130, while 200 others drowned in clay that had never dried.",
            "Residents offer help and then do not know whether a bucket is needed. Contractors are paid by the visit, wet or dry.",
        ),
        outcomes=(
            "Losses under 8% in the second summer.",
            "A third less water and mileage.",
            "At least 350 trees with a neighbour who waters them when asked.",
        ),
        affected="Streets with little shade in five wards, the parks team and a watering contractor.",
        constraints=(
            "Probes are removed when a tree is four years old.",
            "Messages go by post or text as well as by app.",
        ),
        restricts_who_may_tender=False,
        eligibility="Any organisation, including community groups with a bank account.",
        budget_pounds=40_000,
        route="below_threshold_open",
        route_reason="Below the threshold, one stage.",
        months=16,
        cpv="77300000",
        questions=(
            QuestionSeed(
                "How do you decide that a lime in clay needs water and a birch in sand does not?",
                "In terms that a ranger would accept.",
                300,
            ),
            QuestionSeed(
                "How do you find and keep neighbours who water?", "Through two summers and one house move.", 250
            ),
            QuestionSeed("What do you leave behind?", "Equipment, records and skills.", 150),
        ),
        criteria=(
            CriterionSeed("Living trees", "How likely losses are to fall.", 40, 2),
            CriterionSeed("Neighbours", "How well people are won and kept.", 30),
        ),
        price_method="published_range",
        price_weight=30,
        tie_rule="lower_price",
        price_range_pounds=(24_000, 40_000),
        sme_measures="One-page financial form, half the price in spring before any work, and no insurance above the legal minimum.",
        has_lots=False,
        lots_reason="Five wards might be lots, yet each would be worth less than a bid costs.",
        conflicts_assessed=-157,
        conflicts_note="Five people assessed; the tree officer’s husband runs a nursery, and planting stock is outside this call.",
        readiness=(6, 8),
        intellectual_property=terms.SUPPLIER_OWNS_OPEN_DATA,
        contacts=(ContactSeed("Ngozi Adeyinka", "ngozi.adeyinka@kilnsworth.example"),),
        dates=DatesSeed(
            opens=-148, questions_close=-135, answers_due=-130, closes=-120, decision_expected=-95, contract_starts=-70
        ),
    ),
)
