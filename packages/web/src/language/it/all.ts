// All messages of this language.
import type { Messages } from '../message.js';
import { account } from './account.js';
import { amendment } from './amendment.js';
import { bedside } from './bedside.js';
import { board } from './board.js';
import { chain } from './chain.js';
import { chart } from './chart.js';
import { course } from './course.js';
import { data } from './data.js';
import { design } from './design.js';
import { emergency } from './emergency.js';
import { ending } from './ending.js';
import { form } from './form.js';
import { newTrial } from './new-trial.js';
import { notification } from './notification.js';
import { overview } from './overview.js';
import { participant } from './participant.js';
import { privacy } from './privacy.js';
import { product } from './product.js';
import { reading } from './reading.js';
import { recruitment } from './recruitment.js';
import { review } from './review.js';
import { role } from './role.js';
import { safety } from './safety.js';
import { scan } from './scan.js';
import { securityEvent } from './security-event.js';
import { shell } from './shell.js';
import { statistics } from './statistics.js';
import { trial } from './trial.js';

export const messages: Messages = {
  ...shell,
  ...participant,
  ...course,
  ...form,
  ...newTrial,
  ...securityEvent,
  ...account,
  ...trial,
  ...ending,
  ...statistics,
  ...recruitment,
  ...chart,
  ...amendment,
  ...overview,
  ...design,
  ...emergency,
  ...bedside,
  ...board,
  ...chain,
  ...privacy,
  ...product,
  ...safety,
  ...scan,
  ...data,
  ...notification,
  ...review,
  ...role,
  ...reading,
};
