"""Interim: replaced by the reader and speaker of meeting times."""

from datetime import date, time


def say_day(day: date, language: str) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def say_moment(day: date, clock: time, language: str) -> str:
    return f"{say_day(day, language)} {clock:%H:%M}"
