// What notices say in Spanish: by code; {names} stand for facts. Never an arm, never the name of a participant.
import type { NoticeWords } from '../notice-words.js';
import type { NoticeCode } from './en.js';

export const spanishNotices = {
  'serious-event': {
    subject: 'Acontecimiento adverso grave del participante {participant} en {site}',
    text: 'Se ha registrado un acontecimiento adverso grave. Véalo entre los acontecimientos graves, registre lo recibido y evalúelo.',
  },
  'serious-event-changed': {
    subject: 'Se sabe más de un acontecimiento grave del participante {participant} en {site}',
    text: 'Ha cambiado el registro de un acontecimiento adverso grave. Juzgue si procede una notificación de seguimiento.',
  },
  'serious-event-assessed': {
    subject: 'El promotor ha evaluado un acontecimiento grave del participante {participant} en {site}',
    text: 'El juicio del promotor figura junto al del investigador, que queda como está.',
  },
  'special-interest': {
    subject: 'Acontecimiento de especial interés ({interest}) del participante {participant} en {site}',
    text: 'Se ha registrado un acontecimiento que el protocolo señala como de especial interés.',
  },
  pregnancy: {
    subject: 'Embarazo registrado del participante {participant} en {site}',
    text: 'Sígalo hasta que se conozca su desenlace.',
  },
  'clock-running': {
    subject: 'Notificación a {clock} antes de {dueAt}: participante {participant} en {site}',
    text: 'Ha pasado la mitad del tiempo. Envíe la notificación y registre su recepción, o confirme este aviso.',
  },
  'clock-urgent': {
    subject: 'Urgente: notificación a {clock} antes de {dueAt}: participante {participant} en {site}',
    text: 'Han pasado cuatro quintos del tiempo. Envíe la notificación y registre su recepción.',
  },
  'clock-overdue': {
    subject: 'Con retraso: la notificación a {clock} vencía {dueAt}: participante {participant} en {site}',
    text: 'Envíe ahora la notificación y registre por qué se ha retrasado.',
  },
  'code-broken': {
    subject: 'Se ha abierto el código del participante {participant} en {site}',
    text: 'Quién lo abrió y por qué consta en los registros. El tratamiento no forma parte de este mensaje; no lo pregunte.',
  },
  'rater-barred': {
    subject: 'Terminan ahora las evaluaciones enmascaradas del participante {participant} en {site}',
    text: 'Se ha abierto el código de este participante. Encargue las evaluaciones pendientes a alguien que no conozca el tratamiento.',
  },
  'important-deviation': {
    subject: 'Desviación importante del participante {participant} en {site}: {rule}',
    text: 'Véala entre las desviaciones.',
  },
  'scan-unreadable': {
    subject: 'Una imagen del participante {participant} en {site} no se puede leer: visita {visit}',
    text: 'Repita la imagen como dice el protocolo y márquela con el mismo número.',
  },
  withdrawal: {
    subject: 'El participante {participant} de {site} se ha retirado ({kind})',
    text: 'Vea qué queda por hacer con este participante.',
  },
  'site-active': {
    subject: 'El centro {site} está activo',
    text: 'Puede empezar el cribado.',
  },
  'trial-live': {
    subject: 'El ensayo se ha puesto en marcha',
    text: 'Se pueden cribar participantes en los centros activos.',
  },
  'trial-locked': {
    subject: 'El ensayo está bloqueado',
    text: 'Ya no se registra nada, salvo aperturas y borrados.',
  },
  'trial-unblinded': {
    subject: 'El ensayo está desenmascarado',
    text: 'La asignación se ha revelado a todos.',
  },
  'board-recommended': {
    subject: 'El comité de seguridad recomienda tras la reunión {meeting}: {recommendation}',
    text: 'Su carta está entre las reuniones del comité.',
  },
  'stopping-rule': {
    subject: 'Se ha alcanzado la regla de parada {rule}',
    text: 'Contada sobre todos los participantes, de forma enmascarada. Llame al comité de seguridad.',
  },
  'safety-rule-evaluated': {
    subject: 'Se han evaluado reglas de seguridad: mire en la sala cerrada',
    text: 'Se ha alcanzado al menos una regla por tratamiento. Este mensaje va solo al estadístico del comité de seguridad.',
  },
} as const satisfies Readonly<Record<NoticeCode, NoticeWords>>;
