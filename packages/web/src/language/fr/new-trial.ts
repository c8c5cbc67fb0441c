// A new trial from a protocol file.
import type { Messages } from '../message.js';

export const newTrial = {
  'newTrial.title': 'Nouvel essai à partir d’un fichier de protocole',
  'newTrial.help':
    'Écrivez, collez ou chargez le protocole. Il est vérifié et dessiné pendant que vous écrivez ; rien n’est gardé avant que vous ne créiez l’essai.',
  'newTrial.start': 'Nouvel essai',
  'newTrial.example': 'Partir d’un exemple',
  'newTrial.upload': 'Charger un fichier',
  'newTrial.mayNot': 'Vous pouvez vérifier un protocole ici. Un administrateur permet à un compte de créer des essais.',
  'newTrial.editor': 'Texte du protocole, en YAML',
  'newTrial.keys': 'Ctrl+Espace montre ce qui peut être écrit ici. F8 va au problème suivant.',
  'newTrial.notChecked': 'Il n’y a encore rien à vérifier.',
  'newTrial.problems': 'Problèmes',
  'newTrial.problem': 'Problème',
  'newTrial.warning': 'Avertissement',
  'newTrial.valid':
    'Le protocole peut être utilisé{warnings, plural, =0 {.} one { ; il y a # avertissement.} other { ; il y a # avertissements.}}',
  'newTrial.invalid':
    '{errors, plural, one {# problème} other {# problèmes}}{warnings, plural, =0 {} one { et # avertissement} other { et # avertissements}}. Un essai peut être créé quand il ne reste aucun problème.',
  'newTrial.line': 'Ligne {line}',
  'newTrial.allowed': 'Permis : {allowed}',
  'newTrial.schematic': 'Schéma',
  'newTrial.schematicOf':
    'Schéma de {acronym} : époques, séquences et visites ; le tableau ci-dessous dit la même chose des visites',
  'newTrial.nothingToDraw': 'Époques, séquences et visites sont dessinées ici dès qu’elles sont écrites.',
  'newTrial.size':
    '{planned} participants · {sites, plural, one {# site} other {# sites}} · {forms, plural, one {# formulaire} other {# formulaires}}',
  'newTrial.screening': 'Sélection',
  'newTrial.period': 'Période',
  'newTrial.washout': 'Sevrage',
  'newTrial.followUp': 'Suivi',
  'newTrial.epochOther': 'Époque',
  'newTrial.days': '{count, plural, one {# jour} other {# jours}}',
  'newTrial.visits': 'Visites',
  'newTrial.visit': 'Visite',
  'newTrial.epoch': 'Époque',
  'newTrial.day': 'Jour',
  'newTrial.window': 'Fenêtre (jours)',
  'newTrial.forms': 'Formulaires',
  'newTrial.conditional': 'conditionnel',
  'newTrial.unscheduled': 'non planifié',
  'newTrial.create': 'Créer l’essai',
  'newTrial.createNamed': 'Créer {acronym}, version {version}',
  'newTrial.mode': 'À quoi sert-il ?',
  'newTrial.rehearsal': 'Répétition',
  'newTrial.rehearsalHint':
    'Toutes les personnes y sont inventées, et chaque page le dit. Elle ne devient jamais un essai réel.',
  'newTrial.live': 'Essai réel',
  'newTrial.liveHint': 'Avec de vrais participants. Il est d’abord préparé, et commence quand vous le démarrez.',
  'newTrial.then': 'Ensuite',
  'newTrial.thenManager': 'Vous en êtes le premier chef de projet et accordez les autres rôles.',
  'newTrial.thenSetUp': 'La page suivante guide à travers ce qui manque jusqu’au premier participant.',
  'newTrial.notCreated': 'L’essai n’a pas été créé',
  'newTrial.createRehearsal': 'Créer la répétition',
  'newTrial.createLive': 'Créer l’essai réel',
} satisfies Messages;
