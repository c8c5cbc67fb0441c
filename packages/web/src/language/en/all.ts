// All messages in English: their keys are those of every language. One line for each area.

import { data } from './data.js';
import { emergency } from './emergency.js';
import { form } from './form.js';
import { newTrial } from './new-trial.js';
import { notification } from './notification.js';
import { overview } from './overview.js';
import { participant } from './participant.js';
import { review } from './review.js';
import { role } from './role.js';
import { safety } from './safety.js';
import { scan } from './scan.js';
import { shell } from './shell.js';

export const english = {
  ...shell,
  ...participant,
  ...form,
  ...newTrial,
  ...overview,
  ...emergency,
  ...safety,
  ...scan,
  ...data,
  ...notification,
  ...review,
  ...role,
} as const;
