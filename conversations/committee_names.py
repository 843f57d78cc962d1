"""What committees are called: a type's own name in each language, and whatever else somebody has called one."""

from conversations.texts import Text, Verbatim, _

NAMES = {
    text.message: text
    for text in (
        _("Participation Committee"),
        _("Safety Committee"),
        _("Workplace dialogue"),
        _("Performance Improvement Consultative Committee"),
        _("Safety Committee (Bangladesh)"),
        _("Safety and health committee"),
    )
}
"""Names and titles of the rule packs, but for those that are the same in every language."""


def called(name: str) -> Text:
    """The name of a committee as it is said."""
    return NAMES.get(name) or Verbatim(name)
