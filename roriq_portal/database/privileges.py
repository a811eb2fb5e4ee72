"""What the application may do with each table. A table that no line names is closed to it, and fails a test."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.apps import apps

READ = "SELECT"
APPEND = "SELECT, INSERT"
CORRECT = "SELECT, INSERT, UPDATE"
PURGE = "SELECT, INSERT, DELETE"
FREE = "SELECT, INSERT, UPDATE, DELETE"

PRIVILEGES = {
    # Written by `migrate`; allauth's own accounts of issuers stay empty: ours are ties (decision 55)
    READ: """
        django_migrations django_content_type auth_permission
        socialaccount_socialaccount socialaccount_socialapp socialaccount_socialtoken
    """,
    # Written once (T2): what was filed, answered, decided, read or said stays as it was
    APPEND: """
        reporting_version reporting_countedrecords reporting_document reporting_transition reporting_receipt
        reporting_groupedact reporting_message reporting_linksigner reporting_formchange services_jointtargetrevision
        services_householdreading services_householdtally django_admin_log hosting_daydigest hosting_dayrecords
        network_consolidatedversion network_consolidatedsource network_consolidateddocument network_consolidatedstep
        network_barometerthreshold reporting_seal privacy_departure organisms_secondstepreset
        network_portraitcomparison
    """,
    # Who changed what: the request that goes on adds its person to its own line, a trigger refuses the rest
    "SELECT, INSERT, UPDATE (metadata, updated_at)": "pghistory_context",
    # Ended, withdrawn or purged by a change of the row, never erased
    CORRECT: """
        organisms_user organisms_organism organisms_inquiry reporting_remindersent
        reporting_messagecopy reporting_privatelink services_household reporting_groupeditem
        network_consolidatedreport network_consolidatedwords network_statementversion network_barometerversion
    """,
    # Never changed; they go with the household whose time is over, which a trigger checks, after their own time,
    # within a day, or when an account is untied
    PURGE: """
        services_householdstep services_householdservice hosting_examination privacy_reading privacy_datarequest
        network_adoption organisms_issuertie reporting_campaigndate
    """,
    # The journal and the triggers beside the models hold what must hold there: reports and campaigns, among others, go
    # only with a year that was opened by mistake
    FREE: """
        auth_group auth_group_permissions organisms_user_groups organisms_user_user_permissions
        account_emailaddress account_emailconfirmation mfa_authenticator usersessions_usersession
        django_cache django_session
        procrastinate_jobs procrastinate_events procrastinate_periodic_defers procrastinate_workers

        organisms_attempt organisms_auditorseat organisms_category organisms_dimension organisms_indicator
        organisms_indicatordefinition organisms_invitation organisms_letter organisms_membership organisms_mrc
        organisms_mrcregion organisms_municipality organisms_networkmembership organisms_networkseat
        organisms_organism_mrcs organisms_organismname organisms_pivotmandate organisms_region organisms_savedfilter
        organisms_sentform organisms_visit organisms_newsmark organisms_mailchoice organisms_newsletter
        organisms_removal organisms_typeddraft organisms_helpvisit

        agreements_agreement agreements_agreement_mrcs agreements_agreement_regions agreements_agreementdocument
        agreements_agreementfunder agreements_agreementpartner agreements_agreementyear agreements_amendment
        agreements_budgetline agreements_change agreements_contribution agreements_defaultrequirement
        agreements_deliverable agreements_expense agreements_expensebatch agreements_extension agreements_funder
        agreements_fundername agreements_funderoffice agreements_funderseat agreements_fundersuccession
        agreements_instalment agreements_moneyrules agreements_payment agreements_priority agreements_programme
        agreements_programmename agreements_requirement agreements_stream agreements_target agreements_transfer
        agreements_linewords agreements_periodtarget

        network_barometersentence

        services_activity services_activity_partners services_activitytemplate services_activitytemplate_agreements
        services_activitytemplate_partners services_activitytype services_agreementmapping services_breakdown
        services_charge services_columnmapping services_concertationbody services_concertationbody_members
        services_count services_declaration services_declaredbreakdown services_evidence services_importbatch
        services_importrow services_jointtarget services_monthlysum services_offering services_offeringpayment
        services_partner services_partnermerge services_partnersapart services_position services_positionpay
        services_recipeline services_service services_typemapping

        reporting_answer reporting_attachment reporting_band reporting_band_categories reporting_calendarfeed
        reporting_campaign reporting_campaigncut reporting_comment reporting_drawntext reporting_line reporting_lineterm
        reporting_questioncount reporting_remarkdraft
        reporting_reminderchoice reporting_reminderrule reporting_reminderrun reporting_report reporting_rule
        reporting_section reporting_template reporting_templateversion reporting_term reporting_term_categories
        reporting_workbookupload reporting_funderfile reporting_filetie

        privacy_incident privacy_purgerun
    """,
}
# Functions that work with the rights of the owner; no other does
OF_THE_OWNER = ("refresh_statistics(regclass[])",)


def privileges() -> dict[str, str]:
    """Return what the application may do with each table, those that are not made yet included."""
    written = {table: right for right, tables in PRIVILEGES.items() for table in tables.split()}
    return written | dict.fromkeys(journals(), APPEND)


def journals() -> set[str]:
    """Return the tables of the journal: the events of each table that is tracked."""
    return {model._meta.db_table for model in apps.get_models() if hasattr(model, "pgh_tracked_model")}


def append_only_tables() -> set[str]:
    return {table for table, right in privileges().items() if right == APPEND}


def grants(tables: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Pair each right with those of the given tables that the application has it on."""
    known = privileges()
    named = sorted((known[table], table) for table in tables if table in known)
    for right, pairs in groupby(named, key=lambda pair: pair[0]):
        yield right, [table for _, table in pairs]
