"""The states of the USA and the provinces of Canada by their English names, to the postal codes."""

from __future__ import annotations

_CANADA = (
    "ontario=on quebec=qc britishcolumbia=bc alberta=ab saskatchewan=sk manitoba=mb novascotia=ns newbrunswick=nb "
    "princeedwardisland=pe newfoundlandandlabrador=nl yukon=yt northwestterritories=nt nunavut=nu"
)
_USA = (
    "alabama=al alaska=ak arizona=az arkansas=ar california=ca colorado=co connecticut=ct delaware=de florida=fl "
    "georgia=ga hawaii=hi idaho=id illinois=il indiana=in iowa=ia kansas=ks kentucky=ky louisiana=la maine=me "
    "maryland=md massachusetts=ma michigan=mi minnesota=mn mississippi=ms missouri=mo montana=mt nebraska=ne "
    "nevada=nv newhampshire=nh newjersey=nj newmexico=nm newyork=ny northcarolina=nc northdakota=nd ohio=oh "
    "oklahoma=ok oregon=or pennsylvania=pa rhodeisland=ri southcarolina=sc southdakota=sd tennessee=tn texas=tx "
    "utah=ut vermont=vt virginia=va washington=wa westvirginia=wv wisconsin=wi wyoming=wy"
)

US_STATES = dict(pair.split("=") for pair in _USA.split())
"""The states of the USA. Meta's page wants their codes."""

STATE_NAMES = dict(pair.split("=") for pair in _CANADA.split()) | US_STATES
"""Both, as the Parameter Builder and the pixel know them. Of several names in one text the first here decides."""
