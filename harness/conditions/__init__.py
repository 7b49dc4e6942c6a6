"""The visitor's world, one small file a condition."""

from harness.conditions.ad_blocker import ad_blocker
from harness.conditions.an_hour_later import an_hour_later
from harness.conditions.back_and_forward import back_and_forward
from harness.conditions.back_forward_cache import back_forward_cache
from harness.conditions.back_office_order import back_office_order
from harness.conditions.banner_ignored import banner_ignored
from harness.conditions.cancels_payment import cancels_payment
from harness.conditions.click_id_stripped import click_id_stripped
from harness.conditions.connection_reset import connection_reset
from harness.conditions.consent_denied import consent_denied
from harness.conditions.consent_granted import consent_granted
from harness.conditions.consent_granted_late import consent_granted_late
from harness.conditions.consent_granted_on_a_later_page import consent_granted_on_a_later_page
from harness.conditions.consent_withdrawn import consent_withdrawn
from harness.conditions.content_policy import content_policy
from harness.conditions.cookies_refused import cookies_refused
from harness.conditions.corporate_proxy import corporate_proxy
from harness.conditions.crawler_passes import crawler_passes
from harness.conditions.crm_stage import crm_stage
from harness.conditions.daylight_saving_night import daylight_saving_night
from harness.conditions.declined_then_paid import declined_then_paid
from harness.conditions.double_click import double_click
from harness.conditions.eight_days_later import eight_days_later
from harness.conditions.far_time_zone import far_time_zone
from harness.conditions.filter_list import filter_list
from harness.conditions.global_privacy_control import global_privacy_control
from harness.conditions.goes_offline_and_back import goes_offline_and_back
from harness.conditions.hourly_job import hourly_job
from harness.conditions.hung_pixel_config import hung_pixel_config
from harness.conditions.in_app_browser import in_app_browser
from harness.conditions.leaves_right_after_event import leaves_right_after_event
from harness.conditions.logged_in_between import logged_in_between
from harness.conditions.long_landing_redirects import long_landing_redirects
from harness.conditions.mobile import mobile
from harness.conditions.never_returns import never_returns
from harness.conditions.next_day import next_day
from harness.conditions.pays_days_later import pays_days_later
from harness.conditions.pays_elsewhere import pays_elsewhere
from harness.conditions.pixel_blocked import pixel_blocked
from harness.conditions.pixel_endpoint_blocked import pixel_endpoint_blocked
from harness.conditions.pixel_script_blocked import pixel_script_blocked
from harness.conditions.private_window import private_window
from harness.conditions.rapid_clicks import rapid_clicks
from harness.conditions.refunded_later import refunded_later
from harness.conditions.reload_at_end import reload_at_end
from harness.conditions.renewal_charged import renewal_charged
from harness.conditions.restored_tab import restored_tab
from harness.conditions.return_without_webhook import return_without_webhook
from harness.conditions.returns_after_eight_days import returns_after_eight_days
from harness.conditions.returns_late import returns_late
from harness.conditions.returns_to_a_page_without_pixel import returns_to_a_page_without_pixel
from harness.conditions.safari_cookie_caps import safari_cookie_caps
from harness.conditions.script_error_on_page import script_error_on_page
from harness.conditions.second_device import second_device
from harness.conditions.shared_device import shared_device
from harness.conditions.slow_backend import slow_backend
from harness.conditions.slow_cpu import slow_cpu
from harness.conditions.slow_network import slow_network
from harness.conditions.slow_pixel_config import slow_pixel_config
from harness.conditions.slow_pixel_script import slow_pixel_script
from harness.conditions.slow_site import slow_site
from harness.conditions.stale_choice import stale_choice
from harness.conditions.strong_authentication import strong_authentication
from harness.conditions.tab_closed_after_confirmation import tab_closed_after_confirmation
from harness.conditions.tab_closed_on_confirmation_document import tab_closed_on_confirmation_document
from harness.conditions.tab_closed_on_confirmation_request import tab_closed_on_confirmation_request
from harness.conditions.tab_closed_when_paying import tab_closed_when_paying
from harness.conditions.third_party_cookies_allowed import third_party_cookies_allowed
from harness.conditions.three_days_later import three_days_later
from harness.conditions.two_tabs import two_tabs
from harness.conditions.us_state_opt_out import us_state_opt_out
from harness.conditions.webhook_after_return import webhook_after_return
from harness.conditions.webhook_before_return import webhook_before_return
from harness.conditions.worker_restarted import worker_restarted
from harness.conditions.wrong_visitor_clock import wrong_visitor_clock

__all__ = [
    "ad_blocker",
    "an_hour_later",
    "back_and_forward",
    "back_forward_cache",
    "back_office_order",
    "banner_ignored",
    "cancels_payment",
    "click_id_stripped",
    "connection_reset",
    "consent_denied",
    "consent_granted",
    "consent_granted_late",
    "consent_granted_on_a_later_page",
    "consent_withdrawn",
    "content_policy",
    "cookies_refused",
    "corporate_proxy",
    "crawler_passes",
    "crm_stage",
    "daylight_saving_night",
    "declined_then_paid",
    "double_click",
    "eight_days_later",
    "far_time_zone",
    "filter_list",
    "global_privacy_control",
    "goes_offline_and_back",
    "hourly_job",
    "hung_pixel_config",
    "in_app_browser",
    "leaves_right_after_event",
    "logged_in_between",
    "long_landing_redirects",
    "mobile",
    "never_returns",
    "next_day",
    "pays_days_later",
    "pays_elsewhere",
    "pixel_blocked",
    "pixel_endpoint_blocked",
    "pixel_script_blocked",
    "private_window",
    "rapid_clicks",
    "refunded_later",
    "reload_at_end",
    "renewal_charged",
    "restored_tab",
    "return_without_webhook",
    "returns_after_eight_days",
    "returns_late",
    "returns_to_a_page_without_pixel",
    "safari_cookie_caps",
    "script_error_on_page",
    "second_device",
    "shared_device",
    "slow_backend",
    "slow_cpu",
    "slow_network",
    "slow_pixel_config",
    "slow_pixel_script",
    "slow_site",
    "stale_choice",
    "strong_authentication",
    "tab_closed_after_confirmation",
    "tab_closed_on_confirmation_document",
    "tab_closed_on_confirmation_request",
    "tab_closed_when_paying",
    "third_party_cookies_allowed",
    "three_days_later",
    "two_tabs",
    "us_state_opt_out",
    "webhook_after_return",
    "webhook_before_return",
    "worker_restarted",
    "wrong_visitor_clock",
]
