"""The checks, one module for each group of them: to import this package is to have them all."""

from hosting.doctor.checks import (
    address,
    backups,
    database,
    days,
    issuer,
    machine,
    mail,
    masking,
    places,
    records,
    rights,
    seal,
    tables,
    works,
)

every_check = (
    address, backups, database, days, issuer, machine, mail, masking, places, records, rights, seal, tables, works,
)  # fmt: skip
