"""Takes PromQL expressions apart, as far as the check of alerts needs it."""

import re

SETS = re.compile(r"\s(and|or|unless)\s")
COMPARISON = re.compile(r"\s(==|!=|>=|<=|>|<)\s")
OPENING, CLOSING = "([{", ")]}"


def _top_level(text, pattern):
    """The matches of a pattern outside of brackets and strings."""
    depth, quoted, found = 0, False, []
    for at, one in enumerate(text):
        if one == '"':
            quoted = not quoted
        elif not quoted and one in OPENING:
            depth += 1
        elif not quoted and one in CLOSING:
            depth -= 1
        elif not quoted and depth == 0 and (match := pattern.match(text, at)):
            found.append(match)
    return found


def left_sides(expression):
    """What an alert compares: the left side of each comparison that and, or, unless join."""
    text, parts, begin = " ".join(expression.split()), [], 0
    for match in _top_level(text, SETS):
        parts.append(text[begin:match.start()])
        begin = match.end()
    parts.append(text[begin:])
    sides = []
    for part in parts:
        comparisons = _top_level(part, COMPARISON)
        if not comparisons:
            raise ValueError(f"compares nothing: {part}")
        sides.append(part[:comparisons[0].start()])
    return sides
