// All pages of a trial, area by area.

import { bedsidePages } from '../area/bedside/pages.js';
import { boardPages } from '../area/board/pages.js';
import { dataPages } from '../area/data/pages.js';
import { emergencyPages } from '../area/emergency/pages.js';
import { notificationPages } from '../area/notification/pages.js';
import { overviewPages } from '../area/overview/pages.js';
import { participantPages } from '../area/participant/pages.js';
import { productPages } from '../area/product/pages.js';
import { readingPages } from '../area/reading/pages.js';
import { reviewPages } from '../area/review/pages.js';
import { safetyPages } from '../area/safety/pages.js';
import { statisticsPages } from '../area/statistics/pages.js';
import { trialPages } from '../area/trial/pages.js';
import type { Page } from './page.js';

export const pages: readonly Page[] = [
  ...overviewPages,
  ...statisticsPages,
  ...trialPages,
  ...participantPages,
  ...emergencyPages,
  ...bedsidePages,
  ...readingPages,
  ...productPages,
  ...safetyPages,
  ...boardPages,
  ...reviewPages,
  ...dataPages,
  ...notificationPages,
];

/** The pages that somebody with these rights sees. */
export function pagesFor(rights: ReadonlySet<string>): readonly Page[] {
  return pages.filter((page) => page.rights.length === 0 || page.rights.some((right) => rights.has(right)));
}

/** The first page of somebody with these roles: that of the first role that has one, else the overview. */
export function homePathFor(roles: readonly string[], rights: ReadonlySet<string>): string {
  const own = pagesFor(rights);
  for (const role of roles) {
    const home = own.find(({ homeOf }) => homeOf?.includes(role));
    if (home !== undefined) return home.path;
  }
  return 'overview';
}
