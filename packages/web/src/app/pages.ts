// All pages of a trial, area by area.

import { bedsidePages } from '../area/bedside/pages.js';
import { boardPages } from '../area/board/pages.js';
import { dataPages } from '../area/data/pages.js';
import { emergencyPages } from '../area/emergency/pages.js';
import { notificationPages } from '../area/notification/pages.js';
import { overviewPages } from '../area/overview/pages.js';
import { participantPages } from '../area/participant/pages.js';
import { privacyPages } from '../area/privacy/pages.js';
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
  ...privacyPages,
  ...notificationPages,
];
