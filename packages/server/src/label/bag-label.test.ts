import { describe, expect, it } from 'vitest';
import { drawLabel, labelPage, scanText } from './bag-label.js';
import type { BagLabel } from './label-text.js';

const label: BagLabel = {
  trial: 'SMALL (small)',
  content: 'Cells <or> medium',
  storage: 'Keep at 2 to 8 °C',
  warnings: ['Do not irradiate'],
  isAutologous: true,
  identityCode: 'C7K2M9PQRTV3',
  screeningNumber: 'S-1',
  siteId: 'genoa',
  administration: 'infusion1',
  bagCode: 'A2B3C4D5E6',
  labelCode: 'L7K2M9PQRTV3',
  donationCode: 'A000126483920X',
  volumeMl: 70,
  expiresAt: '2026-03-29T15:00:00.000Z',
  zone: 'Europe/Rome',
};

describe('a bag label', () => {
  it('says recipient, donation, volume and expiry with its zone, and for whom alone it is', () => {
    const svg = drawLabel(label);
    for (const text of [
      'FOR AUTOLOGOUS USE ONLY',
      'Recipient C7K2M9PQRTV3 · S-1',
      'Donation A000126483920X',
      'Bag A2B3C4D5E6 · infusion1',
      'Volume 70 mL',
      'Expires 2026-03-29 17:00 +02:00 Europe/Rome',
      'Cells &lt;or&gt; medium',
    ]) {
      expect(svg).toContain(text);
    }
    expect(svg).toMatch(/<path [^>]*d="M/);
  });

  it('has one scan for donation, bag, label and recipient, which differs where one of them does', () => {
    expect(scanText(label)).toBe('=A000126483920X&,BA2B3C4D5E6&,L7K2M9PQRTV3&,C7K2M9PQRTV3');
    expect(drawLabel({ ...label, labelCode: 'L7K2M9PQRTV4' })).not.toBe(drawLabel(label));
  });

  it('prints as one page of its own, without anything from elsewhere', () => {
    const page = labelPage(label);
    expect(page).toContain('<title>Label L7K2M9PQRTV3</title>');
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|url\(/);
  });
});
