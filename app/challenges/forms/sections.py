"""One form for each section of a draft that is a page of fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovSelect,
    GovTextArea,
)
from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from app.challenges.forms.base import SectionForm, line, long_text
from app.challenges.models import SHORT_TEXT_MAX, SUMMARY_MAX, TITLE_MAX
from app.challenges.states import OWNERSHIP, READINESS, TIE_RULES, Section
from app.core.clock import LONDON, london_instant
from app.core.errors import DomainError
from app.rules.price import EXPLANATIONS
from app.rules.regimes import ROUTES
from app.web.fields import (
    ClockField,
    DayField,
    Option,
    OptionField,
    PercentField,
    PoundsField,
    WholeNumberField,
)
from app.web.forms import squash_spaces

MONTHS_MAX = 240
END_OF_DAY = time(23, 59)
LEVELS = [
    SelectChoice("", "Not said"),
    *(SelectChoice(str(level), words) for level, words in READINESS.items()),
]


class ProblemForm(SectionForm):
    title = line(
        "What is the challenge called?",
        "For example, ‘Find leaks in water pipes without digging’",
        most=TITLE_MAX,
        asks="Enter a name for the challenge",
    )
    summary = TextAreaField(
        "Summary",
        description="One or two sentences that a firm reads first",
        filters=[squash_spaces],
        validators=[Length(max=SUMMARY_MAX, message=f"Summary must be {SUMMARY_MAX} characters or fewer")],
        widget=GovTextArea(),
        render_kw={"params": {"rows": 3}},
    )
    problem = long_text("What is the problem?", "Say what happens today, where, how often and what it costs", rows=10)
    outcomes = long_text(
        "What outcomes do you want?", "Say what would be different and how you would measure it. Leave the how to firms"
    )
    affected = long_text("Who is affected?", most=SHORT_TEXT_MAX, rows=5)
    constraints = long_text(
        "What must a solution respect?", "For example data protection, buildings, working hours, systems", rows=5
    )


class BudgetForm(SectionForm):
    budget = PoundsField(
        "What is the most you could pay, in pounds?",
        description="With VAT, all options, extensions, prizes and payments to participants",
        validators=[Optional()],
    )
    months = WholeNumberField("For how many months would the contract or pilot run?", validators=[Optional()])
    budget_note = long_text("What else should firms know about the money?", "For example when you pay", rows=4)

    def validate_budget(self, field: PoundsField) -> None:
        if field.data is not None and field.data <= 0:
            raise ValidationError("The most you could pay must be more than £0")

    def validate_months(self, field: WholeNumberField) -> None:
        if field.data is not None and not 1 <= field.data <= MONTHS_MAX:
            raise ValidationError(f"The number of months must be between 1 and {MONTHS_MAX}")


class RouteForm(SectionForm):
    route = OptionField(
        "By which route will you buy?",
        [Option(route.value, rule.name, route, f"{rule.text} ({rule.source})") for route, rule in ROUTES.items()],
    )
    route_reason = long_text("Why this route?", "Kept on the record; not published", most=SHORT_TEXT_MAX, rows=3)
    has_lots = OptionField(
        "Is the challenge divided into lots?",
        [Option("yes", "Yes", True), Option("no", "No", False)],
        description="You must consider it, so that small firms can bid for a part (Procurement Act 2023, s. 18)",
    )
    lots_reason = long_text("If not, why not? If so, what are the lots?", most=SHORT_TEXT_MAX, rows=3)


class DatesForm(SectionForm):
    questions_close_on = DayField("Until which day can firms ask questions?", validators=[Optional()])
    questions_close_time = ClockField("Until what time?", description="UK time, for example 12:00")
    answers_due_on = DayField("By which day will you have answered?", validators=[Optional()])
    closes_on = DayField("On which day do proposals have to be in?", validators=[Optional()])
    closes_time = ClockField(
        "By what time?",
        description="UK time, for example 12:00. Noon from Tuesday to Thursday lets people get help",
    )
    decision_expected_on = DayField("When do you expect to decide?", validators=[Optional()])
    contract_starts_on = DayField("When would the contract start?", validators=[Optional()])

    def fill(self, challenge: Any) -> None:
        """Show the stored instants as days and times."""
        for day, at, instant in (
            (self.questions_close_on, self.questions_close_time, challenge.questions_close_at),
            (self.closes_on, self.closes_time, challenge.closes_at),
            (self.answers_due_on, None, challenge.answers_due_at),
        ):
            if instant is not None:
                local = instant.astimezone(LONDON)
                day.data = local.date()
                if at is not None:
                    at.data = local.time()

    def values(self) -> dict[str, Any]:
        """Return instants.

        Raises:
            DomainError: A day has no time, a time no day, or London clocks show that time twice or never.
        """
        return {
            "questions_close_at": self._instant(self.questions_close_on, self.questions_close_time),
            "answers_due_at": self._end_of(self.answers_due_on),
            "closes_at": self._instant(self.closes_on, self.closes_time),
            "decision_expected_on": self.decision_expected_on.data,
            "contract_starts_on": self.contract_starts_on.data,
        }

    @staticmethod
    def _instant(day: DayField, at: ClockField) -> Any:
        if day.data is None:
            if at.data is not None:
                raise DomainError("Enter the day too, or leave the time empty.", field=day.name)
            return None
        if at.data is None:
            raise DomainError("Enter a time, for example 12:00.", field=at.name)
        return london_instant(day.data, at.data, field=at.name)

    @staticmethod
    def _end_of(day: DayField) -> Any:
        return None if day.data is None else london_instant(day.data, END_OF_DAY, field=day.name)


class EligibilityForm(SectionForm):
    eligibility = long_text("Who can propose?", "For example alone or together; where; with what experience", rows=6)
    restricts_who_may_tender = OptionField(
        "Do you set conditions that a firm has to meet to take part?",
        [
            Option("no", "No, everybody may propose", False),
            Option(
                "yes",
                "Yes",
                True,
                "Only what is proportionate: legal and financial capacity or technical ability. No turnover that shuts "
                "small firms out, no insurance before the award, no contract with you before "
                "(Procurement Act 2023, s. 22)",
            ),
        ],
    )


class PriceForm(SectionForm):
    price_method = OptionField(
        "How is price scored?",
        [
            Option(
                method.value,
                explained.name,
                method,
                f"{explained.text} {explained.example}"
                + (" Leaving out one bid can change who wins." if explained.depends_on_others else ""),
            )
            for method, explained in EXPLANATIONS.items()
        ],
    )
    price_weight = PercentField("Weight of price, in per cent of the total", validators=[Optional()])
    price_minimum = PoundsField("Lowest price of the range", description="In pounds", validators=[Optional()])
    price_maximum = PoundsField("Highest price of the range", description="In pounds", validators=[Optional()])
    tie_rule = OptionField(
        "What decides when totals are equal?", [Option(rule.value, text, rule) for rule, text in TIE_RULES.items()]
    )


class FairnessForm(SectionForm):
    sme_measures = long_text(
        "What keeps small firms from taking part, and what did you do about it?",
        "You must have regard to it (Procurement Act 2023, ss. 12(4) and 86). Published",
        most=SHORT_TEXT_MAX,
        rows=5,
    )
    conflicts_assessed_on = DayField(
        "When was the conflicts assessment prepared?",
        description="Before the notice is published (Procurement Act 2023, s. 83)",
        validators=[Optional()],
    )
    conflicts_note = long_text(
        "What did it find, and what was done?", "Kept on the record; not published", most=SHORT_TEXT_MAX, rows=4
    )


class InnovationForm(SectionForm):
    readiness_from = SelectField(
        "Technology readiness at the start",
        choices=LEVELS,
        coerce=lambda value: int(value) if str(value).isdigit() else None,
        validate_choice=False,
        widget=GovSelect(),
    )
    readiness_to = SelectField(
        "Technology readiness at the end",
        choices=LEVELS,
        coerce=lambda value: int(value) if str(value).isdigit() else None,
        validate_choice=False,
        widget=GovSelect(),
    )
    intellectual_property = OptionField(
        "Who owns what is made?", [Option(kind.value, text, kind) for kind, text in OWNERSHIP.items()]
    )
    intellectual_property_note = long_text("More about ownership and use", most=SHORT_TEXT_MAX, rows=3)

    def validate_readiness_from(self, field: SelectField) -> None:
        if field.data is not None and field.data not in READINESS:
            raise ValidationError("Choose one of the levels")

    validate_readiness_to = validate_readiness_from


SECTION_FORMS: Mapping[Section, type[SectionForm]] = {
    Section.PROBLEM: ProblemForm,
    Section.BUDGET: BudgetForm,
    Section.ROUTE: RouteForm,
    Section.DATES: DatesForm,
    Section.ELIGIBILITY: EligibilityForm,
    Section.PRICE: PriceForm,
    Section.FAIRNESS: FairnessForm,
    Section.INNOVATION: InnovationForm,
}
