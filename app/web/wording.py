"""What WTForms says by itself, as sentences for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CHOOSE = "Choose one of the options"

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "Not a valid choice.": CHOOSE,
        "Invalid Choice: could not coerce.": CHOOSE,
        "Invalid choice(s): one or more data inputs could not be coerced.": CHOOSE,
        "'%(value)s' is not a valid choice for this field.": CHOOSE,
        "'%(value)s' are not valid choices for this field.": CHOOSE,
        "This field is required.": "Enter an answer",
        "Not a valid integer value.": "Enter a whole number, for example 12",
        "Not a valid decimal value.": "Enter a number, for example 12.5",
        "Invalid input.": "Enter an answer in the form that the hint shows",
        "Invalid email address.": "Enter an email address in the correct format, such as name@example.com",
        "Invalid URL.": "Enter a web address in the correct format, such as https://www.example.com",
        "Field must be equal to %(other_name)s.": "The two answers must be the same",
        "Field cannot be longer than %(max)d character.": "The answer must be %(max)d character or fewer",
        "Field cannot be longer than %(max)d characters.": "The answer must be %(max)d characters or fewer",
        "Field must be at least %(min)d character long.": "The answer must be %(min)d character or more",
        "Field must be at least %(min)d characters long.": "The answer must be %(min)d characters or more",
        "Number must be at least %(min)s.": "The number must be %(min)s or more",
        "Number must be at most %(max)s.": "The number must be %(max)s or less",
        "Number must be between %(min)s and %(max)s.": "The number must be between %(min)s and %(max)s",
    }
)


class Wording:
    """Translations as WTForms asks for them; what is not known stays as it is."""

    def gettext(self, string: str) -> str:
        return SENTENCES.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)
