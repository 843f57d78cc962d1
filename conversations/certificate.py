"""What the certificate of an election says: who was elected, how, and that the vote was secret."""

from conversations.texts import Text, _, ngettext

TITLE = _("Certificate of election")
FACTORY, COMMITTEE = _("Factory"), _("Committee")
ANNOUNCED, CERTIFIED = _("Announced on"), _("Certified on")
TURNOUT = _("Workers who voted")
SECRET = _("The vote was secret. Who voted for whom is kept nowhere.")
UNOPPOSED = _("As many people stood as there were seats, or fewer: they were elected without a vote.")
RUN_OFF = _("A tie was decided by another vote.")
LOT = _("A tie that remained was decided by lot.")
SIGNATURES = (_("For the workers"), _("For management"), _("Better Work"))
NAME_AND_DATE = _("Name, date, signature")


def elected(count: int) -> Text:
    """What stands above the names."""
    return ngettext("The workers elected {n} representative:", "The workers elected {n} representatives:", count)
