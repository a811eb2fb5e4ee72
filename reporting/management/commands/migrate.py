"""Django's `migrate`, by the owner of the tables, who then says what the application may do in them."""

from django.core.management import CommandError, call_command
from django.core.management.commands import migrate
from django.db import ProgrammingError

from roriq_portal.database.migrating.quick_states import quick_states
from roriq_portal.database.roles import as_owner, share_out


class Command(migrate.Command):
    def handle(self, *args, **options):
        """Migrate, make the table of the cache, and share out the rights anew; nothing more for a plan or a check."""
        try:
            with as_owner(), quick_states():
                super().handle(*args, **options)
                if not options["plan"] and not options["check_unapplied"]:
                    call_command("createcachetable", verbosity=0)
                    share_out()
        except ProgrammingError as refusal:
            if getattr(refusal.__cause__, "sqlstate", "") == "42501":
                raise CommandError(f"Le rôle propriétaire n’a pas ce droit : {refusal}") from refusal
            raise
