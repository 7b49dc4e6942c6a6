"""The visitor's world, one small file a condition."""

from harness.conditions.ad_blocker import ad_blocker
from harness.conditions.consent_denied import consent_denied
from harness.conditions.consent_granted import consent_granted
from harness.conditions.never_returns import never_returns
from harness.conditions.pixel_endpoint_blocked import pixel_endpoint_blocked
from harness.conditions.pixel_script_blocked import pixel_script_blocked
from harness.conditions.slow_site import slow_site

__all__ = [
    "ad_blocker",
    "consent_denied",
    "consent_granted",
    "never_returns",
    "pixel_endpoint_blocked",
    "pixel_script_blocked",
    "slow_site",
]
