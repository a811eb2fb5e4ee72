"""Addresses of reminders and of the network’s messages."""

from django.urls import path

from reporting.reminders.views import late_calls, messages, reminders

urlpatterns = [
    path("depots/ecrire/", messages.message_write, name="message-write"),
    path("depots/rappeler/", late_calls.late_remind, name="late-remind"),
    path("depots/messages/", messages.message_list, name="message-list"),
    path("depots/messages/<int:message_id>/", messages.message_detail, name="message-detail"),
    path("rappels/", reminders.reminder_rules, name="reminder-rules"),
    path("rappels/tous/", reminders.reminder_rule, name="reminder-rule-all"),
    path("rappels/tous/revenir/", reminders.reminder_rule_restore, name="reminder-rule-all-restore"),
    path("rappels/bailleur/<int:funder_id>/", reminders.reminder_rule, name="reminder-rule"),
    path("rappels/bailleur/<int:funder_id>/revenir/", reminders.reminder_rule_restore, name="reminder-rule-restore"),
    path("rappels/journal/", reminders.reminder_log, name="reminder-log"),
]
