// What a code reader gives, read.
import { describe, expect, it } from 'vitest';
import { isScanOf, readScan } from './scan.js';

describe('a scan', () => {
  it('of a label gives donation, bag, label and recipient at once', () => {
    const scan = readScan('=EQ00012529263R&,BAA68830CF7&,LPD33E22F69K&,CABCDEFGHJK2');
    expect(scan).toMatchObject({
      donationCode: 'EQ00012529263R',
      bagCode: 'AA68830CF7',
      labelCode: 'LPD33E22F69K',
      identityCode: 'CABCDEFGHJK2',
    });
    expect(isScanOf(scan, 'AA68830CF7')).toBe(true);
    expect(isScanOf(scan, 'AA68830CF8')).toBe(false);
  });

  it('without a donation gives the rest', () => {
    expect(readScan('&,BAA68830CF7&,LPD33E22F69K')).toMatchObject({ bagCode: 'AA68830CF7', labelCode: 'LPD33E22F69K' });
  });

  it('that a person typed is the code without blanks, in capital letters', () => {
    expect(isScanOf(readScan(' coi2e4906 d09246 '), 'COI2E4906D09246')).toBe(true);
  });

  it('typed on a Turkish keyboard is the same code', () => {
    expect([readScan('iv12').text, readScan('ıv12').text, readScan('İV 12').text]).toEqual(['IV12', 'IV12', 'IV12']);
  });

  it('matches nothing where nothing is expected', () => {
    expect([isScanOf(readScan(''), ''), isScanOf(readScan('X'), null)]).toEqual([false, false]);
  });
});
