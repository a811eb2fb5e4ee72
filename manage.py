#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys

from django.core.management import execute_from_command_line

from hosting.management.commands import setup

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roriq_portal.settings")
    if sys.argv[1:2] == ["setup"]:
        # It writes what the settings read: there may be none yet
        setup.Command().run_from_argv(sys.argv)
    else:
        execute_from_command_line(sys.argv)
