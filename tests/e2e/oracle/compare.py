"""Reads what really arrived (DIR/*.eml, DIR/refused.json) and says how it differs from what must (SCENARIO.md "What is compared")."""
from __future__ import annotations

import json
from collections import Counter, defaultdict
from email import policy
from email.parser import BytesParser
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

from .calendar import UTC, rfc3339
from .ledger import Mail
from .play import Outcome
from .rules import BY_ID, TRANSACTIONAL

LEFT_OUT = "training."


def is_compared(section: str) -> bool:
    rule = section.split(" ", 1)[0]
    return not rule.startswith(LEFT_OUT) and (rule in BY_ID or rule in TRANSACTIONAL)


def compared(mails: list[Mail]) -> list[Mail]:
    """Without the sections, and the mails, that are left out."""
    kept = [Mail(mail.at, mail.to, frozenset(filter(is_compared, mail.sections))) for mail in mails]
    return [mail for mail in kept if mail.sections]


def read_mail(path: Path) -> Mail:
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    at = parsedate_to_datetime(str(message["Date"])).astimezone(UTC)
    to = ",".join(address for _, address in getaddresses([str(message["To"])]))
    sections = (" ".join(str(value).split()) for value in message.get_all("Maillage-Reminder", []))
    return Mail(at, to, frozenset(sections))


def read_directory(directory: Path) -> tuple[list[Mail], set[int]]:
    mails = [read_mail(path) for path in sorted(directory.glob("*.eml"))]
    return mails, set(json.loads((directory / "refused.json").read_text()))


def differences(wanted: Outcome, mails: list[Mail], refused: set[int], facts: list[dict]) -> list[str]:
    """One line for each mail or refusal that is not as it must be; none when all is well."""
    expected, arrived = Counter(compared(wanted.mails)), Counter(compared(mails))
    missing, extra = list((expected - arrived).elements()), list((arrived - expected).elements())
    lines = [line for line in paired(missing, extra)]
    lines += [f"refused, but must be accepted: {describe(index, facts)}" for index in sorted(refused - set(wanted.refused))]
    lines += [f"accepted, but must be refused ({wanted.refused[index]}): {describe(index, facts)}"
              for index in sorted(set(wanted.refused) - refused)]
    return lines


def paired(missing: list[Mail], extra: list[Mail]) -> list[str]:
    """Says "late" or "differently grouped" rather than "missing" and "extra" where one mail answers to the other."""
    keyed: list[tuple] = []
    same_sections, same_instant = index_by(extra, lambda m: (m.to, m.sections)), index_by(extra, lambda m: (m.at, m.to))
    taken: set[int] = set()

    def take(candidates: list[Mail]) -> Mail | None:
        found = next((mail for mail in candidates if id(mail) not in taken), None)
        if found:
            taken.add(id(found))
        return found

    rest = []
    for mail in missing:
        other = take(same_sections[mail.to, mail.sections])
        if other:
            keyed.append((mail.at, f"{'early' if other.at < mail.at else 'late'}: {show(mail)} arrived at {rfc3339(other.at)}"))
        else:
            rest.append(mail)
    for mail in rest:
        other = take(same_instant[mail.at, mail.to])
        if other:
            keyed.append((mail.at, f"differently grouped: {rfc3339(mail.at)} {mail.to} "
                                   f"without {sorted(mail.sections - other.sections)} with {sorted(other.sections - mail.sections)}"))
        else:
            keyed.append((mail.at, f"missing: {show(mail)}"))
    keyed += [(mail.at, f"extra: {show(mail)}") for mail in extra if id(mail) not in taken]
    return [line for _, line in sorted(keyed)]


def index_by(mails: list[Mail], key) -> dict:
    index = defaultdict(list)
    for mail in mails:
        index[key(mail)].append(mail)
    return index


def show(mail: Mail) -> str:
    return f"{rfc3339(mail.at)} {mail.to} {sorted(mail.sections)}"


def describe(index: int, facts: list[dict]) -> str:
    return f"fact {index} {json.dumps(facts[index], ensure_ascii=False)}" if index < len(facts) else f"fact {index}"
