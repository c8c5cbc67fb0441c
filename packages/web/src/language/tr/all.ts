// All messages of this language.
import type { Messages } from '../message.js';
import { shell } from './shell.js';

export const messages: Messages = { ...shell };
