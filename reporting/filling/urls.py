"""The addresses where a report is filled: its sections, their autosave, comments, attachments."""

from django.urls import include, path

from reporting.filling.views import attachments, comments, same_answers, sections, workbooks

report = [
    path("section/<slug:section>/", sections.report_section, name="report-section"),
    path("texte/<slug:line_key>/", sections.answer_autosave, name="answer-autosave"),
    path("memes-reponses/", same_answers.report_same_answers, name="report-same-answers"),
    path("memes-reponses/annuler/", same_answers.same_answers_undo, name="same-answers-undo"),
    path("commentaires/<int:comment_id>/repondre/", comments.comment_answer, name="comment-answer"),
    path("pieces/ajouter/<slug:line_key>/", attachments.attachment_add, name="attachment-add"),
    path("pieces/<int:attachment_id>/", attachments.attachment_download, name="attachment-download"),
    path("pieces/<int:attachment_id>/retirer/", attachments.attachment_remove, name="attachment-remove"),
    path("pieces/<int:attachment_id>/remettre/", attachments.attachment_restore, name="attachment-restore"),
    path("classeur/", workbooks.report_workbook, name="report-workbook"),
    path("classeur/telecharger/", workbooks.workbook_download, name="workbook-download"),
    path("classeur/<int:upload_id>/", workbooks.workbook_upload, name="workbook-upload"),
    path("classeur/<int:upload_id>/retirer/", workbooks.workbook_discard, name="workbook-discard"),
]
urlpatterns = [path("rapports/<int:report_id>/", include(report))]
