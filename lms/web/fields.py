"""Form fields that say in plain words what they cannot read."""

from __future__ import annotations

from wtforms import DateField, IntegerField, TimeField


class PlainDateField(DateField):
    """A date."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date a browser sends."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Write the date as year-month-day, such as 2027-06-30.") from error


class PlainTimeField(TimeField):
    """A time of day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time a browser sends."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Write the time as hours and minutes, such as 14:30.") from error


class WholeMinutesField(IntegerField):
    """Whole minutes; an empty field is zero."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number a browser sends."""
        try:
            super().process_formdata([text or "0" for text in valuelist])
        except ValueError as error:
            raise ValueError("Write whole minutes, such as 10.") from error
