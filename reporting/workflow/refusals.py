"""Every refusal that a page prints as a sentence: those of actions, and those of files."""

from reporting.workflow.transitions import ActionRefused
from roriq_portal.files.uploads import FileRefused

REFUSALS = (ActionRefused, FileRefused)
