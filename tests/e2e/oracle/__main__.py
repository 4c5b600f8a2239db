"""python3 -m oracle SCENARIO.json --mails DIR   compares what arrived with what must; exits 1 on any difference
python3 -m oracle SCENARIO.json --want        prints what must arrive, as JSON lines"""
from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .compare import compared, differences, read_directory
from .play import Outcome, play


def main() -> int:
    parser = argparse.ArgumentParser(prog="oracle", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", type=Path)
    parser.add_argument("--mails", type=Path, metavar="DIR", help="where the .eml files and refused.json are")
    parser.add_argument("--want", action="store_true", help="print the expected mails and refusals")
    arguments = parser.parse_args()
    if not arguments.want and not arguments.mails:
        parser.error("--mails DIR or --want")
    scenario = json.loads(arguments.scenario.read_text())
    outcome = play(scenario)
    if arguments.want:
        print("\n".join(want_lines(outcome)))
    if not arguments.mails:
        return 0
    mails, refused = read_directory(arguments.mails)
    lines = differences(outcome, mails, refused, scenario["facts"])
    print("\n".join(lines + [f"{scenario['name']}: {len(compared(outcome.mails))} mails wanted, "
                             f"{len(compared(mails))} arrived, {len(lines)} differences"]))
    return 1 if lines else 0


def want_lines(outcome: Outcome) -> list[str]:
    mails = sorted(compared(outcome.mails), key=lambda mail: (mail.at, mail.to, sorted(mail.sections)))
    lines = [mail.as_json() for mail in mails] + [{"refused": index} for index in sorted(outcome.refused)]
    return [json.dumps(line, ensure_ascii=False) for line in lines]


if __name__ == "__main__":
    sys.exit(main())
