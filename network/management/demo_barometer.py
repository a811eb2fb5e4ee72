"""The demonstration's barometer: thresholds that the assembly adopted, and a year frozen and published."""

from datetime import date
from decimal import Decimal

from network.barometer.actions import adopt_threshold, freeze_barometer, publish_barometer, write_sentences
from organisms.models import NetworkSeat, User
from reporting.management.demo import past_moments

YEAR = 2025
ADOPTED_ON, FROZEN_ON = date(2025, 6, 6), date(2026, 6, 12)
THRESHOLDS = {1: 30, 2: 100, 3: 100, 4: 90, 5: 80, 6: 75, 7: 80, 8: 75}
SENTENCES = {
    1: "Chaque ministère paie sa part du chemin. Le chemin, lui, ne se coupe pas.",
    2: "Une même phrase dite partout pèse plus que dix bonnes raisons.",
    3: "Un pivot tient par les personnes. Chaque entente qui tarde emporte quelqu’un qui savait.",
    4: "Préparer une ville, c’est du travail. Il faut que quelqu’un le paie.",
    5: "Cinq ans, c’est le temps qu’il faut pour qu’un milieu se souvienne.",
    6: "On se dispute moins un ménage qu’on ne le suit ensemble.",
    7: "L’emploi ouvre la porte. Encore faut-il savoir laquelle.",
    8: "Nous comptons une fois. Que chacun demande la même année, et ce sera simple.",
}


def freeze_demo_barometer() -> None:
    """Adopt the thresholds, write the sentences, freeze and publish the year."""
    network = User.objects.get(network_seats__role=NetworkSeat.Role.COORDINATOR)
    with past_moments.at(past_moments.moment(ADOPTED_ON)):
        for number, percent in THRESHOLDS.items():
            adopt_threshold(recommendation=number, percent=Decimal(percent), adopted_on=ADOPTED_ON, by=network)
    with past_moments.at(past_moments.moment(FROZEN_ON)):
        write_sentences(year=YEAR, words=SENTENCES, by=network)
        publish_barometer(version=freeze_barometer(year=YEAR, by=network), by=network)
