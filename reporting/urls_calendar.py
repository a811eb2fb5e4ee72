"""Addresses of the calendar, the filing matrix, reminders and messages."""

from django.urls import path, re_path

from reporting.views import calendars, matrix, reminders

urlpatterns = [
    path("calendrier/", calendars.calendar, name="calendar"),
    path("calendrier/<str:token>.ics", calendars.calendar_feed_read, name="calendar-feed-read"),
    path("moi/calendrier/", calendars.calendar_feed, name="calendar-feed"),
    path("moi/calendrier/adresse/", calendars.calendar_feed_make, name="calendar-feed-make"),
    path("moi/calendrier/fermer/", calendars.calendar_feed_revoke, name="calendar-feed-revoke"),
    path("moi/calendrier/rappels/", calendars.reminder_pace, name="reminder-pace"),
    path("depots/", matrix.filing_matrix, name="filing-matrix"),
    re_path(r"^depots/export\.(?P<format>csv|xlsx)$", matrix.filing_export, name="filing-export"),
    path("depots/ecrire/", matrix.message_write, name="message-write"),
    path("depots/messages/", matrix.message_list, name="message-list"),
    path("depots/messages/<int:message_id>/", matrix.message_detail, name="message-detail"),
    path("rappels/", reminders.reminder_rules, name="reminder-rules"),
    path("rappels/tous/", reminders.reminder_rule, name="reminder-rule-all"),
    path("rappels/tous/revenir/", reminders.reminder_rule_restore, name="reminder-rule-all-restore"),
    path("rappels/bailleur/<int:funder_id>/", reminders.reminder_rule, name="reminder-rule"),
    path("rappels/bailleur/<int:funder_id>/revenir/", reminders.reminder_rule_restore, name="reminder-rule-restore"),
    path("rappels/journal/", reminders.reminder_log, name="reminder-log"),
]
