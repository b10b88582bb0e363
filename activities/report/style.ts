/** Two grounds, one ink, one accent; amber and red stand for what needs a person. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--raised:#f6f7f9;--ink:#171b21;--soft:#5a6472;--line:#e2e6eb;--accent:#2d6cdf;--pale:#c9dbf8;
--amber:#9a5b00;--amber-mark:#e09a1f;--amber-pale:#fdf3e0;--red:#b3261e;--red-mark:#d6453c;--red-pale:#fcebe9;--green:#1b7a4b;--green-pale:#e4f4eb}
@media(prefers-color-scheme:dark){:root{--ground:#111419;--raised:#1a1f26;--ink:#e7eaee;--soft:#98a3b1;--line:#2b323c;--accent:#6ca0ff;--pale:#2a436e;
--amber:#f0b557;--amber-mark:#e0a23a;--amber-pale:#332711;--red:#ff9088;--red-mark:#ee6a61;--red-pale:#3a1c1a;--green:#6fd3a0;--green-pale:#14301f}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
main{max-width:58rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:1.75rem;line-height:1.2;font-weight:650;letter-spacing:-.015em;margin:0 0 .25rem}
h2{font-size:1.125rem;line-height:1.3;font-weight:650;margin:3rem 0 .25rem}
h3{font-size:.9375rem;font-weight:600;margin:1.5rem 0 .25rem}
p{margin:.25rem 0 .75rem;max-width:44rem}
a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
small,.soft{color:var(--soft)}code{font:.8125rem/1.5 ui-monospace,"SF Mono",Menlo,Consolas,monospace;color:var(--soft)}small{font-size:.8125rem}
.lead{font-size:1.0625rem;margin:1rem 0 0}
.num,td.num,th.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.pill{display:inline-block;padding:.05rem .55rem;border-radius:1rem;font-size:.8125rem;font-weight:600;white-space:nowrap;background:var(--raised);color:var(--soft)}
.pill.good{background:var(--green-pale);color:var(--green)}.pill.warn{background:var(--amber-pale);color:var(--amber)}.pill.bad{background:var(--red-pale);color:var(--red)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.5rem 0 0;padding:0;list-style:none}
.tiles li{background:var(--raised);border-radius:.5rem;padding:.7rem .8rem;line-height:1.3}
.tiles b{display:block;font-size:1.1875rem;line-height:1.4;white-space:nowrap;font-weight:600;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.tiles span{font-size:.8125rem;color:var(--soft)}
.notes{list-style:none;margin:.75rem 0 0;padding:0}
.notes li{border-left:3px solid var(--line);padding:.35rem 0 .35rem .8rem;margin:.5rem 0}
.notes code{display:block;margin-top:.25rem}
.notes li.warn{border-color:var(--amber-mark)}.notes li.bad{border-color:var(--red-mark)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:.75rem 0}
th{font-weight:500;font-size:.8125rem;color:var(--soft);text-align:left;vertical-align:bottom}
td,th{padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:baseline}
td:last-child,th:last-child{padding-right:0}
.bars{list-style:none;margin:.75rem 0 0;padding:0}
.bars li{display:grid;grid-template-columns:14rem 1fr 7rem;gap:0 1rem;align-items:center}
.bars .part{padding-left:1rem;color:var(--soft);font-size:.875rem}
.bars .name{font-size:.8125rem;letter-spacing:-.01em}
.bars .axis{padding:0;color:var(--soft);font-size:.8125rem}
.bars svg{height:26px}
.bars .axis svg{height:20px}
.bars .why{grid-column:2/4;color:var(--soft);font-size:.8125rem}
svg{display:block;width:100%;overflow:visible}
svg text{fill:var(--soft);font-size:.75rem;font-variant-numeric:tabular-nums}
.grid{stroke:var(--line)}.base{stroke:var(--soft)}.bar{fill:var(--accent)}.bar.warn{fill:var(--amber-mark)}.bar.bad{fill:var(--red-mark)}.bar.pale{fill:var(--pale)}
.zone{fill:var(--line);opacity:.65}.mark{stroke:var(--ink);stroke-width:2}.due{stroke:var(--red-mark);stroke-width:1.5}
.before{fill:none;stroke:var(--ink);stroke-width:1.5;vector-effect:non-scaling-stroke}
text.due{stroke:none;fill:var(--red)}
.plot{display:grid;grid-template-columns:3.25rem 1fr;gap:0 .5rem;margin:.75rem 0 0}
.plot svg{height:11rem}.plot .below{grid-column:2}.plot .below svg{height:1.25rem}
.plot p{margin:.1rem 0 0;max-width:none;color:var(--soft);font-size:.8125rem}.plot .above{grid-column:1/3;margin:0 0 .6rem}.plot .below p{text-align:center}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.5rem 0 0;font-size:.8125rem;color:var(--soft)}
.key i{display:inline-block;width:.8rem;height:.8rem;border-radius:2px;margin-right:.4rem;vertical-align:-.1rem;background:var(--accent)}
.key i.pale{background:var(--pale)}.key i.line{background:none;border:1.5px solid var(--ink);border-bottom:0;border-radius:0}
.key i.tick{width:2px;background:var(--ink);border-radius:0}.key i.zone{background:var(--line)}.key i.warn{background:var(--amber-mark)}
details{margin:.5rem 0}summary{cursor:pointer;color:var(--accent)}
footer{margin-top:4rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.8125rem}
@media(max-width:40rem){main{padding:1.5rem 1rem 3rem}h1{font-size:1.5rem}h2{margin-top:2.5rem}.minor{display:none}
.tiles{grid-template-columns:1fr 1fr}
.bars li{grid-template-columns:1fr auto;padding:.3rem 0 0}.bars svg{height:20px}.bars li>.wide{grid-column:1/3;grid-row:2}.bars .why{grid-column:1/3}.bars .axis>span{display:none}
.plot{grid-template-columns:2.5rem 1fr}td,th{padding-right:.75rem}.tight{display:none}}
@media print{body{font-size:12px}h2{break-after:avoid}}
`;
