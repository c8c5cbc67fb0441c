// The label of a bag drawn with its Data Matrix: SVG, and a page to print. Loaded where one is drawn: the library is large.
import { zonedText } from '@equipoise/trial';
import bwipjs from 'bwip-js/node';
import type { BagLabel } from './label-text.js';

/**
 * What the Data Matrix holds: data structures in the manner of ISBT 128, each with its data identifier ("=" donation,
 * "&," the codes of this house), so that one scan gives donation, bag, label and recipient.
 */
export function scanText(label: BagLabel): string {
  const donation = label.donationCode === undefined ? '' : `=${label.donationCode}`;
  return `${donation}&,B${label.bagCode}&,${label.labelCode}&,${label.identityCode}`;
}

/** The label as an SVG of 100 × 70 mm. */
export function drawLabel(label: BagLabel): string {
  const lines = linesOf(label);
  const text = lines.map(
    ({ text: line, size, weight }, index) =>
      `<text x="4" y="${(6 + index * 4.6).toFixed(1)}" font-size="${size}" font-weight="${weight}">${escapeXml(line)}</text>`,
  );
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" width="100mm" height="70mm" viewBox="0 0 100 70" font-family="Helvetica, Arial, sans-serif">',
    '<rect x="0.5" y="0.5" width="99" height="69" fill="#fff" stroke="#000" stroke-width="0.5"/>',
    ...text,
    `<svg x="70" y="38" width="26" height="26" viewBox="${matrixBox(label)}">${matrixPath(label)}</svg>`,
    '</svg>',
  ].join('');
}

/** A page that prints one label, with everything in it. */
export function labelPage(label: BagLabel): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>Label ${escapeXml(label.labelCode)}</title>`,
    '<style>@page{size:100mm 70mm;margin:0}body{margin:0}</style></head><body>',
    drawLabel(label),
    '</body></html>',
  ].join('');
}

interface Line {
  readonly text: string;
  readonly size: number;
  readonly weight: 'normal' | 'bold';
}

function linesOf(label: BagLabel): readonly Line[] {
  const line = (text: string, size = 3.2, weight: Line['weight'] = 'normal'): Line => ({ text, size, weight });
  const { expiresAt, zone = 'UTC' } = label;
  return [
    line(`${label.trial} · ${label.siteId}`, 3.2),
    line(label.content, 3.6, 'bold'),
    ...(label.isAutologous ? [line('FOR AUTOLOGOUS USE ONLY', 4, 'bold')] : []),
    line('For clinical trial use only'),
    line(`Recipient ${label.identityCode} · ${label.screeningNumber}`, 3.6, 'bold'),
    ...(label.donationCode === undefined ? [] : [line(`Donation ${label.donationCode}`, 3.6)]),
    line(`Bag ${label.bagCode} · ${label.administration}`, 3.6, 'bold'),
    line(`Label ${label.labelCode}`),
    line(`Volume ${label.volumeMl} mL`),
    ...(expiresAt === undefined ? [] : [line(`Expires ${zonedText(expiresAt, zone)}`, 3.6, 'bold')]),
    ...(label.storage === undefined ? [] : [line(label.storage)]),
    ...label.warnings.map((warning) => line(warning, 2.8)),
  ];
}

function matrixOf(label: BagLabel): string {
  return bwipjs.toSVG({ bcid: 'datamatrix', text: scanText(label), scale: 1 });
}

function matrixBox(label: BagLabel): string {
  return /viewBox="([^"]+)"/.exec(matrixOf(label))?.[1] ?? '0 0 100 100';
}

function matrixPath(label: BagLabel): string {
  return matrixOf(label)
    .replace(/^<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
