"""Every refusal that a page prints as a sentence: those of actions, and those of files."""

from reporting.uploads import FileRefused
from reporting.workflow import ActionRefused

REFUSALS = (ActionRefused, FileRefused)
