"""See ``pixel_before_choice``."""

from dataclasses import replace
from pathlib import Path

from fixture_site.bug import bug
from fixture_site.seams import Seams

UNGATED = Path(__file__).parent / "pixel_before_choice_templates"


@bug(
    family="consent",
    severity="critical",
    imitates="F039",
    source=(
        "https://github.com/facebook/facebook-for-woocommerce/issues/301",
        "https://github.com/facebook/facebook-for-woocommerce/issues/1033",
        "https://github.com/facebookarchive/facebook-for-magento2/issues/138",
        "https://polarisaudit.com/blog/meta-pixel-fires-before-consent",
    ),
)
def pixel_before_choice(seams: Seams) -> Seams:
    """The pixel starts before the shopper has answered the banner, and whatever the answer is.

    Imitates a theme whose head starts the pixel without asking. It loads, sets its cookies and sends PageView and the
    rest at once, on every page; the banner is there and changes nothing for the page that shows it. The back end
    keeps to the answer.
    """
    return replace(seams, templates=UNGATED)
