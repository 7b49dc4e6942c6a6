"""The pixel's configuration forbids the page's domain."""

from __future__ import annotations

from mock_meta.event import Answer, Channel
from mock_meta.faults import Call, Misdeed, Taken, fault
from mock_meta.pixel_config import PixelConfig, config_script


@fault(
    Taken(channel=Channel.BROWSER, aspect="presence"),
    Taken(channel=Channel.SERVER, aspect="fbp"),
    Taken(channel=Channel.SERVER, aspect="fbc"),
)
def config_prohibits(call: Call) -> Misdeed | None:
    """The pixel's traffic permissions block the domain of the page that asks for its configuration.

    The pixel is silent there (inferred), as after a permission list that forgot a domain, so only the server's copies
    are left, without the pixel's cookies.
    """
    if not call.is_config or not call.page_host:
        return None
    pixel_id = call.path.rsplit("/", 1)[1]
    body = config_script(pixel_id, PixelConfig(prohibited_domains=(call.page_host,)))
    return Misdeed(answer=Answer(status=200, headers=(("Content-Type", "application/x-javascript"),), body=body))
