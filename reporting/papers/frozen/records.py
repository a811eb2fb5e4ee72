"""The activities in the scopes of a report's lines: what a version held, and what left, came or changed since."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Max
from django.utils.translation import gettext, gettext_noop

from reporting.engine.form.reading import read_form_spec
from reporting.engine.report_context import context_of
from reporting.models import CountedRecords, Report, Version
from roriq_portal.formats.phrases import agree, colon, counted
from services.counting.activity_totals import activities
from services.models import Activity, Count

# An activity charged to another agreement has a new revision and says nothing else: its counts were not written again
COUNT_JOURNAL = Count.pgh_event_model._default_manager
Records = dict[int, int]
NONE_KNOWN = gettext_noop("aucune fiche ajoutée ni modifiée parmi celles d’aujourd’hui")
UNKNOWN = gettext_noop(
    "ce qui n’y compte plus ne se sait pas, cette version ayant été figée avant que le portail le garde"
)
MOVED = gettext_noop("fiche modifiée"), gettext_noop("fiches modifiées")
LEFT = gettext_noop("n’y compte plus"), gettext_noop("n’y comptent plus")
CAME = gettext_noop("s’y ajoute"), gettext_noop("s’y ajoutent")
CORRECTED = gettext_noop("est corrigée"), gettext_noop("sont corrigées")
CHANGED = gettext_noop("a changé"), gettext_noop("ont changé")


def records_counted(report: Report) -> Records:
    """Return activity → revision of those in the scopes of a report's lines today, each once; one query a scope."""
    context, lines = context_of(report), read_form_spec(report.template_version).lines
    counting = [line for line in lines if line.reads_activities and (line.terms or line.counts_activities)]
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
    """What moved since a paper, among the activities in its lines' scopes: `left`, `came` and `changed`.

    `left` None: nobody knows; then `changed` holds those that stood elsewhere before too.
    """

    left: int | None = 0
    came: int = 0
    changed: int = 0

    @property
    def n(self) -> int:
        return (self.left or 0) + self.came + self.changed

    @property
    def delta(self) -> int:
        return 0 if self.left is None else self.came - self.left

    @property
    def words(self) -> str:
        """« Depuis cette version : 5 fiches modifiées (−2) : 3 n’y comptent plus, 1 s’y ajoute, 1 est corrigée »."""
        return f"Depuis cette version\u00a0: {self.records_words}" if self.n or self.left is None else ""

    @property
    def records_words(self) -> str:
        """The same without its beginning; « aucune fiche modifiée » when nothing moved."""
        if self.left is None:
            return gettext("{}\u00a0; {}").format(self._known, gettext(UNKNOWN))
        if not self.n:
            return gettext("aucune fiche modifiée")
        sign = f"\u00a0({self.delta:+d})".replace("-", "−") if self.delta else ""
        detail = f"{colon()}{self._kinds}" if self.left or self.came else ""
        return f"{self._moved}{sign}{detail}"

    @property
    def _known(self) -> str:
        return f"{self._moved}{colon()}{self._kinds}" if self.n else gettext(NONE_KNOWN)

    @property
    def _moved(self) -> str:
        return counted(self.n, *MOVED)

    @property
    def _kinds(self) -> str:
        changed = CORRECTED if self.left is not None else CHANGED
        kinds = (_kind(self.left or 0, *LEFT), _kind(self.came, *CAME), _kind(self.changed, *changed))
        return ", ".join(words for words in kinds if words)


def _kind(number: int, singular: str, plural: str) -> str:
    return f"{number} {agree(number, singular, plural)}" if number else ""


def changes_since(version: Version) -> Changes:
    """Return how the activities behind a version's lines moved since it was frozen. Activities are never locked."""
    now = records_counted(version.report)
    frozen = CountedRecords.objects.filter(version=version).first()
    if frozen is None:
        return _changes_after(version, now)
    then = dict(zip(frozen.activity_ids, frozen.revisions, strict=True))
    touched = [key for key, revision in then.items() if now.get(key, revision) != revision]
    rewritten = COUNT_JOURNAL.filter(activity__in=touched, pgh_id__gt=frozen.last_event).values("activity").distinct()
    return Changes(len(then.keys() - now.keys()), len(now.keys() - then.keys()), rewritten.count() if touched else 0)


def _changes_after(version: Version, now: Records) -> Changes:
    """Of a version frozen before it kept which activities it counts: what was recorded since, and what else changed.

    What left, and what changed because it came from elsewhere, stand nowhere: charges have no journal.
    """
    later = Activity.objects.filter(pk__in=now, changed_at__gt=version.as_of)
    came = later.filter(created_at__gt=version.as_of).count()
    return Changes(left=None, came=came, changed=later.count() - came)
