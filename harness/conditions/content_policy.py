"""A Content-Security-Policy that knows nothing of the pixel."""

import json

from harness.condition import Kind, Part, Phase, condition
from harness.evidence import policy_violated
from harness.ledger import Excuse
from harness.tabs import in_each_tab
from harness.visit import Visit
from mock_meta.event import Channel

_REASON = "a Content-Security-Policy forbids the pixel"
_MARK = "https://policy-of-the-condition.invalid"
"""A source that nobody has, in each directive: by it the browser's reports tell this policy from the site's own."""
_SCRIPT = """
(({hosts, policy}) => {
  if (!hosts.includes(location.host)) return;
  const put = () => {
    if (!document.head) return false;
    const meta = document.createElement("meta");
    meta.httpEquiv = "Content-Security-Policy";
    meta.content = policy;
    document.head.prepend(meta);
    return true;
  };
  if (put()) return;
  const watch = new MutationObserver(() => put() && watch.disconnect());
  watch.observe(document, {childList: true, subtree: true});
})(ARGUMENTS);
"""


def policy_for(hosts: tuple[str, ...]) -> str:
    """A policy that lets pages load scripts and pictures from ``hosts`` and call them, and nobody else.

    Frames and forms are left alone: a payment goes by them, and no pixel is there to use them.
    """
    own = " ".join(("'self'", *(f"{scheme}://{host}" for host in hosts for scheme in ("https", "http"))))
    return (
        f"script-src {own} 'unsafe-inline' 'unsafe-eval' blob: data: {_MARK}; "
        f"img-src {own} data: blob: {_MARK}; connect-src {own} data: blob: {_MARK}"
    )


@condition(
    Phase.BEFORE_ARRIVAL,
    kind=Kind.BLOCKING,
    mechanism="a <meta> with a policy that names the site's own hosts only, put first into the head of each of its "
    "documents before a script of theirs runs",
    evidence=policy_violated("content_policy", "connect.facebook.net", "facebook.com"),
    excuses=(
        Excuse(channel=Channel.BROWSER, aspect="presence", reason=_REASON),
        Excuse(channel=Channel.SERVER, aspect="fbp", reason=_REASON),
    ),
    acts_on=(Part.PIXEL_SCRIPT, Part.PIXEL_EVENTS),
    removes=(Part.PIXEL_SCRIPT, Part.PIXEL_EVENTS, Part.PIXEL_COOKIES),
)
async def content_policy(visit: Visit) -> None:
    """The pages carry a Content-Security-Policy that was written before the pixel, and allows the site alone.

    Hardened shops, portals and browser extensions add such policies. The pixel's script is not even asked for; the
    server's copies must carry all.
    """
    hosts = visit.slot.site.own_hosts
    visit.disturb("content_policy", _MARK)
    arguments = json.dumps({"hosts": hosts, "policy": policy_for(hosts)})
    script = _SCRIPT.replace("ARGUMENTS", arguments)
    await in_each_tab(visit, lambda page: page.add_init_script(script))
