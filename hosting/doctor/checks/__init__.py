"""The checks, one module for each group of them: to import this package is to have them all."""

from hosting.doctor.checks import address, backups, database, days, machine, mail, places, records, rights, tables
from hosting.doctor.checks import works as works

every_check = (address, backups, database, days, machine, mail, places, records, rights, tables, works)
