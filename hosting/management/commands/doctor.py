"""Says whether the portal stands well where it is installed, one line a check, and what to do."""

import json
import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from hosting.doctor.findings import Asked, Line, as_json, verdict_of
from hosting.doctor.keeping import keep_examination, run_doctor
from hosting.doctor.models import Verdict

# As monitors count: 0 all is well, 1 something is to be looked at, 2 something is wrong
CODES = {Verdict.GOOD: 0, Verdict.ATTENTION: 1, Verdict.BAD: 2}


class Command(BaseCommand):
    help = "Examine the portal where it is installed. Ends with 0 (bon), 1 (attention) or 2 (mauvais)."
    # What they would refuse is what this command is asked to say
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="write what a monitor reads")
        parser.add_argument("--all", action="store_true", help="read every paper again, not a sample")
        parser.add_argument("--mail", default="", metavar="ADDRESS", help="also send a letter to this address")
        parser.add_argument("--keep", action="store_true", help="show what was found on « État du portail » too")

    def handle(self, *args, **options):
        now = timezone.now()
        lines = run_doctor(Asked(now, mail_to=options["mail"], every_paper=options["all"]))
        if options["keep"]:
            keep_examination(lines)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(lines, now), ensure_ascii=False, indent=2))
        else:
            self._say(lines)
        if code := CODES[verdict_of(lines)]:
            sys.exit(code)

    def _say(self, lines: list[Line]) -> None:
        styles = {
            Verdict.GOOD: self.style.SUCCESS,
            Verdict.ATTENTION: self.style.WARNING,
            Verdict.BAD: self.style.ERROR,
        }
        group = ""
        for line in lines:
            if line.group != group:
                group = line.group
                self.stdout.write(f"\n{group}")
            verdict = styles[Verdict(line.verdict)](f"{line.verdict:<9}")
            self.stdout.write(f"  {verdict}  {line.words}\u00a0: {line.observed}")
            if line.act:
                self.stdout.write(f"{'':13}→ {line.act}")
        self.stdout.write(f"\nEn tout\u00a0: {verdict_of(lines)}.")
