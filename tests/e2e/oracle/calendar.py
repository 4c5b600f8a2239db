"""Dates, zones, working days and mornings (REMINDERS.md §1 "Working day", "Morning"; §2 "When")."""
from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

UTC = timezone.utc
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NINE = time(9)

ABOLITION = {"971": (5, 27), "972": (5, 22), "973": (6, 10), "974": (12, 20), "976": (4, 27)}
ALSACE_MOSELLE = {"57", "67", "68"}


def parse_instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def rfc3339(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


@lru_cache(maxsize=None)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=None)
def instant_of(local: datetime, zone: str) -> datetime:
    """The instant of a wall-clock time. §2.5: what the spring change skips moves forward by the gap, what the autumn change
    repeats is its first occurrence; both are what Python calls fold=0."""
    return local.replace(tzinfo=zone_of(zone), fold=0).astimezone(UTC)


@lru_cache(maxsize=None)
def local_time(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(zone_of(zone)).replace(tzinfo=None)


def civil_date(instant: datetime, zone: str) -> date:
    return local_time(instant, zone).date()


def start_of_day(day: date, zone: str) -> datetime:
    return instant_of(datetime.combine(day, time(0)), zone)


def end_of_day(day: date, zone: str) -> datetime:
    """24:00 of that civil date."""
    return start_of_day(day + DAY, zone)


def morning(day: date, zone: str) -> datetime:
    return instant_of(datetime.combine(day, NINE), zone)


def easter(year: int) -> date:
    """Gregorian Easter Sunday (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month = (h + weekday - 7 * m + 90) // 25
    return date(year, month, (h + weekday - 7 * m + 33 * month + 19) % 32)


@lru_cache(maxsize=None)
def holidays(year: int, departement: str) -> frozenset[date]:
    """§1: the 11 national ones; abolition day overseas; Good Friday and 26/12 in 57, 67, 68."""
    sunday = easter(year)
    fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    days = {date(year, month, day) for month, day in fixed}
    days |= {sunday + 1 * DAY, sunday + 39 * DAY, sunday + 50 * DAY}
    if departement in ABOLITION:
        days.add(date(year, *ABOLITION[departement]))
    if departement in ALSACE_MOSELLE:
        days |= {sunday - 2 * DAY, date(year, 12, 26)}
    return frozenset(days)


def is_working_day(day: date, departement: str) -> bool:
    return day.weekday() < 5 and day not in holidays(day.year, departement)


def working_day(day: date, departement: str, step: int) -> date:
    """`day` itself, or the nearest working day in the direction of `step` (-1 or +1)."""
    while not is_working_day(day, departement):
        day += step * DAY
    return day


def next_morning(after: datetime, zone: str, departement: str) -> datetime:
    """§1: the first morning strictly later than `after`."""
    day = civil_date(after, zone)
    while not (is_working_day(day, departement) and morning(day, zone) > after):
        day += DAY
    return morning(day, zone)


def add_months(day: date, months: int) -> date:
    """§2.2: same day number, clamped to the month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
