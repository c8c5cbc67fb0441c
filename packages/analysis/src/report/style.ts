// The style sheet of the report, for screens and for A4 paper. System fonts only, nothing is loaded.
import { ink } from '../figure/palette.js';
import { cssString } from './html.js';

const sans = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif";
const serif = "'Iowan Old Style', 'Palatino Linotype', Palatino, 'Book Antiqua', Georgia, 'Liberation Serif', serif";
const mono = "ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace";

/** Rules for every report. */
export const style = `*{box-sizing:border-box}
html{font-size:16px;-webkit-text-size-adjust:100%;print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{margin:0;color:${ink.text};background:#fff;font:400 1rem/1.5 ${serif}}
main,.screen-footer{max-width:50rem;margin:0 auto;padding:0 1.5rem}
main{padding-top:2.25rem}
h1,h2,h3,table,figure,figcaption,caption,nav,dl,.kind,.stamp,.banner,.note,.figure-of-merit,.fine{font-family:${sans}}
h1{margin:.2rem 0 1rem;font-size:1.9rem;line-height:1.18;font-weight:400;letter-spacing:-.01em}
h1 .acronym{display:block;font-weight:700}
h2{margin:2.6rem 0 .7rem;padding-top:.55rem;border-top:2px solid ${ink.text};font-size:1.25rem;line-height:1.25}
h3{margin:1.6rem 0 .4rem;font-size:1rem}
p{margin:.5rem 0}
a{color:${ink.accent}}
code{font:.86em ${mono};overflow-wrap:anywhere}
pre{margin:.6rem 0;padding:.7rem .9rem;background:${ink.panel};border-left:3px solid ${ink.accent};font:.8rem/1.5 ${mono};white-space:pre-wrap}
.kind{margin:0;color:${ink.accent};font-size:.82rem;font-weight:700;letter-spacing:.02em}
.facts{margin:1rem 0;font-size:.84rem;line-height:1.4}
.facts div{display:grid;grid-template-columns:9.5rem 1fr;gap:.2rem 1rem;padding:.26rem 0;border-top:1px solid ${ink.grid}}
.facts div:last-child{border-bottom:1px solid ${ink.grid}}
dt{font-weight:700}
dd{margin:0}
.title .facts{display:grid;grid-template-columns:1fr 1fr;column-gap:2rem}
.title .facts div{grid-template-columns:6.6rem 1fr;border-bottom:0}
.title .facts div.wide{grid-column:1/-1;border-bottom:1px solid ${ink.grid}}
.summary{display:grid;grid-template-columns:13.5rem 1fr;gap:1.6rem;margin:1.4rem 0 0;padding:1.15rem 1.3rem 1.1rem;background:${ink.panel};border-top:3px solid ${ink.accent}}
.summary>.words:only-child{grid-column:1/-1}
.summary h2{margin:0 0 .3rem;padding:0;border:0;font-size:.84rem;font-weight:700;color:${ink.soft}}
.figure-of-merit p{margin:0}
.measure{font-size:.84rem;font-weight:700;color:${ink.soft}}
.estimate{font-size:3.7rem;line-height:1.05;font-weight:700;letter-spacing:-.035em;color:${ink.accent};font-variant-numeric:lining-nums tabular-nums}
.interval{font-size:1rem;line-height:1.45;font-variant-numeric:lining-nums tabular-nums;white-space:nowrap}
.conclusion{margin:0;font-size:1.1rem;line-height:1.42}
.fine{font-size:.8rem;line-height:1.45;color:${ink.soft}}
.stamp{color:${ink.stamp};font-weight:700;font-size:.76rem;line-height:1.35}
caption .stamp,figcaption .stamp{display:block;font-weight:700}
.banner{position:sticky;top:0;z-index:5;padding:.4rem 1.5rem;background:${ink.stamp};color:#fff;font-size:.82rem;font-weight:700;text-align:center}
.dummy-arms{max-width:47rem;margin:1rem auto 0;padding:.6rem .9rem;border:2px solid ${ink.stamp};color:${ink.stamp};font:700 .9rem/1.4 ${sans}}
.watermark{display:none}
nav ol{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin:1.1rem 0 0;padding:0;list-style:none;font-size:.84rem}
.block{margin:1.5rem 0 1.9rem}
caption,figcaption{padding:0 0 .45rem;text-align:left;font-size:.9rem;line-height:1.38;font-weight:700}
caption .number,figcaption .number{color:${ink.accent};margin-right:.35em}
figure svg{display:block;width:100%;height:auto}
table{width:100%;border-collapse:collapse;font-size:.82rem;line-height:1.36;font-variant-numeric:lining-nums tabular-nums;border-bottom:1px solid ${ink.text}}
th,td{padding:.27rem .55rem;vertical-align:top;text-align:left;font-weight:400}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
thead th{vertical-align:bottom;font-weight:700}
thead tr:first-child>*{border-top:1.5px solid ${ink.text}}
thead tr:last-child>*{border-bottom:1px solid ${ink.text}}
thead .groups th{padding-bottom:.1rem;text-align:center}
thead .groups th span{display:block;padding-bottom:.2rem;border-bottom:1px solid ${ink.line}}
td.number,th.number{text-align:right;white-space:nowrap}
thead th.number{white-space:normal}
tbody tr+tr>*{border-top:1px solid ${ink.grid}}
tr.heading>*{padding-top:.45rem;font-weight:700}
tr.total>*{font-weight:700}
tr.indented th{padding-left:1.1rem}
tr.indented>*,tbody tr.indented+tr.indented>*{border-top:0}
tr.heading+tr.indented>*{border-top:0}
.sub{display:block;color:${ink.soft};font-size:.92em}
.whole{white-space:nowrap}
.note{margin:.35rem 0 0;color:${ink.soft};font-size:.76rem;line-height:1.42}
.note strong{color:${ink.text}}
.trace{font:700 .66rem/1 ${sans};color:${ink.accent};text-decoration:none;position:relative;top:-.55em;line-height:0;white-space:nowrap}
.trace:hover,.trace:focus{text-decoration:underline}
.post-hoc{padding:0 .3em;border:1px solid ${ink.stamp};color:${ink.stamp};font-weight:700;white-space:nowrap}
sup{position:relative;top:-.45em;vertical-align:baseline;font-size:.75em;line-height:0}
ul{margin:.4rem 0;padding-left:1.2rem}
#table-trace table,#table-assumptions table{font-size:.74rem}
#table-assumptions th{white-space:nowrap}
.computed{font-size:.74rem;line-height:1.5}
.computed div{padding:.3rem 0;border-top:1px solid ${ink.grid}}
.computed b{font-weight:400;color:${ink.text};font-variant-numeric:tabular-nums}
.computed dd{color:${ink.soft}}
.pair{overflow-wrap:anywhere}
.digest{display:block}
.screen-footer{margin-top:2.5rem;padding-bottom:2rem;color:${ink.soft};font:400 .76rem/1.5 ${sans}}
.screen-footer p{margin:.1rem 0}
:target{background:#fff3c4}
@media (max-width:40rem){.summary,.title .facts{grid-template-columns:1fr}.facts div{grid-template-columns:1fr}.block{overflow-x:auto}figure svg{min-width:42rem}}
@media print{
html{font-size:11.2px}
main,.screen-footer{max-width:none;padding:0}
main{padding-top:0}
nav,.banner,.dummy-arms,.screen-footer{display:none}
.watermark{display:block;position:fixed;z-index:-1;top:40%;left:-10%;width:120%;text-align:center;transform:rotate(-32deg);color:rgba(163,18,58,.075);font:700 66pt/1.1 ${sans}}
.watermark span{display:block}
a{color:inherit;text-decoration:none}
.trace{color:${ink.accent}}
h2,h3,caption,figcaption{break-after:avoid;break-inside:avoid}
section>h2+p,section>h2+p+p{break-after:avoid;break-inside:avoid}
p{orphans:3;widows:3}
#provenance,#provenance .facts{break-inside:avoid}
tbody tr:nth-child(-n+3){break-after:avoid}
h2{margin-top:2rem}
.conclusion{font-size:1.04rem}
.summary{padding:.9rem 1.1rem .7rem;margin-top:1.1rem}
.block{margin:1.2rem 0 1.6rem}
.title p,.title h1{margin-bottom:.5rem}
th,td{padding-top:.2rem;padding-bottom:.2rem}
figure,.block,.summary,.facts div,.computed div,tr{break-inside:avoid}
.block.long{break-inside:auto}
thead{display:table-header-group}
tr.heading{break-after:avoid}
section>h2+*{break-before:avoid}
:target{background:none}
}`;

/**
 * The page itself: the stamp above the text of every page, snapshot, versions and page number below it.
 * Browsers without margin boxes still print the watermark.
 */
export function pageStyle(words: {
  readonly header: string;
  readonly title: string;
  readonly footerLeft: string;
  readonly footerRight: string;
}): string {
  const small = `font:6.6pt/1.3 ${sans};color:${ink.soft}`;
  const header =
    words.header === ''
      ? ''
      : `@top-right{content:${cssString(words.header)};font:700 7.4pt/1.3 ${sans};color:${ink.stamp};vertical-align:bottom;padding-bottom:4mm}`;
  return `@page{size:A4;margin:19mm 16mm 18mm 16mm;
@top-left{content:${cssString(words.title)};${small};vertical-align:bottom;padding-bottom:4mm;white-space:nowrap}
${header}
@bottom-left{content:${cssString(words.footerLeft)};${small};vertical-align:top;padding-top:4mm;white-space:nowrap}
@bottom-right{content:${cssString(`${words.footerRight}, page `)} counter(page) " of " counter(pages);${small};vertical-align:top;padding-top:4mm;white-space:nowrap}}`;
}
