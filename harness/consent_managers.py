"""The buttons of known consent managers, as selectors of CSS. A shadow root is no wall for them.

Those that were ``tried`` were answered in a browser, in the version that is named; the rest is from what their makers
document and others use. They are the buttons of the first layer: a banner that can only be declined on its second has
no ``deny`` here, and site.toml must name the way.
"""

from __future__ import annotations

import msgspec


class ConsentManager(msgspec.Struct, frozen=True, kw_only=True):
    """One manager: the button that agrees to all, and the one that declines all that can be declined."""

    name: str
    accept: str
    deny: str
    tried: str = ""


MANAGERS = (
    ConsentManager(
        name="axeptio",
        accept="#axeptio_btn_acceptAll",
        deny="#axeptio_btn_dismiss",
    ),
    ConsentManager(
        name="borlabs",
        accept=".brlbs-btn-accept-all, a[data-cookie-accept-all]",
        deny=".brlbs-btn-accept-only-essential, a[data-cookie-refuse]",
    ),
    ConsentManager(
        name="complianz",
        accept=".cmplz-cookiebanner .cmplz-accept",
        deny=".cmplz-cookiebanner .cmplz-deny",
    ),
    ConsentManager(
        name="cookie-script",
        accept="#cookiescript_accept",
        deny="#cookiescript_reject",
    ),
    ConsentManager(
        name="cookiebot",
        accept="#CybotCookiebotDialogBodyLevelButtonLevelOptinAllowAll, #CybotCookiebotDialogBodyButtonAccept",
        deny="#CybotCookiebotDialogBodyLevelButtonLevelOptinDeclineAll, #CybotCookiebotDialogBodyButtonDecline",
    ),
    ConsentManager(
        name="cookieyes",
        accept=".cky-consent-container [data-cky-tag=accept-button]",
        deny=".cky-consent-container [data-cky-tag=reject-button]",
    ),
    ConsentManager(
        name="didomi",
        accept="#didomi-notice-agree-button",
        deny="#didomi-notice-disagree-button, .didomi-continue-without-agreeing",
    ),
    ConsentManager(
        name="hubspot",
        accept="#hs-eu-confirmation-button",
        deny="#hs-eu-decline-button",
    ),
    ConsentManager(
        name="iubenda",
        accept=".iubenda-cs-accept-btn",
        deny=".iubenda-cs-reject-btn",
    ),
    ConsentManager(
        name="klaro",
        accept=".klaro .cookie-notice .cm-btn-success, .klaro .cookie-modal .cm-btn-accept-all",
        deny=".klaro .cookie-notice .cn-decline, .klaro .cookie-modal .cn-decline",
        tried="0.7.22",
    ),
    ConsentManager(
        name="onetrust",
        accept="#onetrust-accept-btn-handler",
        deny="#onetrust-reject-all-handler",
    ),
    ConsentManager(
        name="osano",
        accept=".osano-cm-accept-all, .osano-cm-accept",
        deny=".osano-cm-denyAll, .osano-cm-deny",
    ),
    ConsentManager(
        name="osano-cookieconsent",
        accept=".cc-window .cc-allow",
        deny=".cc-window .cc-deny",
        tried="3.1.1",
    ),
    ConsentManager(
        name="shopify",
        accept="#shopify-pc__banner__btn-accept",
        deny="#shopify-pc__banner__btn-decline",
    ),
    ConsentManager(
        name="tarteaucitron",
        accept="#tarteaucitronPersonalize2, #tarteaucitronAllAllowed2",
        deny="#tarteaucitronAllDenied2",
        tried="1.34.0",
    ),
    ConsentManager(
        name="termly",
        accept='[data-tid="banner-accept"]',
        deny='[data-tid="banner-decline"]',
    ),
    ConsentManager(
        name="usercentrics",
        accept='[data-testid="uc-accept-all-button"], #uc-btn-accept-banner, button[data-action-type="accept"]',
        deny='[data-testid="uc-deny-all-button"], #uc-btn-deny-banner, button[data-action-type="deny"]',
    ),
    ConsentManager(
        name="vanilla-cookieconsent",
        accept="#cc-main [data-role=all]",
        deny="#cc-main [data-role=necessary]",
        tried="3.1.0",
    ),
)
"""Every manager that is known, by name."""

AUTO = "auto"
"""In the place of a manager's name: whichever shows its banner."""


def managers(name: str) -> tuple[ConsentManager, ...]:
    """Those that a site's ``consent.manager`` stands for; none for an empty or unknown name."""
    return tuple(manager for manager in MANAGERS if name in (AUTO, manager.name))
