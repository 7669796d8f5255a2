/* page_style.c - how pages look: light and dark, from a phone's width to paper; and what charts do where there is a script. */
#include "report/page_style.h"

static const char look[] =
	":root{color-scheme:light dark;--ink:#1b1b1b;--soft:#5a5a5a;--line:#d5d5d5;--paper:#fff;--shade:#f4f4f4;--bad:#a40000}"
	"@media(prefers-color-scheme:dark){:root{--ink:#e8e8e8;--soft:#ababab;--line:#4a4a4a;--paper:#1a1a1a;--shade:#2a2a2a;--"
	"bad:#"
	"ff8a80}"
	"figure svg{filter:invert(1) hue-rotate(180deg)}}"
	"*{box-sizing:border-box}body{margin:0 auto;max-width:64rem;padding:1rem;color:var(--ink);background:var(--paper);"
	"font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}"
	"h1{font-size:1.5rem;line-height:1.3;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:1px solid "
	"var(--line)}"
	"p.about,figcaption,small{color:var(--soft);font-size:.9rem}p.answer{font-size:1.2rem;border-left:.25rem solid "
	"#0072b2;"
	"padding:.25rem 0 .25rem .75rem}p.trouble{color:var(--bad);font-weight:600}"
	".scroll{overflow-x:auto;max-width:100%}.scroll:focus-visible{outline:2px solid #0072b2}"
	"table{border-collapse:collapse;font-size:.9rem;overflow-wrap:normal}"
	"th,td{padding:.2rem .6rem;text-align:right;white-space:nowrap;border-bottom:1px solid "
	"var(--line);font-variant-numeric:tabular-nums}"
	"th:first-child,td:first-child,table.words td,table.words th{text-align:left}table.words "
	"td{white-space:normal;min-width:5rem}"
	"tr.group th{text-align:left;padding-top:.9rem;background:var(--shade)}"
	/* The column that tells which row it is stays, and where a table goes on to the side there is a shadow. */
	".results th:first-child,.results td:first-child{position:sticky;left:0;background:var(--paper);box-shadow:1px 0 "
	"var(--line)}"
	".points th:last-child,.points td:last-child{position:sticky;right:0;background:var(--paper);box-shadow:inset 1px 0 "
	"var(--soft),-.4rem 0 .4rem -.2rem var(--soft)}"
	".results tr.group th{background:var(--shade);box-shadow:none}"
	".scroll{background:linear-gradient(to right,var(--paper) 1rem,transparent) left/2rem 100% no-repeat "
	"local,linear-gradient(to left,var(--paper) 1rem,transparent) right/2rem 100% no-repeat "
	"local,linear-gradient(to left,var(--line),transparent) right/.6rem 100% no-repeat scroll,var(--paper)}"
	"pre{background:var(--shade);padding:.75rem;font-size:.8rem;overflow-x:auto;overflow-wrap:normal}"
	".charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:1rem;align-items:start}"
	"figure{margin:0;break-inside:avoid}figure svg{width:100%;height:auto;display:block}"
	"@media screen and "
	"(max-width:40rem){th,td{padding:.2rem .3rem}table{font-size:.75rem}td:first-child{white-space:normal;overflow-wrap:"
	"anywhere;min-width:7rem}tr.group th{white-space:normal}table.prices tr,table.prices "
	"td{display:block;border:0;padding:0}table.prices "
	"tr{padding:.3rem 0;border-bottom:1px solid var(--line)}table.prices th{display:none}table.prices "
	"td:first-child{font-weight:600}}";

static const char rest[] =
	/* A row for each point is a card where there is no room for columns, each value behind its name. */
	"@media screen and (max-width:44rem){.points,.points tbody,.points tr,.points td{display:block}.points "
	"tr:first-child{display:none}.points tr{border:1px solid var(--line);border-radius:.3rem;margin:.6rem 0;padding:.2rem "
	".5rem}.points td,.points td:first-child,.points td:last-child{position:static;box-shadow:none;display:flex;"
	"justify-content:space-between;gap:1rem;text-align:right;white-space:normal;border:0;background:none}.points "
	"td:before{content:attr(data-label);color:var(--soft);text-align:left}}"
	/* Two runs beside each other, and what the script adds to charts. */
	".pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1rem;margin:1rem 0}"
	"figure{position:relative}.tip{position:absolute;z-index:1;pointer-events:none;background:var(--ink);color:var(--paper);"
	"font-size:.85rem;padding:.2rem .5rem;border-radius:.2rem;max-width:16rem}.tip[hidden]{display:none}"
	".keys{display:flex;flex-wrap:wrap;gap:.4rem;margin:.3rem 0}.keys "
	"button{font:inherit;font-size:.85rem;color:var(--ink);background:var(--shade);border:1px solid "
	"var(--soft);border-radius:.2rem;padding:.15rem .5rem;cursor:pointer}.keys "
	"button[aria-pressed=false]{text-decoration:line-through;opacity:.75}"
	"summary{cursor:pointer;font-size:.9rem;color:var(--soft)}tr.on td{background:var(--shade)}"
	"@media "
	"print{:root{--ink:#000;--soft:#4a4a4a;--line:#bbb;--paper:#fff;--shade:#fff;--bad:#a40000}body{max-width:none;padding:0;"
	"font-size:10pt}figure svg{filter:none}.scroll,pre{overflow:visible;background:none}"
	".results th,.results td{position:static!important}pre,td,th,table.words td{white-space:pre-wrap}"
	".charts{grid-template-columns:1fr 1fr}.keys,.tip{display:none}h2{break-after:avoid}tr{break-inside:avoid}}";

