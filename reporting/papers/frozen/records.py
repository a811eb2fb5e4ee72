"""The activities in the scopes of a report's lines: what a version held, and what left, came or changed since."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max

from reporting.engine.form_spec import read_form_spec
from reporting.engine.report_context import context_of
from reporting.models import CountedRecords, Line, Report, Version
from services.counting.activity_totals import activities
from services.models import Activity, Count

COUNTING = (Line.Source.RECORDS, Line.Source.PARTNERS)
# An activity charged to another agreement has a new revision and says nothing else: its counts were not written again
COUNT_JOURNAL = Count.pgh_event_model._default_manager
Records = dict[int, int]


def records_counted(report: Report) -> Records:
    """Return activity → revision of those in the scopes of a report's lines today, each once; one query a scope."""
    context, lines = context_of(report), read_form_spec(report.template_version).lines
    counting = [line for line in lines if line.source in COUNTING and (line.terms or line.counts_activities)]
    records: Records = {}
    for scope in {scope for line in counting if (scope := context.scope(line))}:
        records |= dict(activities(scope).values_list("pk", "revision"))
    return records


def freeze_records(version: Version, records: Mapping[int, int]) -> CountedRecords:
    """Keep which activities a version counts, and where the journal of counts stood. Two queries."""
    keys = sorted(records)
    return CountedRecords.objects.create(
        version=version,
        activity_ids=keys,
        revisions=[records[key] for key in keys],
        last_event=COUNT_JOURNAL.aggregate(last=Max("pgh_id"))["last"] or 0,
    )


@dataclass(frozen=True)
class Changes:
    """What moved since a paper, among the activities in its lines' scopes: `left`, `came` and `changed`."""

    left: int = 0
    came: int = 0
    changed: int = 0

    @property
    def n(self) -> int:
        return self.left + self.came + self.changed

    @property
    def delta(self) -> int:
        return self.came - self.left

    @property
    def words(self) -> str:
        """« Depuis cette version : 5 fiches modifiées (−2) : 3 n’y comptent plus, 1 s’y ajoute, 1 est corrigée »."""
        return f"Depuis cette version\u00a0: {self.records_words}" if self.n else ""

    @property
    def records_words(self) -> str:
        """The same without its beginning; « aucune fiche modifiée » when nothing moved."""
        if not self.n:
            return "aucune fiche modifiée"
        many = "s" if self.n > 1 else ""
        sign = f"\u00a0({self.delta:+d})".replace("-", "−") if self.delta else ""
        kinds = ", ".join(words for words in self._kinds() if words)
        detail = f"\u00a0: {kinds}" if self.left or self.came else ""
        return f"{self.n} fiche{many} modifiée{many}{sign}{detail}"

    def _kinds(self) -> tuple[str, str, str]:
        return (
            _kind(self.left, "n’y compte plus", "n’y comptent plus"),
            _kind(self.came, "s’y ajoute", "s’y ajoutent"),
            _kind(self.changed, "est corrigée", "sont corrigées"),
        )


def _kind(number: int, one: str, many: str) -> str:
    return f"{number} {many if number > 1 else one}" if number else ""


def changes_since(version: Version) -> Changes:
    """Return how the activities behind a version's lines moved since it was frozen. Activities are never locked."""
    now = records_counted(version.report)
    kept = CountedRecords.objects.filter(version=version).first()
    if kept is None:
        return _changes_after(version, now)
    then = dict(zip(kept.activity_ids, kept.revisions, strict=True))
    touched = [key for key, revision in then.items() if now.get(key, revision) != revision]
    rewritten = COUNT_JOURNAL.filter(activity__in=touched, pgh_id__gt=kept.last_event).values("activity").distinct()
    return Changes(len(then.keys() - now.keys()), len(now.keys() - then.keys()), rewritten.count() if touched else 0)


def _changes_after(version: Version, now: Records) -> Changes:
    """A version frozen before it kept which activities it counts knows what came or changed, not what left."""
    later = Activity.objects.filter(pk__in=now, changed_at__gt=version.as_of)
    came = later.filter(created_at__gt=version.as_of).count()
    return Changes(came=came, changed=later.count() - came)
