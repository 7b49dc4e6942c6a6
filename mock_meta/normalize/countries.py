"""Tables of countries and currencies: codes, English names, calling codes."""

from __future__ import annotations

_ISO_3166 = (
    "ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz "
    "ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo "
    "fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je "
    "jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo "
    "mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw "
    "py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm "
    "tn to tr tt tv tw tz ua ug um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)

ALPHA_2 = frozenset(_ISO_3166.split())
"""ISO 3166-1 alpha-2: the list that the Python and the Node SDK hold a country against."""

_NAMED = (
    "unitedstates=us usa=us ind=in afghanistan=af alandislands=ax albania=al algeria=dz americansamoa=as andorra=ad "
    "angola=ao anguilla=ai antarctica=aq antiguaandbarbuda=ag argentina=ar armenia=am aruba=aw australia=au "
    "austria=at azerbaijan=az bahamas=bs bahrain=bh bangladesh=bd barbados=bb belarus=by belgium=be belize=bz "
    "benin=bj bermuda=bm bhutan=bt boliviaplurinationalstateof=bo bolivia=bo bonairesinteustatinsandsaba=bq "
    "bosniaandherzegovina=ba botswana=bw bouvetisland=bv brazil=br britishindianoceanterritory=io bruneidarussalam=bn "
    "brunei=bn bulgaria=bg burkinafaso=bf burundi=bi cambodia=kh cameroon=cm canada=ca capeverde=cv caymanislands=ky "
    "centralafricanrepublic=cf chad=td chile=cl china=cn christmasisland=cx cocoskeelingislands=cc colombia=co "
    "comoros=km congo=cg congothedemocraticrepublicofthe=cd democraticrepublicofthecongo=cd cookislands=ck "
    "costarica=cr cotedivoire=ci ivorycoast=ci croatia=hr cuba=cu curacao=cw cyprus=cy czechrepublic=cz denmark=dk "
    "djibouti=dj dominica=dm dominicanrepublic=do ecuador=ec egypt=eg elsalvador=sv equatorialguinea=gq eritrea=er "
    "estonia=ee ethiopia=et falklandislandsmalvinas=fk faroeislands=fo fiji=fj finland=fi france=fr frenchguiana=gf "
    "frenchpolynesia=pf frenchsouthernterritories=tf gabon=ga gambia=gm georgia=ge germany=de ghana=gh gibraltar=gi "
    "greece=gr greenland=gl grenada=gd guadeloupe=gp guam=gu guatemala=gt guernsey=gg guinea=gn guineabissau=gw "
    "guyana=gy haiti=ht heardislandandmcdonaldislands=hm holyseevaticancitystate=va vatican=va honduras=hn "
    "hongkong=hk hungary=hu iceland=is india=in indonesia=id iranislamicrepublicof=ir iran=ir iraq=iq ireland=ie "
    "isleofman=im israel=il italy=it jamaica=jm japan=jp jersey=je jordan=jo kazakhstan=kz kenya=ke kiribati=ki "
    "koreademocraticpeoplesrepublicof=kp northkorea=kp korearepublicof=kr southkorea=kr kuwait=kw kyrgyzstan=kg "
    "laopeoplesdemocraticrepublic=la laos=la latvia=lv lebanon=lb lesotho=ls liberia=lr libya=ly liechtenstein=li "
    "lithuania=lt luxembourg=lu macao=mo macedoniatheformeryugoslavrepublicof=mk macedonia=mk madagascar=mg malawi=mw "
    "malaysia=my maldives=mv mali=ml malta=mt marshallislands=mh martinique=mq mauritania=mr mauritius=mu mayotte=yt "
    "mexico=mx micronesiafederatedstatesof=fm micronesia=fm moldovarepublicof=md moldova=md monaco=mc mongolia=mn "
    "montenegro=me montserrat=ms morocco=ma mozambique=mz myanmar=mm namibia=na nauru=nr nepal=np netherlands=nl "
    "newcaledonia=nc newzealand=nz nicaragua=ni niger=ne nigeria=ng niue=nu norfolkisland=nf "
    "northernmarianaislands=mp norway=no oman=om pakistan=pk palau=pw palestinestateof=ps palestine=ps panama=pa "
    "papuanewguinea=pg paraguay=py peru=pe philippines=ph pitcairn=pn poland=pl portugal=pt puertorico=pr qatar=qa "
    "reunion=re romania=ro russianfederation=ru russia=ru rwanda=rw saintbarthelemy=bl "
    "sainthelenaascensionandtristandacunha=sh saintkittsandnevis=kn saintlucia=lc saintmartinfrenchpart=mf "
    "saintpierreandmiquelon=pm saintvincentandthegrenadines=vc samoa=ws sanmarino=sm saotomeandprincipe=st "
    "saudiarabia=sa senegal=sn serbia=rs seychelles=sc sierraleone=sl singapore=sg sintmaartenductchpart=sx "
    "slovakia=sk slovenia=si solomonislands=sb somalia=so southafrica=za southgeorgiaandthesouthsandwichislands=gs "
    "southsudan=ss spain=es srilanka=lk sudan=sd suriname=sr svalbardandjanmayen=sj eswatini=sz swaziland=sz "
    "sweden=se switzerland=ch syrianarabrepublic=sy syria=sy taiwanprovinceofchina=tw taiwan=tw tajikistan=tj "
    "tanzaniaunitedrepublicof=tz tanzania=tz thailand=th timorleste=tl easttimor=tl togo=tg tokelau=tk tonga=to "
    "trinidadandtobago=tt tunisia=tn turkey=tr turkmenistan=tm turksandcaicosislands=tc tuvalu=tv uganda=ug "
    "ukraine=ua unitedarabemirates=ae unitedkingdom=gb unitedstatesofamerica=us unitedstatesminoroutlyingislands=um "
    "uruguay=uy uzbekistan=uz vanuatu=vu venezuelabolivarianrepublicof=ve venezuela=ve vietnam=vn "
    "virginislandsbritish=vg virginislandsus=vi wallisandfutuna=wf westernsahara=eh yemen=ye zambia=zm zimbabwe=zw"
)

COUNTRY_NAMES = dict(pair.split("=") for pair in _NAMED.split())
"""English names as letters only, to alpha-2 codes, as the Parameter Builder knows them, in its order.

The order matters: of a text that contains several of the names, the first decides (read in its source).
"""

_CALLING = (
    "1:ag,ai,as,bb,bm,bs,ca,dm,do,gd,gu,jm,kn,ky,lc,mp,ms,pr,sx,tc,tt,us,vc,vg,vi 7:kz,ru 20:eg 27:za 30:gr 31:nl "
    "32:be 33:fr 34:es 36:hu 39:it,va 40:ro 41:ch 43:at 44:gb,gg,im,je 45:dk 46:se 47:no,sj 48:pl 49:de 51:pe 52:mx "
    "53:cu 54:ar 55:br 56:cl 57:co 58:ve 60:my 61:au,cc,cx 62:id 63:ph 64:nz 65:sg 66:th 81:jp 82:kr 84:vn 86:cn "
    "90:tr 91:in 92:pk 93:af 94:lk 95:mm 98:ir 211:ss 212:eh,ma 213:dz 216:tn 218:ly 220:gm 221:sn 222:mr 223:ml "
    "224:gn 225:ci 226:bf 227:ne 228:tg 229:bj 230:mu 231:lr 232:sl 233:gh 234:ng 235:td 236:cf 237:cm 238:cv 239:st "
    "240:gq 241:ga 242:cg 243:cd 244:ao 245:gw 246:io 247:ac 248:sc 249:sd 250:rw 251:et 252:so 253:dj 254:ke 255:tz "
    "256:ug 257:bi 258:mz 260:zm 261:mg 262:re,yt 263:zw 264:na 265:mw 266:ls 267:bw 268:sz 269:km 290:sh,ta 291:er "
    "297:aw 298:fo 299:gl 350:gi 351:pt 352:lu 353:ie 354:is 355:al 356:mt 357:cy 358:ax,fi 359:bg 370:lt 371:lv "
    "372:ee 373:md 374:am 375:by 376:ad 377:mc 378:sm 380:ua 381:rs 382:me 383:xk 385:hr 386:si 387:ba 389:mk 420:cz "
    "421:sk 423:li 500:fk 501:bz 502:gt 503:sv 504:hn 505:ni 506:cr 507:pa 508:pm 509:ht 590:bl,gp,mf 591:bo 592:gy "
    "593:ec 594:gf 595:py 596:mq 597:sr 598:uy 599:bq,cw 670:tl 672:nf 673:bn 674:nr 675:pg 676:to 677:sb 678:vu "
    "679:fj 680:pw 681:wf 682:ck 683:nu 685:ws 686:ki 687:nc 688:tv 689:pf 690:tk 691:fm 692:mh 850:kp 852:hk 853:mo "
    "855:kh 856:la 880:bd 886:tw 960:mv 961:lb 962:jo 963:sy 964:iq 965:kw 966:sa 967:ye 968:om 970:ps 971:ae 972:il "
    "973:bh 974:qa 975:bt 976:mn 977:np 992:tj 993:tm 994:az 995:ge 996:kg 998:uz"
)

CALLING_CODES = {
    country: code
    for code, _, countries in (entry.partition(":") for entry in _CALLING.split())
    for country in countries.split(",")
}
"""Calling codes by country: ITU-T E.164."""

_ISO_4217 = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP "
    "LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN "
    "PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS "
    "TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XAG XAU XBA XBB XBC XBD XCD "
    "XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWL"
)

CURRENCIES = frozenset(_ISO_4217.split())
"""ISO 4217. The Node SDK holds a currency against its own copy of this list, whose edition was not looked at."""