void page_style(FILE *out)
{
	fprintf(out, "<style>%s%s</style>", look, rest);
}

/*
 * The marks of a chart of lines are those of the rows of its table of numbers, in the same order: a group of gnuplot's for each band, then one
 * for each line, part by part.  Only texts of the page are shown, as texts.  No < and no & in it: the page is XML, too.
 */
const char page_script[] =
	"document.querySelectorAll('figure').forEach(function(f){"
	"var t=f.querySelector('table.lines'),s=f.querySelector('svg');if(!t)return;if(!s)return;"
	"var n=+t.dataset.lines,parts=+t.dataset.parts,g=s.querySelectorAll('g[id*=\"gnuplot_plot_\"]');"
	"if(g.length!==2*n*parts)return;"
	"var tip=document.createElement('div'),keys=document.createElement('div'),marks=[],lines=[],on=null;"
	"tip.className='tip';tip.hidden=true;tip.setAttribute('role','status');keys.className='keys';"
	"t.querySelectorAll('tr[data-line]').forEach(function(r){"
	"var i=+r.dataset.line,k=+r.dataset.part,l=lines[i]||(lines[i]={name:r.cells[0].textContent,rows:[],hidden:false});"
	"(l.rows[k]||(l.rows[k]=[])).push(r)});"
	"function group(i,k){return g[2*n*k+n+i]}"
	"function leave(){tip.hidden=true;if(on)on.row.classList.remove('on');on=null}"
	"function show(m){leave();on=m;m.row.classList.add('on');tip.textContent=m.text;tip.hidden=false;"
	"var b=m.use.getBoundingClientRect(),o=f.getBoundingClientRect(),x=b.left-o.left+12;"
	"tip.style.left=Math.max(0,Math.min(x,o.width-tip.offsetWidth))+'px';"
	"tip.style.top=Math.max(0,b.top-o.top-tip.offsetHeight-6)+'px'}"
	"lines.forEach(function(l,i){l.rows.forEach(function(rows,k){var u=group(i,k).querySelectorAll('use');"
	"if(u.length!==rows.length)return;rows.forEach(function(r,j){"
	"var m={use:u[j],row:r,line:l,text:r.dataset.tip};marks.push(m);u[j].setAttribute('tabindex','0');"
	"u[j].setAttribute('role','img');u[j].setAttribute('aria-label',m.text);"
	"u[j].addEventListener('focus',function(){show(m)});u[j].addEventListener('blur',leave)})});"
	"if(2>n)return;var "
	"b=document.createElement('button');b.type='button';b.textContent=l.name;b.setAttribute('aria-pressed','true');"
	"b.addEventListener('click',function(){l.hidden=!l.hidden;b.setAttribute('aria-pressed',String(!l.hidden));leave();"
	"for(var k=0;k!==parts;k++)[group(i,k),g[2*n*k+i]].forEach(function(e){e.style.display=l.hidden?'none':''})});"
	"keys.appendChild(b)});"
	"s.addEventListener('pointermove',function(e){var best=null,near=40;marks.forEach(function(m){if(m.line.hidden)return;"
	"var b=m.use.getBoundingClientRect(),d=Math.hypot(b.left+b.width/2-e.clientX,b.top+b.height/2-e.clientY);"
	"if(near>d){near=d;best=m}});if(!best)return leave();if(best!==on)show(best)});"
	"s.addEventListener('pointerleave',leave);"
	"document.addEventListener('keydown',function(e){if(e.key==='Escape')leave()});"
	"f.insertBefore(keys,s);f.appendChild(tip)});";
