// The frame of the application.
import type { Messages } from '../message.js';

export const shell = {} satisfies Messages;
