"""What can be wrong with an answer, and the sentence that says how to mend it.

The browser has the same table (as JSON, translated), so that it says what the server says.
"""

from collections.abc import Mapping
from hcc_longan import _
from zope.i18nmessageid import Message


# Placeholders: `least` and `most` are amounts or numbers, `day` and `year` dates, `text` what was typed.
MESSAGES: Mapping[str, Message] = {
    "missing": _("This answer is needed."),
    "paper_missing": _("Add the file of this paper."),
    "too_long": _("This is too long: write ${most} characters at most."),
    "name_letters": _("Write the name in letters only, without digits or signs, for example Nguyễn Thị Mai."),
    "name_words": _("Write the full name, family name and given name, for example Nguyễn Thị Mai."),
    "cccd_digits": _("Write the 12 digits of the citizen's identity card, for example 080192000123."),
    "cccd_place": _("No citizen's identity card begins with ${text}: compare the first three digits with the card."),
    "cccd_year": _("Digits 4 to 6 (century, sex, year of birth) can't be right: compare the number with the card."),
    "cccd_birth": _("By this number its holder was born in ${year}: compare the number and the date of birth."),
    "cccd_sex": _("By this number its holder is of the other sex: compare the number with the card."),
    "cmnd_digits": _("Write the 9 digits of the old identity card (or 12, if it has 12), for example 301234567."),
    "passport": _("Write the passport number as printed, letters and digits only, for example C1234567."),
    "id_any": _("Write the number as on the document, for example 080192000123 of a citizen's identity card."),
    "tax_digits": _("Write the tax code with 10 digits, for example 0100109106; a branch's as 0100109106-001."),
    "tax_check": _("The last of the 10 digits does not fit the others: compare the tax code with the certificate."),
    "phone": _("Write a number of Vietnam, for example 0901234567 or 02723826000, or a foreign one with + before it."),
    "email": _("Write an e-mail address like mai.nguyen@example.com."),
    "date": _("Write day, month and year, for example 25/12/1990."),
    "date_year": _("Write the year with four digits, for example 25/12/1990."),
    "date_none": _("There is no such day in the calendar: write day, month and year, for example 25/12/1990."),
    "date_future": _("This day is still to come: write a day up to today, for example 25/12/1990."),
    "date_past": _("This day is over: write today or a later day."),
    "age_least": _("Who was born on this day is younger than ${least}: compare the year."),
    "age_most": _("Who was born on this day is older than ${most}: compare the year."),
    "number": _("Write a whole number in digits, for example 3."),
    "amount": _("Write the amount in đồng in digits, for example 1500000 or 1.500.000."),
    "least": _("Write ${least} or more."),
    "most": _("Write ${most} or less."),
    "area": _("Write the area in square metres in digits, with two decimals at most, for example 120,5."),
    "area_double": _("${text} can be read in two ways. Write 1250 for a thousand and more, 1,25 for little over one."),
    "lines_code": _("${text} is not the code of a business line: write 4 or 5 digits first, for example 4711."),
    "lines_division": _("There is no business line with the code ${text}: look it up in the national list."),
    "lines_twice": _("The business line ${text} is there twice: write it once."),
    "address_province": _("Choose the province."),
    "address_district": _("Write the district, town or city of the old address, for example huyện Bến Lức."),
    "address_ward": _("Write the commune, ward or township, for example phường Long An."),
    "address_detail": _("Write house number and street, or the hamlet, for example 76 Hùng Vương or ấp 3."),
    "tick": _("Tick this: without it the dossier can't be taken in hand."),
    "rows_least": _("Fill in ${least} rows or more."),
    "rows_most": _("Fill in ${most} rows or fewer."),
    "choice": _("Choose one of the answers."),
    "parcel": _("Write the number of the parcel and of the map sheet, for example 123/45."),
}


class Wrong(ValueError):
    """An answer that can't be right: `fault` names what is wrong, `message` says how to mend it."""

    def __init__(self, fault: str, **values: str | int):
        self.fault = fault
        self.values = {name: str(value) for name, value in values.items()}
        self.message = Message(MESSAGES[fault], mapping=self.values)
        super().__init__(self.message)
