"""The visitor's world, one small file a condition."""

from harness.conditions.ad_blocker import ad_blocker
from harness.conditions.cancels_payment import cancels_payment
from harness.conditions.connection_reset import connection_reset
from harness.conditions.consent_denied import consent_denied
from harness.conditions.consent_granted import consent_granted
from harness.conditions.content_policy import content_policy
from harness.conditions.corporate_proxy import corporate_proxy
from harness.conditions.declined_then_paid import declined_then_paid
from harness.conditions.filter_list import filter_list
from harness.conditions.goes_offline_and_back import goes_offline_and_back
from harness.conditions.hung_pixel_config import hung_pixel_config
from harness.conditions.long_landing_redirects import long_landing_redirects
from harness.conditions.never_returns import never_returns
from harness.conditions.pays_days_later import pays_days_later
from harness.conditions.pays_elsewhere import pays_elsewhere
from harness.conditions.pixel_blocked import pixel_blocked
from harness.conditions.pixel_endpoint_blocked import pixel_endpoint_blocked
from harness.conditions.pixel_script_blocked import pixel_script_blocked
from harness.conditions.return_without_webhook import return_without_webhook
from harness.conditions.returns_late import returns_late
from harness.conditions.script_error_on_page import script_error_on_page
from harness.conditions.slow_backend import slow_backend
from harness.conditions.slow_cpu import slow_cpu
from harness.conditions.slow_network import slow_network
from harness.conditions.slow_pixel_config import slow_pixel_config
from harness.conditions.slow_pixel_script import slow_pixel_script
from harness.conditions.slow_site import slow_site
from harness.conditions.strong_authentication import strong_authentication
from harness.conditions.webhook_after_return import webhook_after_return
from harness.conditions.webhook_before_return import webhook_before_return

__all__ = [
    "ad_blocker",
    "cancels_payment",
    "connection_reset",
    "consent_denied",
    "consent_granted",
    "content_policy",
    "corporate_proxy",
    "declined_then_paid",
    "filter_list",
    "goes_offline_and_back",
    "hung_pixel_config",
    "long_landing_redirects",
    "never_returns",
    "pays_days_later",
    "pays_elsewhere",
    "pixel_blocked",
    "pixel_endpoint_blocked",
    "pixel_script_blocked",
    "return_without_webhook",
    "returns_late",
    "script_error_on_page",
    "slow_backend",
    "slow_cpu",
    "slow_network",
    "slow_pixel_config",
    "slow_pixel_script",
    "slow_site",
    "strong_authentication",
    "webhook_after_return",
    "webhook_before_return",
]
