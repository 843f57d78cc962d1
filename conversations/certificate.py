"""What the certificate of an election says: who was elected, how, and that nobody knows who voted for whom."""

from conversations.texts import Text, _

TITLE = _("Certificate of election")
FACTORY, COMMITTEE = _("Factory"), _("Committee")
ANNOUNCED, CERTIFIED = _("Announced on"), _("Certified on")
TURNOUT = _("Workers who voted")
SECRET = _("The vote was secret. Nobody can tell who voted for whom.")
UNOPPOSED = _("As many people stood as there were seats, or fewer: they were elected without a vote.")
RUN_OFF = _("A tie was decided by another vote.")
LOT = _("A tie that remained was decided by lot.")
SIGNATURES = (_("For the workers"), _("For management"), _("Better Work"))
NAME_AND_DATE = _("Name, date, signature")


def elected(count: int) -> Text:
    """What stands above the names."""
    return _("The workers elected {count} representatives:", count=count)
