"""Times as people and machines write them, to moments with a precision."""

from collectors.times.read import parse_time
from collectors.times.when import BEIJING, When, zone_named

__all__ = ["BEIJING", "When", "parse_time", "zone_named"]
