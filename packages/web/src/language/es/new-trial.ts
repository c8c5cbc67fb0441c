// A new trial from a protocol file.
import type { Messages } from '../message.js';

export const newTrial = {
  'newTrial.title': 'Nuevo ensayo a partir de un archivo de protocolo',
  'newTrial.help':
    'Escriba, pegue o cargue el protocolo. Se comprueba y se dibuja mientras escribe; no se conserva nada hasta que cree el ensayo.',
  'newTrial.start': 'Nuevo ensayo',
  'newTrial.example': 'Empezar con un ejemplo',
  'newTrial.upload': 'Cargar un archivo',
  'newTrial.mayNot': 'Aquí puede comprobar un protocolo. Un administrador permite a una cuenta crear ensayos.',
  'newTrial.editor': 'Texto del protocolo, en YAML',
  'newTrial.keys': 'Ctrl+Espacio muestra qué se puede escribir aquí. F8 va al problema siguiente.',
  'newTrial.notChecked': 'Aún no hay nada que comprobar.',
  'newTrial.problems': 'Problemas',
  'newTrial.problem': 'Problema',
  'newTrial.warning': 'Advertencia',
  'newTrial.valid':
    'El protocolo se puede usar{warnings, plural, =0 {.} one {; hay # advertencia.} other {; hay # advertencias.}}',
  'newTrial.invalid':
    '{errors, plural, one {# problema} other {# problemas}}{warnings, plural, =0 {} one { y # advertencia} other { y # advertencias}}. Se puede crear un ensayo cuando no quede ningún problema.',
  'newTrial.line': 'Línea {line}',
  'newTrial.allowed': 'Permitido: {allowed}',
  'newTrial.schematic': 'Esquema',
  'newTrial.schematicOf':
    'Esquema de {acronym}: épocas, secuencias y visitas; la tabla de abajo dice lo mismo de las visitas',
  'newTrial.nothingToDraw': 'Las épocas, secuencias y visitas se dibujan aquí en cuanto se escriben.',
  'newTrial.size':
    '{planned} participantes · {sites, plural, one {# centro} other {# centros}} · {forms, plural, one {# formulario} other {# formularios}}',
  'newTrial.screening': 'Cribado',
  'newTrial.period': 'Periodo',
  'newTrial.washout': 'Lavado',
  'newTrial.followUp': 'Seguimiento',
  'newTrial.epochOther': 'Época',
  'newTrial.days': '{count, plural, one {# día} other {# días}}',
  'newTrial.visits': 'Visitas',
  'newTrial.visit': 'Visita',
  'newTrial.epoch': 'Época',
  'newTrial.day': 'Día',
  'newTrial.window': 'Ventana (días)',
  'newTrial.forms': 'Formularios',
  'newTrial.conditional': 'condicional',
  'newTrial.unscheduled': 'no programada',
  'newTrial.create': 'Crear el ensayo',
  'newTrial.createNamed': 'Crear {acronym}, versión {version}',
  'newTrial.mode': '¿Para qué es?',
  'newTrial.rehearsal': 'Simulacro',
  'newTrial.rehearsalHint':
    'Todas las personas son inventadas, y cada página lo dice. Nunca se convierte en un ensayo real.',
  'newTrial.live': 'Ensayo real',
  'newTrial.liveHint': 'Con participantes reales. Primero se prepara y empieza cuando usted lo pone en marcha.',
  'newTrial.then': 'Después',
  'newTrial.thenManager': 'Usted es su primer gestor del ensayo y concede las demás funciones.',
  'newTrial.thenSetUp': 'La página siguiente guía por lo que falta hasta el primer participante.',
  'newTrial.notCreated': 'El ensayo no se ha creado',
  'newTrial.createRehearsal': 'Crear el simulacro',
  'newTrial.createLive': 'Crear el ensayo real',
} satisfies Messages;
