// All messages in English: their keys are those of every language. One line for each area.
import { overview } from './overview.js';
import { shell } from './shell.js';

export const english = { ...shell, ...overview } as const;
