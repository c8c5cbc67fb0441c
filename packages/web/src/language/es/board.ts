// The closed room of the safety board's statistician.
import type { Messages } from '../message.js';

export const board = {
  'board.title': 'Sala cerrada',
  'board.help':
    'Tablas para el comité de seguridad, por grupos con letras que se sortean de nuevo en cada reunión. Solo las ven usted y el comité.',
  'board.open': 'Abrir las tablas de una reunión',
  'board.openHelp': 'Que usted las abre queda registrado para todos. Lo que dicen, no.',
  'board.meeting': 'Nombre de la reunión, por ejemplo meeting-3',
  'board.meetingForm': 'Una letra y, después, letras, cifras o guiones',
  'board.purpose': 'Finalidad',
  'board.confirm': 'Está a punto de abrir las tablas de {meeting}.',
  'board.none': 'Aún no se han abierto tablas.',
  'board.choose': 'Reunión',
  'board.bySequence': 'Por secuencia',
  'board.byTreatmentAtOnset': 'Por tratamiento al inicio',
  'board.stoppingRule': 'Reglas de parada por tratamiento',
  'board.events': 'Acontecimientos',
  'board.group': 'Grupo {group}',
  'board.cell': '{withEvent} de {participants}; {count, plural, one {# acontecimiento} other {# acontecimientos}}',
  'board.cellShort': '{withEvent} de {participants}',
  'board.cellHint': 'Cada celda: participantes con el acontecimiento del total de participantes; acontecimientos.',
  'board.reached': 'Alcanzada',
  'board.notReached': 'No alcanzada',
  'board.difference': 'Desde la última reunión',
  'board.differenceHelp':
    'Elija el paquete que usted selló para la última reunión. Las letras difieren entre reuniones, por lo que solo se comparan los totales de los grupos.',
  'board.package': 'Paquete de la última reunión',
  'board.notPackage': 'Este archivo no es un paquete de este ensayo.',
  'board.before': 'Entonces',
  'board.now': 'Ahora',
  'board.change': 'Cambio',
  'board.noChange': 'Nada ha cambiado.',
  'board.seal': 'Sellar el paquete',
  'board.sealed': 'Sellado. Guarde el archivo: su huella {digest} está en el registro.',
  'board.packageTitle': 'Informe cerrado de {meeting}',
  'board.recommendation': 'Recomendación',
  'board.noRecommendation': 'Aún no registrada. El responsable de seguridad registra la carta.',
  'board.lettersByRow':
    'Se abrió el código de un participante. Las letras se sortean de nuevo en cada fila, para que lo que se sabe de una no revele otra: lea por filas, nunca por columnas.',
} satisfies Messages;
