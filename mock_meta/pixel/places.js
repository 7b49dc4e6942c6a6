/** Reads `name=code` lists, with names reduced to letters. */
function placeTable(list) {
  return new Map(list.split(",").map((entry) => entry.split("=")));
}

/** States of the USA and provinces of Canada by name, to the postal code that is hashed in their place. */
const STATE_CODES = placeTable(
  "alabama=al,alaska=ak,arizona=az,arkansas=ar,california=ca,colorado=co,connecticut=ct,delaware=de," +
    "districtofcolumbia=dc,florida=fl,georgia=ga,hawaii=hi,idaho=id,illinois=il,indiana=in,iowa=ia,kansas=ks," +
    "kentucky=ky,louisiana=la,maine=me,maryland=md,massachusetts=ma,michigan=mi,minnesota=mn,mississippi=ms," +
    "missouri=mo,montana=mt,nebraska=ne,nevada=nv,newhampshire=nh,newjersey=nj,newmexico=nm,newyork=ny," +
    "northcarolina=nc,northdakota=nd,ohio=oh,oklahoma=ok,oregon=or,pennsylvania=pa,puertorico=pr,rhodeisland=ri," +
    "southcarolina=sc,southdakota=sd,tennessee=tn,texas=tx,utah=ut,vermont=vt,virginia=va,washington=wa," +
    "westvirginia=wv,wisconsin=wi,wyoming=wy,alberta=ab,britishcolumbia=bc,manitoba=mb,newbrunswick=nb," +
    "newfoundlandandlabrador=nl,northwestterritories=nt,novascotia=ns,nunavut=nu,ontario=on,princeedwardisland=pe," +
    "quebec=qc,saskatchewan=sk,yukon=yt",
);

/** Countries by English name to their ISO 3166-1 alpha-2 code. */
const COUNTRY_CODES = placeTable(
  "argentina=ar,australia=au,austria=at,bangladesh=bd,belgium=be,bolivia=bo,brazil=br,bulgaria=bg,cambodia=kh," +
    "canada=ca,chile=cl,china=cn,colombia=co,costarica=cr,croatia=hr,cyprus=cy,czechrepublic=cz,czechia=cz," +
    "denmark=dk,dominicanrepublic=do,ecuador=ec,egypt=eg,elsalvador=sv,estonia=ee,finland=fi,france=fr,germany=de,ghana=gh," +
    "greece=gr,guatemala=gt,honduras=hn,hongkong=hk,hungary=hu,iceland=is,india=in,indonesia=id,ireland=ie," +
    "israel=il,italy=it,jamaica=jm,japan=jp,jordan=jo,kazakhstan=kz,kenya=ke,kuwait=kw,latvia=lv,lebanon=lb,lithuania=lt," +
    "luxembourg=lu,malaysia=my,malta=mt,mexico=mx,morocco=ma,netherlands=nl,newzealand=nz,nigeria=ng,norway=no," +
    "pakistan=pk,panama=pa,paraguay=py,peru=pe,philippines=ph,poland=pl,portugal=pt,qatar=qa,romania=ro,russia=ru," +
    "saudiarabia=sa,serbia=rs,singapore=sg,slovakia=sk,slovenia=si,southafrica=za,southkorea=kr,spain=es,srilanka=lk," +
    "sweden=se,switzerland=ch,taiwan=tw,thailand=th,tunisia=tn,turkey=tr,ukraine=ua,unitedarabemirates=ae," +
    "unitedkingdom=gb,unitedstates=us,unitedstatesofamerica=us,uruguay=uy,venezuela=ve,vietnam=vn",
);
